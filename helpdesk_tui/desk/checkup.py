"""What only a session tells of a desk's surroundings: names of the configuration, rights and policy on one
account, whether a message arrives. Who looks is bound by the desk's own rules: in scope, within its limits,
and in its record."""

from collections.abc import Iterator, Mapping
from enum import Enum, auto

from helpdesk_tui.desk import contacts, guard, sending, standing
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.actions.registry import WRITING
from helpdesk_tui.desk.diagnosis import Finding, Level, failed
from helpdesk_tui.desk.guard import who_may
from helpdesk_tui.desk.lookup import Lookup
from helpdesk_tui.desk.method import MethodId, MethodKind
from helpdesk_tui.desk.names import is_within
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import Scope
from helpdesk_tui.desk.ports import (
    Challenge,
    ChallengeId,
    Channel,
    DeliveryKind,
    DirectorySession,
    Message,
    MessageKind,
)
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.language import N_, _
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean

_SEES_ALL = frozenset({Role.SUPERVISOR, Role.AUDITOR})
_TEST = MethodId("test message")  # under what a test counts among the codes that were sent


class Whose(Enum):
    """Rights that are looked at."""

    OPERATOR = auto()
    DESK = auto()


class Checkup:
    """For one operator, or the desk's own account. Raises `NotPermitted`, `Refused`, `DirectoryUnreachable`,
    `StoreUnavailable`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._lookup = Lookup(session)

    @property
    def is_offered(self) -> bool:
        """Whether this operator is shown what surrounds the desk, beside what their own session tells."""
        return bool(self._session.operator.roles & _SEES_ALL)

    def demand(self) -> None:
        """Before what surrounds the desk is shown to this operator; recorded. Raises `NotPermitted`."""
        standing.demand(self._session)
        if not self.is_offered:
            why = problem(
                "role-lacks-action", action=_("look at what surrounds the desk"), role=_("supervisor")
            )
            raise self._session.recorder.refusal("doctor.denied", why)
        self._session.recorder.write("doctor.looked")

    @property
    def own_mail(self) -> str:
        """The operator's address in the directory; "" = none."""
        return self._session.directory.operator.mail

    @property
    def own_mobile(self) -> str:
        return self._session.directory.operator.mobile or ""

    def operator(self) -> Iterator[Finding]:
        """Who is signed in, and as what."""
        session = self._session
        standing.demand(session)
        info, roles = session.directory.info, sorted(_(role.value) for role in session.operator.roles)
        said = _(
            "Signed in at {server} as {roles}; changes are made as {account}.",
            server=info.server,
            roles=", ".join(roles),
            account=clean(info.acts_as),
        )
        yield Finding("operator", Level.OK, said)

    def names(self, default_policy: str, base_dn: str) -> Iterator[Finding]:
        """Of those that the sign-in has not looked up already."""
        standing.demand(self._session)
        yield from names_found(self._session.directory, default_policy, base_dn)

    def account(self, query: str) -> Iterator[Finding]:
        """Rights and policy on it; found, guarded and recorded as in a call."""
        session = self._session
        found = self._lookup.resolve(query)
        account = session.directory.read(found)
        session.recorder.write("account.viewed", account)
        scope, operator = session.policy.scope, session.operator
        refusals = guard.against_serving(account, scope, operator.roles)
        if refusals or account.id == operator.id:
            why = refusals[0] if refusals else problem("own-account")
            remedy = _("Name an ordinary person's account, which the desk serves.")
            yield Finding("sample account", Level.FAILED, why.cause, remedy)
            return
        yield from rights_on(account, self._whose(), scope)
        yield policy_of(account)

    def send_test(self, address: str) -> Iterator[Finding]:
        """One message to the operator's own `address`; it counts among the codes that this operator sends."""
        session = self._session
        standing.demand(session)
        channel, to = self._own(address)
        with session.stores.together():
            session.recorder.write("test.sending", channel=channel.value)
            self._count(channel, to)
        own = session.directory.operator
        words = {"name": own.name or own.login, "operator": session.operator.login}
        sent = session.send(Message(channel, MessageKind.TEST, to, own.preferred_language, words))
        if sent.kind is DeliveryKind.REFUSED:
            why = sent.problem or problem("not-delivered")
            session.recorder.write("test.not-sent", problem=why.code, code=sent.code)
            yield failed("test message", why)
            return
        session.recorder.write("test.sent", sure=sent.kind is DeliveryKind.SENT)
        if sent.problem is not None:
            yield failed("test message", sent.problem)
        else:
            yield Finding("test message", Level.OK, _("It was handed over: look whether it arrives."))

    def _own(self, address: str) -> tuple[Channel, str]:
        """Where it goes: as the directory has it, whatever was typed. Raises `NotPermitted` (doctor-not-own),
        which is recorded."""
        own, region = self._session.directory.operator, self._session.policy.phone_region
        mail = contacts.address_form(own.mail)
        if "@" in address:
            is_own = mail is not None and address.strip().casefold() == own.mail.strip().casefold()
            channel, to = Channel.MAIL, mail
        else:
            mobile = own.mobile or ""
            is_own = bool(mobile) and contacts.same_number(address, mobile, region)
            channel, to = Channel.SMS, contacts.contact_form(MethodKind.SMS, mobile, region)
        if not is_own or not to:
            raise self._session.recorder.refusal("test.denied", problem("doctor-not-own"))
        return channel, to

    def _count(self, channel: Channel, to: str) -> None:
        """Raises `NotPermitted` (too-many-codes…), which is recorded."""
        session, rules = self._session, self._session.policy.verification.sending
        now, own = session.clock.now(), session.operator.id
        kind = MethodKind.EMAIL if channel is Channel.MAIL else MethodKind.SMS
        purpose = session.randomness.token(18)
        counted = Challenge(
            id=ChallengeId(session.randomness.token(18)),
            purpose=purpose,
            method=_TEST,
            account=own,
            operator=own,
            destination=contacts.digest(kind, to),
            phrase="",
            sent_at=now,
            expires_at=now,  # nobody answers it
        )
        nobodys = Secret(session.randomness.token(18))
        store = session.stores.challenges
        if full := store.open(counted, nobodys, sending.counted_as(channel, to), rules.limits):
            raise session.recorder.refusal("test.denied", sending.too_many(full, now))
        store.void(counted.id)

    def _whose(self) -> Whose:
        session = self._session
        is_own = session.operator.roles and session.directory.info.acts_as == session.operator.login
        return Whose.OPERATOR if is_own else Whose.DESK


def names_found(directory: DirectorySession, default_policy: str, base_dn: str) -> Iterator[Finding]:
    """Of a directory in which every name of the policy was found. `default_policy`: of [ldap]."""
    yield Finding("names", Level.OK, _("Every group and DN of the configuration is in the directory."))
    is_here = default_policy and (not base_dn or is_within(default_policy, base_dn))
    if is_here and directory.entry_dn(default_policy) is None:
        said = _(
            "[ldap] default_policy: nothing that may be read is at {dn}.", dn=clean(default_policy, 1024)
        )
        yield Finding("names", Level.FAILED, said, _("Correct it, or let the desk's account read it."))


def rights_on(account: Account, whose: Whose, scope: Scope) -> Iterator[Finding]:
    """Of what operators do every day; supervisors may have rights of their own."""
    by_answer: dict[bool | None, list[str]] = {True: [], False: [], None: []}
    for spec in WRITING:
        if Role.OPERATOR in who_may(spec.action, scope):
            by_answer[account.rights.get(spec.action)].append(spec.words)
    levels = {True: Level.OK, False: Level.FAILED, None: Level.SKIPPED}
    for answer, actions in by_answer.items():
        if actions:
            said = _(_ON_RIGHTS[whose][answer], login=account.login, actions=", ".join(actions))
            remedy = _("Delegate it: docs/directories.md.") if answer is False else ""
            yield Finding("sample account", levels[answer], said, remedy)


_ON_RIGHTS: Mapping[Whose, Mapping[bool | None, str]] = {
    Whose.OPERATOR: {
        True: N_("You may, as far as the directory shows, on {login}: {actions}."),
        False: N_("You may not, on {login}: {actions}."),
        None: N_("The directory does not tell whether you may, on {login}: {actions}."),
    },
    Whose.DESK: {
        True: N_("The desk's account may, as far as the directory shows, on {login}: {actions}."),
        False: N_("The desk's account may not, on {login}: {actions}."),
        None: N_("The directory does not tell whether the desk's account may, on {login}: {actions}."),
    },
}


def policy_of(account: Account) -> Finding:
    if account.policy is None:
        said = _("The password policy in force for {login} cannot be read.", login=account.login)
        remedy = _("Let the desk's account read it: docs/directories.md.")
        return Finding("password policy", Level.WARNING, said, remedy)
    source = account.policy.source or _("none is in force")
    return Finding(
        "password policy",
        Level.OK,
        _("For {login} it can be read: {source}.", login=account.login, source=source),
    )
