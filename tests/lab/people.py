"""Who is in the lab's domain: fictional people in every state, and the desk that helps them.

Everybody's password is `PASSWORD`. Telephone numbers are of the ranges reserved for fiction.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lab import ldif
from lab.ldif import Attributes, Value

PASSWORD = "Correct-Horse-7"
ADMINISTRATOR = "Administrator"
ADMINISTRATOR_PASSWORD = "Lab-Admin-2024!"

BASE = "DC=lab,DC=example"
PEOPLE = f"OU=People,{BASE}"
STAFF = f"OU=Staff,{PEOPLE}"
ELSEWHERE = f"OU=Elsewhere,{BASE}"
DESK = f"OU=Desk,{BASE}"
MACHINES = f"OU=Machines,{BASE}"
USERS = f"CN=Users,{BASE}"
POLICIES = f"CN=Password Settings Container,CN=System,{BASE}"

OPERATORS = f"CN=Helpdesk Operators,{DESK}"
REGISTRARS = f"CN=Helpdesk Registrars,{DESK}"
SUPERVISORS = f"CN=Helpdesk Supervisors,{DESK}"
AUDITORS = f"CN=Helpdesk Auditors,{DESK}"
EXECUTIVES = f"CN=Executives,{STAFF}"
LABORATORY = f"CN=Laboratory,{STAFF}"
SERVER_TEAM = f"CN=Server Team,{STAFF}"
VPN = f"CN=VPN Users,{STAFF}"
"""Whose members the operators may change."""

READABLE_POLICY = "Executives"
UNREADABLE_POLICY = "Laboratory"

NORMAL, DISABLED, NO_PASSWORD_NEEDED = 0x200, 0x2, 0x20
MACHINE, NEVER_EXPIRES, SMART_CARD = 0x1000, 0x10000, 0x40000

LONG_AGO = 131_000_000_000_000_000
"""A day in February 2016, in 100 ns since 1601."""

PROTECTED = (
    "O:DAG:DAD:PAI(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;DA)(A;;RPWPCRCCDCLCLORCWOWDSDDTSW;;;SY)(A;;RPLCLORC;;;AU)"
)
"""What Windows does to members of protected groups within an hour: nothing is inherited. Samba leaves it to
the administrator: the delegated rights do reach nested.admin and primary.admin, so our guard must hold."""

DAY = 864_000_000_000
"""In 100 ns."""


@dataclass(frozen=True)
class Person:
    """An entry to be made: `name` is its CN, `more` goes over the defaults."""

    login: str
    name: str
    parent: str = STAFF
    control: int = NORMAL
    groups: tuple[str, ...] = ()
    more: dict[str, Value] = field(default_factory=dict)
    password: str = PASSWORD

    @property
    def dn(self) -> str:
        return f"CN={ldif.escape_rdn(self.name)},{self.parent}"

    def attributes(self) -> Attributes:
        given, _, surname = self.name.rpartition(" ")
        usual: dict[str, Value] = {
            "objectClass": "user",
            "sAMAccountName": self.login,
            "userPrincipalName": f"{self.login}@lab.example",
            "displayName": self.name,
            "givenName": given or self.name,
            "sn": surname or self.name,
            "userAccountControl": self.control,
            "unicodePwd": ldif.quoted(self.password),
        }
        return usual | self.more


OPERATOR = "olga.operator"
"""Operator and registrar."""
SECOND_OPERATOR = "otto.operator"
SUPERVISOR = "sam.supervisor"
"""Operator and supervisor."""
AUDITOR = "anna.auditor"

DESK_PEOPLE = (
    Person(OPERATOR, "Olga Operator", DESK, groups=(OPERATORS, REGISTRARS)),
    Person(SECOND_OPERATOR, "Otto Operator", DESK, groups=(OPERATORS,)),
    Person(SUPERVISOR, "Sam Supervisor", DESK, groups=(OPERATORS, SUPERVISORS)),
    Person(AUDITOR, "Anna Auditor", DESK, groups=(AUDITORS,)),
    Person("nina.norole", "Nina Norole", DESK),
    Person("mona.mustchange", "Mona Mustchange", DESK, groups=(OPERATORS,), more={"pwdLastSet": 0}),
    Person("edgar.expired", "Edgar Expired", DESK, groups=(OPERATORS,)),  # his password, see EXPIRED
    Person("paula.past", "Paula Past", DESK, groups=(OPERATORS,), more={"accountExpires": LONG_AGO}),
    Person("dora.disabled", "Dora Disabled", DESK, NORMAL | DISABLED, groups=(OPERATORS,)),
    Person("liam.locked", "Liam Locked", DESK, groups=(OPERATORS,)),
)

STAFF_PEOPLE = (
    Person(
        "ada.byron",
        "Ada Byron",
        more={
            "mail": "ada.byron@lab.example",
            "mobile": "+44 7700 900123",
            "telephoneNumber": "+44 20 7946 0123",
            "employeeNumber": "1815",
            "title": "Analyst",
            "department": "Engines",
            "company": "Lab Example",
            "physicalDeliveryOfficeName": "B 12",
            "preferredLanguage": "en-GB",
            "manager": f"CN=Marie Curie,{STAFF}",
        },
    ),
    Person("marie.curie", "Marie Curie", more={"mail": "marie.curie@lab.example", "department": "Research"}),
    Person("jorg.muller", "Jörg Müller-Lüdenscheidt", more={"mobile": "+49 1512 3456789"}),
    Person("zoe.nunez", "Zoë Núñez Ångström", more={"telephoneNumber": "(020) 7946-0777"}),
    Person("li.xiaolong", "李 小龙"),
    Person("salma.haddad", "سلمى حداد"),
    Person(
        "maximiliana.longnam",
        "Maximiliana Theodora Wilhelmina Konstantinopolis von und zu Longname",
        more={"title": "Vice President of Very Long Titles and Assorted Matters, Region North-West"},
    ),
    Person("lena.locked", "Lena Locked"),
    Person("dirk.disabled", "Dirk Disabled", control=NORMAL | DISABLED),
    Person("nele.never", "Nele Never", control=NORMAL | NEVER_EXPIRES),
    Person("carl.card", "Carl Card", control=NORMAL | SMART_CARD),
    Person("xenia.expired", "Xenia Expired", more={"accountExpires": LONG_AGO}),
    Person("otis.outdated", "Otis Outdated"),  # his password has expired, see EXPIRED
    Person("mick.mustchange", "Mick Mustchange", more={"pwdLastSet": 0}),
    Person("clara.cannot", "Clara Cannot"),  # may not change her own password
    Person("henry.hours", "Henry Hours", more={"logonHours": bytes(21)}),
    Person("nora.nopolicy", "Nora Nopolicy", control=NORMAL | NO_PASSWORD_NEEDED),
    Person("john.smith", "John Smith", more={"department": "Sales", "employeeNumber": "2001"}),
    Person("john.smith2", "John Smith", PEOPLE, more={"department": "Stores", "employeeNumber": "2002"}),
    Person("bob.brackets", "Bob Brackets", more={"displayName": "Bob Brackets [/IT]"}),
    Person("eve.markup", "Eve Markup", more={"displayName": "[@click=app.quit]x", "title": "[bold]red[/]"}),
    Person(
        "esc.ape",
        "Esc Ape",
        more={
            "displayName": b"Esc\x1b]52;c;aGFja2Vk\x07 Ape\x1b[2J",
            "title": "right\u202etfel",
            "department": b"line\nbreak",
        },
    ),
    Person("star.wild", "Star (Wild*) Back\\slash, Jr."),
    Person("erin.executive", "Erin Executive", groups=(EXECUTIVES,)),
    Person("lars.laboratory", "Lars Laboratory", groups=(LABORATORY,)),
    Person("nested.admin", "Nested Admin", groups=(SERVER_TEAM,)),
    Person("primary.admin", "Primary Admin", groups=(f"CN=Domain Admins,{USERS}",)),  # see PRIMARY
    Person("pia.protected", "Pia Protected", more={"adminCount": 1, "nTSecurityDescriptor": PROTECTED}),
    Person("elsa.elsewhere", "Elsa Elsewhere", ELSEWHERE),
)

EXPIRED = ("edgar.expired", "otis.outdated")
"""Their passwords are of 2016."""
LOCKED = ("liam.locked", "lena.locked")
"""Locked by wrong passwords once the server runs."""
PRIMARY = "primary.admin"
"""Domain Admins is the primary group, and so stands in no member list."""
CANNOT_CHANGE = "clara.cannot"


def everything() -> Iterator[str]:
    """The whole population as LDIF, in an order that can be loaded."""
    yield _policy()
    for unit in (PEOPLE, STAFF, ELSEWHERE, DESK, MACHINES):
        yield ldif.add(unit, {"objectClass": "organizationalUnit"})
    people = (*DESK_PEOPLE, *STAFF_PEOPLE)
    # A manager must exist before anybody links to her.
    for person in sorted(people, key=lambda one: "manager" in one.more):
        yield ldif.add(person.dn, person.attributes())
    yield from _machines()
    for group in (OPERATORS, REGISTRARS, SUPERVISORS, AUDITORS, EXECUTIVES, LABORATORY, SERVER_TEAM, VPN):
        name = group.partition(",")[0].removeprefix("CN=")
        yield ldif.add(group, {"objectClass": "group", "sAMAccountName": name})
    for person in people:
        for group in person.groups:
            yield ldif.add_values(group, {"member": person.dn})
    yield ldif.add_values(f"CN=Domain Admins,{USERS}", {"member": SERVER_TEAM})
    yield from _fine_grained()


def _policy() -> str:
    """8 characters, complex, 3 remembered, changed at most once a day, locked for 30 minutes after 5."""
    return ldif.modify(
        BASE,
        {
            "minPwdLength": 8,
            "pwdHistoryLength": 3,
            "pwdProperties": 1,
            "minPwdAge": -DAY,
            "maxPwdAge": -42 * DAY,
            "lockoutThreshold": 5,
            "lockoutDuration": -DAY // 48,
            "lockOutObservationWindow": -DAY // 48,
        },
    )


def _machines() -> Iterator[str]:
    yield ldif.add(
        f"CN=LAPTOP-17,{MACHINES}",
        {
            "objectClass": "computer",
            "sAMAccountName": "LAPTOP-17$",
            "userAccountControl": MACHINE,
            "unicodePwd": ldif.quoted(PASSWORD),
        },
    )
    yield ldif.add(
        f"CN=svc-web,{MACHINES}",
        {
            "objectClass": "msDS-GroupManagedServiceAccount",
            "sAMAccountName": "svc-web$",
            "userAccountControl": MACHINE,
            "msDS-ManagedPasswordInterval": 30,
        },
    )


def _fine_grained() -> Iterator[str]:
    for name, precedence, length, group in (
        (READABLE_POLICY, 10, 14, EXECUTIVES),
        (UNREADABLE_POLICY, 20, 12, LABORATORY),
    ):
        yield ldif.add(
            f"CN={name},{POLICIES}",
            {
                "objectClass": "msDS-PasswordSettings",
                "msDS-PasswordSettingsPrecedence": precedence,
                "msDS-PasswordReversibleEncryptionEnabled": "FALSE",
                "msDS-PasswordHistoryLength": 5,
                "msDS-PasswordComplexityEnabled": "TRUE",
                "msDS-MinimumPasswordLength": length,
                "msDS-MinimumPasswordAge": 0,
                "msDS-MaximumPasswordAge": -90 * DAY,
                "msDS-LockoutThreshold": 3,
                "msDS-LockoutObservationWindow": -DAY // 48,
                "msDS-LockoutDuration": -DAY // 24,
                "msDS-PSOAppliesTo": group,
            },
        )
