"""What the contract of directories needs of one, beside the port itself."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, Protocol, Self

from lab import ldap_people, people
from lab.domain import Domain
from lab.ldap_server import Bind, LdapServer
from lab.openldap_people import POLICY_OF_ALL

from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.demo.directory import START_PASSWORD, DemoDirectory
from helpdesk_tui.demo.entries import CONTACTS, LEGAL
from helpdesk_tui.demo.groups import FINANCE
from helpdesk_tui.desk.account import Account, AccountId, AccountKind
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.listing import ListKind
from helpdesk_tui.desk.ports import DirectoryPort, Reply, ReplyKind
from helpdesk_tui.directory.active_directory import ActiveDirectory
from helpdesk_tui.directory.ds389 import Ds389
from helpdesk_tui.directory.ldapv3 import LdapDirectory
from helpdesk_tui.directory.ldapv3.port import MakeDialect
from helpdesk_tui.directory.openldap import OpenLdap
from helpdesk_tui.directory.settings import Credentials, Endpoint, Settings
from helpdesk_tui.secret import Secret


@dataclass(frozen=True)
class Person:
    """A person whom one test may change."""

    id: AccountId
    login: str
    password: str


@dataclass(frozen=True)
class Known:
    """Somebody who is in the directory with all of this."""

    login: str
    name: str
    start_of_name: str
    mail: str
    shown_manager: str  # as the account shows the manager
    mobile: str  # in three spellings
    mobile_national: str
    mobile_bare: str
    employee_number: str
    manager: str
    manager_login: str  # of somebody who has no manager


class Answer(NamedTuple):
    """What the console makes of a write."""

    kind: ReplyKind
    code: str = ""  # of the problem

    @classmethod
    def of(cls, reply: Reply) -> Self:
        return cls(reply.kind, reply.problem.code if reply.problem else "")


ACCEPTED = Answer(ReplyKind.ACCEPTED)


class Verdict(StrEnum):
    """What a server makes of a person's login and password."""

    OK = "ok"
    MUST_CHANGE = "must-change"
    LOCKED = "locked"
    NO = "no"  # a wrong password, and any other reason


class DirectoryCase(Protocol):
    """One directory under contract. Logins by what they are good for.

    Where directories differ in what they can do, the case says so, and the tests demand what the console says
    instead.
    """

    port: DirectoryPort
    operator: str
    operator_password: str
    second_operator: str
    domain: str
    login_forms: Sequence[str]  # by which the operator signs in
    known: Known
    twins: tuple[str, str]  # the same name, different people
    twins_name: str
    states: Mapping[str, str]  # state → login
    refused_operators: Mapping[str, str]  # problem → login of an operator with that trouble
    fine_grained: tuple[str, str]  # login and name of the policy
    usual_policy: str  # name of the policy of everybody
    operators_group: str
    offered_groups: Sequence[str]  # of every kind, whose members the operator may change
    groups_held: Mapping[str, frozenset[str]]  # login → groups that hold it, nested or primary
    protected: Mapping[str, str]  # login → what protects it in the directory itself
    kinds: Mapping[str, AccountKind]  # of accounts of no person, by login
    no_groups: Sequence[str]  # what is no group's name or id
    untouchable: str  # an account on which the operator has no right
    odd_names: Mapping[str, str]  # typed text → the only login it finds
    without_numbers: str  # never had a mobile nor an office phone
    unit: tuple[str, str]  # DN of a container, and who lives there
    weak_password: str
    weak_code: str  # the reply's code when it is refused; "" = the server checks none
    rights: Mapping[Action, bool | None]  # of the operator, on most people; None = it does not tell
    no_rights: Mapping[Action, bool | None]  # on the untouchable account
    counts_writes: bool  # whether it counts how often a password was written
    times_each_datum: bool  # whether it tells when each datum changed; else only when anything of it did
    troubles: Mapping[str, Mapping[str, bool]]  # state → what of it shows, where that is not what is usual
    keeps_dates: bool  # until when an account may sign in
    keeps_first_day: bool  # and from when on
    keeps_device_secrets: bool
    lists_unable: frozenset[ListKind]  # that it tells of nobody
    reset_enables_disabled: bool  # a new password takes the mark away that disables
    enabled_again: Answer  # to enabling who is enabled
    own_change_refused: Mapping[str, str]  # "short", "the same", "too soon" → the problem

    def absent_groups(self, account: Account) -> Mapping[str, Answer]:
        """What is no group that could take this account, and what the console says of it."""

    def names_exactly(self, account: Account) -> Sequence[str]:
        """What names this account and no other, beside login, mail, number and DN."""

    def password_of(self, operator: str) -> str: ...

    def bounded(self, base_dn: str) -> DirectoryPort:
        """The directory as a desk sees it whose `base_dn` is this."""

    def person(self) -> Person:
        """A fresh one, in no trouble."""

    def person_with_minimum_age(self) -> Person:
        """A fresh one, under a policy by which a password that was just changed stays for a while."""

    def lock(self, login: str) -> None:
        """By wrong passwords."""

    def must_change(self, login: str) -> None:
        """An administrator forces a change of the password."""

    def expire_password(self, login: str) -> None:
        """Let the password be too old."""

    def edit(self, login: str) -> None:
        """An administrator changes something that is no password."""

    def set_contact(self, login: str, **data: str) -> None:
        """An administrator writes mail, mobile, office_phone or manager (a login); "" removes it."""

    def set_names(self, login: str, **names: str) -> None:
        """An administrator writes name, surname, department or employee_number, just as given."""

    def date_back(self, login: str, at: datetime) -> None:
        """As if nothing of the account had been written since."""

    def delete(self, login: str) -> None: ...

    def signs_in(self, login: str, password: str) -> Verdict:
        """Independently of the port."""


_DATA = {"ok": Verdict.OK, "773": Verdict.MUST_CHANGE, "775": Verdict.LOCKED}
"""By the `data` code of a refused bind in Active Directory."""

USUAL_TROUBLES: Mapping[str, Mapping[str, bool]] = {
    "usual": {},
    "locked": {"locked": True},
    "locked-for-ever": {"locked": True},
    "disabled": {"enabled": False},
    "expired": {},
    "not-begun": {},
    "password-expired": {"password_expired": True},
    "must-change": {"must_change": True, "password_expired": True},
    "never-expires": {"password_never_expires": True},
    "smart-card": {"smart_card_required": True},
    "cannot-change": {"cannot_change_password": True},
    "not-required": {"password_not_required": True},
    "outside-hours": {"outside_hours": True},
}
"""State → what of it shows."""


class ActiveDirectoryCase:
    """What Windows, Samba and the demo have in common."""

    short_domain: str
    operator: str
    domain: str
    nested_administrator: str
    primary_administrator: str
    machine: str
    usual_policy = "domain policy"
    no_groups: ClassVar = ["S-1-5-21-1-2-3-4"]
    weak_password, weak_code = "short1A", "/0000052D"
    rights = dict.fromkeys((Action.RESET, Action.FORCE_CHANGE, Action.UNLOCK), True)
    no_rights = dict.fromkeys((Action.RESET, Action.FORCE_CHANGE, Action.UNLOCK), False)
    counts_writes = times_each_datum = True
    troubles = USUAL_TROUBLES
    keeps_dates = keeps_device_secrets = True
    keeps_first_day = reset_enables_disabled = False
    enabled_again = ACCEPTED
    lists_unable = frozenset[ListKind]()
    own_change_refused: ClassVar = dict.fromkeys(("short", "the same", "too soon"), "own-change-refused")

    def absent_groups(self, account: Account) -> Mapping[str, Answer]:
        own = account.security_id.rpartition("-")[0]
        gone = Answer(ReplyKind.REFUSED, "group-gone")
        elsewhere = Answer(ReplyKind.NOT_SENT, "group-elsewhere")
        others = ("cn=nobody,dc=lab,dc=example", "S-1-5-32-544", "S-1-5-21-1-2-3-513", "", own)
        return {f"{own}-999999": gone, **dict.fromkeys(others, elsewhere)}

    def person_with_minimum_age(self) -> Person:
        return self.person()

    def person(self) -> Person:
        raise NotImplementedError  # each one's own

    @property
    def login_forms(self) -> Sequence[str]:
        return [f"{self.short_domain}\\{self.operator}", f"{self.operator}@{self.domain}"]

    @property
    def groups_held(self) -> Mapping[str, frozenset[str]]:
        administrators = frozenset({"Domain Admins", "Administrators"})
        return dict.fromkeys((self.nested_administrator, self.primary_administrator), administrators)

    @property
    def protected(self) -> Mapping[str, str]:
        """Both groups protect; SIDs in their order decide which is named."""
        return dict.fromkeys(self.groups_held, "Domain Admins")

    @property
    def kinds(self) -> Mapping[str, AccountKind]:
        return {self.machine: AccountKind.MACHINE, "krbtgt": AccountKind.SYSTEM}

    def names_exactly(self, account: Account) -> Sequence[str]:
        short, login = self.short_domain, account.login
        return (
            f"{short}\\{login}", f"{short.lower()}\\{login}", f"{self.domain}\\{login}", account.security_id,
            f"<SID={account.security_id}>", f"<GUID={account.id}>", account.principal_name,
        )  # fmt: skip


class DemoCase(ActiveDirectoryCase):
    operator, operator_password, second_operator = "demo", "demo", "operator"
    domain, short_domain = "demo.example", "DEMO"
    offered_groups = ("Contractors",)
    known = Known(
        "ada.byron", "Ada Byron", "ada by", "ada.byron@demo.example",
        "Victoria Ashworth", "+44 7700 900001", "07700 900001", "07700900001", "10401", "Victoria Ashworth",
        "victoria.ashworth",
    )  # fmt: skip
    twins, twins_name = ("james.wilson", "james.wilson2"), "James Wilson"
    states: ClassVar = {
        "usual": "ada.byron",
        "locked": "grace.okafor",
        "disabled": "ivan.petrov",
        "expired": "chloe.dubois",
        "password-expired": "nora.lind",
        "must-change": "mia.santos",
        "never-expires": "lena.fischer",
        "smart-card": "omar.haddad",
        "cannot-change": "lobby.screen",
        "not-required": "old.import",
        "outside-hours": "nils.strand",
        "policy-unknown": "yuki.tanaka",
    }
    refused_operators: ClassVar = {
        "operator-password-expired": "expired",
        "operator-must-change": "mustchange",
        "operator-locked": "locked",
        "operator-disabled": "disabled",
        "operator-expired": "ended",
        "operator-hours": "hours",
        "operator-workstation": "elsewhere",
        "operator-restricted": "restricted",
    }
    fine_grained = ("marta.nowak", f"{FINANCE} (strict)")
    operators_group = "Helpdesk Operators"
    nested_administrator, primary_administrator = "agnes.thorne", "piotr.zalewski"
    machine, untouchable = "KIOSK-07$", "agnes.thorne"
    odd_names: ClassVar = {"*)(|(cn=*": "star.wild", "Sam [/IT] Fox": "sam.fox", "Chloé": "chloe.dubois"}
    without_numbers = "jonas.weber"
    unit = LEGAL, "james.wilson2"

    def __init__(self) -> None:
        self._directory = DemoDirectory(SystemClock(), SystemChance())
        self.port: DirectoryPort = self._directory
        self._spare = self._ordinary_people()

    def password_of(self, operator: str) -> str:
        return operator

    def bounded(self, base_dn: str) -> DirectoryPort:
        return DemoDirectory(SystemClock(), SystemChance(), base_dn=base_dn)

    def person(self) -> Person:
        login = self._spare.pop()
        return Person(self._directory.id_of(login), login, START_PASSWORD)

    def lock(self, login: str) -> None:
        while self.signs_in(login, "Not-The-Password-0") is not Verdict.LOCKED:
            pass

    def must_change(self, login: str) -> None:
        self._directory.administrator.alter(login, password_set=None)

    def expire_password(self, login: str) -> None:
        self._directory.administrator.alter(login, password_set=datetime(2020, 1, 1, tzinfo=UTC))

    def edit(self, login: str) -> None:
        self._directory.administrator.alter(login, title=f"Edited {datetime.now(UTC)}")

    def set_contact(self, login: str, **data: str) -> None:
        self._directory.administrator.alter(login, **data)

    def set_names(self, login: str, **names: str) -> None:
        self._directory.administrator.alter(login, **names)

    def date_back(self, login: str, at: datetime) -> None:
        self._directory.administrator.date_back(login, **dict.fromkeys(CONTACTS, at))

    def delete(self, login: str) -> None:
        self._directory.administrator.delete(login)

    def signs_in(self, login: str, password: str) -> Verdict:
        return _DATA.get(self._directory.sign_in_as_person(login, Secret(password)), Verdict.NO)

    def _ordinary_people(self) -> list[str]:
        session = self.port.sign_in(self.operator, Secret(self.operator_password))
        accounts = [session.read(self._directory.id_of(login)) for login in self._directory.logins()]
        special = {*self.states.values(), *self.twins, self.fine_grained[0], *self.odd_names.values()}
        return [
            account.login
            for account in accounts
            if account.kind is AccountKind.PERSON
            and account.rights.get(Action.RESET)
            and account.login not in special
            and self.signs_in(account.login, START_PASSWORD) is Verdict.OK
        ]


class LabCase:
    """What the lab's servers have in common: the same people."""

    operator, second_operator = people.OPERATOR, people.SECOND_OPERATOR
    twins, twins_name = ("john.smith", "john.smith2"), "John Smith"
    fine_grained = ("erin.executive", people.READABLE_POLICY)
    without_numbers = "marie.curie"
    _attributes: ClassVar = {
        "office_phone": "telephoneNumber",
        "name": "displayName",
        "surname": "sn",
        "employee_number": "employeeNumber",
    }
    _lab: Any

    @property
    def lab(self) -> Any:
        """What it runs on."""
        return self._lab

    def password_of(self, operator: str) -> str:
        return str(self._lab.password)

    def person(self) -> Person:
        new = self._lab.new_person()
        return Person(AccountId(new.id), new.login, new.password)

    def lock(self, login: str) -> None:
        self._lab.lock(login)

    def must_change(self, login: str) -> None:
        self._lab.must_change(login)

    def expire_password(self, login: str) -> None:
        self._lab.age_password(login)

    def edit(self, login: str) -> None:
        self._lab.set_attributes(login, title=f"Edited {datetime.now(UTC)}")

    def set_contact(self, login: str, **data: str) -> None:
        if manager := data.get("manager"):
            data["manager"] = self._lab.dn(manager)
        self._set(login, data)

    def set_names(self, login: str, **names: str) -> None:
        self._set(login, names)

    def _set(self, login: str, data: dict[str, str]) -> None:
        """An empty text takes the attribute away."""
        known = self._attributes
        self._lab.set_attributes(login, **{known.get(name, name): text or [] for name, text in data.items()})

    def date_back(self, login: str, at: datetime) -> None:
        self._lab.date_back(login, at)

    def delete(self, login: str) -> None:
        self._lab.delete(login)


class SambaCase(LabCase, ActiveDirectoryCase):
    offered_groups = ("VPN Users",)
    known = Known(
        "ada.byron", "Ada Byron", "ada by", "ada.byron@lab.example",
        "Marie Curie", "+44 7700 900123", "07700 900123", "07700900123", "1815", "Marie Curie",
        "marie.curie",
    )  # fmt: skip
    states: ClassVar = {
        "usual": "ada.byron",
        "locked": "lena.locked",
        "disabled": "dirk.disabled",
        "expired": "xenia.expired",
        "password-expired": "otis.outdated",
        "must-change": "mick.mustchange",
        "never-expires": "nele.never",
        "smart-card": "carl.card",
        "cannot-change": "clara.cannot",
        "not-required": "nora.nopolicy",
        "outside-hours": "henry.hours",
        "policy-unknown": "lars.laboratory",
    }
    refused_operators: ClassVar = {
        "operator-password-expired": "edgar.expired",
        "operator-must-change": "mona.mustchange",
        "operator-locked": "liam.locked",
        "operator-disabled": "dora.disabled",
        "operator-expired": "paula.past",
        "operator-hours": "henry.hours",
    }
    operators_group = "Helpdesk Operators"
    nested_administrator, primary_administrator = "nested.admin", "primary.admin"
    machine, untouchable = "LAPTOP-17$", people.ADMINISTRATOR
    odd_names: ClassVar = {
        "Star (Wild*) Back\\slash, Jr.": "star.wild",
        "Jörg": "jorg.muller",
        "Zoë Núñez": "zoe.nunez",
        "李": "li.xiaolong",
    }
    unit = people.ELSEWHERE, "elsa.elsewhere"

    def __init__(self, lab: Domain) -> None:
        self._lab = lab
        self.operator_password = lab.password
        self.domain, self.short_domain = lab.domain, lab.short_domain
        self.port: DirectoryPort = ActiveDirectory(samba_settings(lab), SystemClock())
        for login in people.LOCKED:  # a domain that has been up for a while has unlocked them
            if not lab.is_locked(login):
                lab.lock(login)

    def bounded(self, base_dn: str) -> DirectoryPort:
        return ActiveDirectory(replace(samba_settings(self._lab), base_dn=base_dn), SystemClock())

    def signs_in(self, login: str, password: str) -> Verdict:
        return _DATA.get(self._lab.ldap_bind(login, password), Verdict.NO)


class LdapCase(LabCase):
    """What the lab's LDAP servers have in common: people as inetOrgPerson."""

    domain = "lab.example"
    known = Known(
        "ada.byron", "Ada Byron", "ada by", "ada.byron@lab.example",
        "marie.curie", "+44 7700 900123", "07700 900123", "07700900123", "1815", "Marie Curie",
        "marie.curie",
    )  # fmt: skip
    operators_group = ldap_people.OPERATORS
    offered_groups = (ldap_people.CLUB, ldap_people.SHELL_USERS, ldap_people.CIRCLE)
    groups_held: ClassVar = {
        "nested.admin": frozenset({ldap_people.ADMINISTRATORS, ldap_people.SERVER_TEAM}),
        "primary.admin": frozenset({ldap_people.UNIX_ADMINISTRATORS}),
        "star.wild": frozenset({ldap_people.CIRCLE}),
    }
    protected: ClassVar = {}
    kinds: ClassVar = {}
    no_groups: ClassVar = [ldap_people.PEOPLE, "uid=ada.byron"]
    untouchable = "elsa.elsewhere"
    odd_names: ClassVar = {
        "Star (Wild*) Back\\slash, Jr.": "star.wild",
        "Jörg": "jorg.muller",
        "jorg mull": "jorg.muller",
        "Zoë Núñez": "zoe.nunez",
        "zoe nunez": "zoe.nunez",
        "李": "li.xiaolong",
    }
    unit = ldap_people.LEGAL, "elsa.elsewhere"
    weak_password = "short"
    rights: ClassVar = {}
    no_rights: ClassVar = {}
    counts_writes = times_each_datum = keeps_device_secrets = False
    _attributes: ClassVar = {**LabCase._attributes, "department": "departmentNumber"}
    _minimum_age: Mapping[str, str]  # attributes of a policy that has one
    _verdicts: ClassVar = {
        Bind.OK: Verdict.OK, Bind.MUST_CHANGE: Verdict.MUST_CHANGE, Bind.LOCKED: Verdict.LOCKED,
    }  # fmt: skip

    def __init__(self, lab: LdapServer) -> None:
        self._lab = lab
        self.operator_password = lab.password
        self.port: DirectoryPort = self.bounded(lab.base_dn)

    def absent_groups(self, account: Account) -> Mapping[str, Answer]:
        absent = (f"cn=nobody,{ldap_people.GROUPS}", "cn=nobody,dc=elsewhere", "S-1-5-32-544", "")
        no_group = (account.dn, ldap_people.GROUPS, ldap_people.BASE)
        return dict.fromkeys((*absent, *no_group), Answer(ReplyKind.NOT_SENT, "group-gone"))

    @property
    def login_forms(self) -> Sequence[str]:
        dn = ldap_people.dn(self.operator)
        return [dn, dn.upper()]

    def names_exactly(self, account: Account) -> Sequence[str]:
        return [account.dn.replace(",", " , ")]

    def person_with_minimum_age(self) -> Person:
        person = self.person()
        policy = self._lab.new_policy(f"Minimum Age of {person.login}", **self._minimum_age)
        self._lab.set_attributes(person.login, pwdPolicySubentry=policy)
        return person

    def bounded(self, base_dn: str) -> DirectoryPort:
        lab = self._lab
        looks = Credentials(lab.administrator, Secret(lab.administrator_password))
        settings = Settings(
            (Endpoint(lab.host, lab.port),), lab.ca_file, base_dn=base_dn, phone_region="GB", lookup=looks
        )
        return LdapDirectory(settings, SystemClock(), self._dialect)

    @property
    def _dialect(self) -> MakeDialect:
        raise NotImplementedError  # each server's own

    def signs_in(self, login: str, password: str) -> Verdict:
        return self._verdicts.get(self._lab.bind(login, password), Verdict.NO)


class OpenLdapCase(LdapCase):
    states: ClassVar = {
        "usual": "ada.byron",
        "locked": "lena.locked",
        "disabled": "felix.forever",
        "expired": "xenia.expired",
        "not-begun": "bea.begins",
        "password-expired": "otis.outdated",
        "must-change": "mick.mustchange",
        "never-expires": "nele.never",
        "cannot-change": "clara.cannot",
        "policy-unknown": "lars.laboratory",
        "no-policy": "nora.nopolicy",
    }
    troubles: ClassVar = {**USUAL_TROUBLES, "must-change": {"must_change": True}, "never-expires": {}}
    refused_operators: ClassVar = {
        "operator-password-expired": "edgar.expired",
        "operator-must-change": "mona.mustchange",
        "operator-locked": "liam.locked",
    }
    rights: ClassVar = {Action.RESET: True}
    usual_policy = POLICY_OF_ALL
    weak_code = ""
    keeps_dates = keeps_first_day = reset_enables_disabled = True
    lists_unable = frozenset({ListKind.NEVER_SIGNED_IN})
    enabled_again = Answer(ReplyKind.REFUSED, "changed-meanwhile")
    own_change_refused: ClassVar = {
        "short": "password-refused", "the same": "password-in-history", "too soon": "password-too-young",
    }  # fmt: skip
    _minimum_age: ClassVar = {"pwdMinAge": "86400"}

    @property
    def _dialect(self) -> MakeDialect:
        return partial(OpenLdap, default_policy=self._lab.default_policy, hashes=True)


class Ds389Case(LdapCase):
    states: ClassVar = {
        "usual": "ada.byron",
        "locked": "lena.locked",
        "locked-for-ever": "felix.forever",
        "disabled": "dirk.disabled",
        "password-expired": "otis.outdated",
        "must-change": "mick.mustchange",
        "never-expires": "nele.never",
        "cannot-change": "clara.cannot",
        "policy-unknown": "lars.laboratory",
    }
    troubles: ClassVar = {**USUAL_TROUBLES, "must-change": {"must_change": True}, "never-expires": {}}
    refused_operators: ClassVar = {
        "operator-password-expired": "edgar.expired",
        "operator-must-change": "mona.mustchange",
        "operator-locked": "liam.locked",
        "operator-disabled": "dora.disabled",
    }
    usual_policy = "server policy"
    weak_code = "19/5"
    keeps_dates = keeps_first_day = reset_enables_disabled = False
    lists_unable = frozenset({ListKind.ENDING, ListKind.EXPIRED, ListKind.NEVER_SIGNED_IN})
    enabled_again = Answer(ReplyKind.NOT_SENT, "changed-meanwhile")
    own_change_refused: ClassVar = {
        "short": "password-refused", "the same": "password-in-history", "too soon": "password-too-young",
    }  # fmt: skip
    _minimum_age: ClassVar = {"passwordMinAge": "86400"}
    rights: ClassVar = dict.fromkeys((Action.RESET, Action.FORCE_CHANGE, Action.UNLOCK), True)
    no_rights: ClassVar = dict.fromkeys((Action.RESET, Action.FORCE_CHANGE, Action.UNLOCK), False)

    def edit(self, login: str) -> None:
        """In another second than all before: an entry's mark is one."""
        time.sleep(1.05)
        super().edit(login)

    @property
    def _dialect(self) -> MakeDialect:
        return Ds389


def samba_settings(lab: Domain, ca_file: Path | None = None) -> Settings:
    return Settings((Endpoint(lab.host, lab.port),), ca_file or lab.ca_file, phone_region="GB")
