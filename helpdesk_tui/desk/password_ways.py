"""Where a new password goes that nobody at the desk sees: to the person, if it can.

Where a code may be sent, by the same rules: to a contact that was registered and is no longer new, or to a
datum of the directory that was not changed lately; never to the operator's own.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from helpdesk_tui.desk import contacts, sending
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.known_methods import known_methods_of
from helpdesk_tui.desk.method import Method, MethodKind, Origin
from helpdesk_tui.desk.policy import HandOver, Tier
from helpdesk_tui.desk.ports import Capability, Channel
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.verification import Rules, options
from helpdesk_tui.language import N_, _

_KINDS = {
    HandOver.SHOWN: (),
    HandOver.SMS: (MethodKind.SMS,),
    HandOver.MAIL: (MethodKind.EMAIL,),
    HandOver.SPLIT: (MethodKind.SMS, MethodKind.EMAIL),
}
_BY = {Channel.SMS: N_("by SMS, {to}"), Channel.MAIL: N_("by mail, {to}")}
_LACKS = {
    MethodKind.SMS: (N_("no mobile number is on file"), N_("the mobile number does not count")),
    MethodKind.EMAIL: (N_("no mail address is on file"), N_("the mail address does not count")),
}


@dataclass(frozen=True)
class Way:
    """Where the password goes, or one half of it."""

    kind: MethodKind  # SMS or EMAIL
    address: str = field(repr=False)
    source: str  # a method's id or a datum of the directory: the record holds no addresses

    @property
    def channel(self) -> Channel:
        return sending.CHANNELS[self.kind]

    @property
    def words(self) -> str:
        return _(_BY[self.channel], to=contacts.masked(self.kind, self.address))


@dataclass(frozen=True)
class Plan:
    """What becomes of the password of one reset. No ways and no refusal: it is shown to the operator."""

    ways: tuple[Way, ...] = ()
    refusals: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def sentences(self) -> Iterator[str]:
        if len(self.ways) == 1:
            yield _(
                "The password is sent to the person {ways}. You will not see it.", ways=self.ways[0].words
            )
        elif self.ways:
            halves = ", ".join(way.words for way in self.ways)
            yield _(
                "The password is sent to the person in two halves: {halves}. You will not see it.",
                halves=halves,
            )


def plan(session: Session, account: Account, action: Action) -> Plan:
    """How a generated password of this account would go to the person now. Raises `StoreUnavailable`."""
    rules = session.password_rules(account)
    if action is not Action.RESET or rules.handed_over is HandOver.SHOWN:
        return Plan()
    try:
        return Plan(_ways(session, account, _KINDS[rules.handed_over]))
    except Refused as error:
        if rules.shown_instead:
            return Plan(warnings=(problem("password-shown-instead", why=error.problem.cause),))
        return Plan(refusals=(error.problem,))


def demand_ways(session: Session, account: Account, action: Action) -> tuple[Way, ...]:
    """Raises `Refused`."""
    found = plan(session, account, action)
    if not found.ways:
        raise Refused(next(iter((*found.refusals, *found.warnings)), problem("password-gone")))
    return found.ways


def _ways(session: Session, account: Account, kinds: Iterable[MethodKind]) -> tuple[Way, ...]:
    info = session.directory.info_of(account.id)
    if info.able(Capability.PROOF_OF_WRITE) is False:  # it would never be read back as done, so never sent
        raise Refused(
            problem(
                "password-unsendable", why=_("{server} does not show what was written", server=info.server)
            )
        )
    methods = known_methods_of(session, account)
    return tuple(_way(session, account, methods, kind) for kind in kinds)


def _way(session: Session, account: Account, methods: tuple[Method, ...], kind: MethodKind) -> Way:
    """The one to be used: what the person registered goes before what the directory has. Raises `Refused`
    (password-unsendable)."""
    region, why = session.policy.phone_region, ""
    fit = sorted((each for each in methods if each.kind is kind), key=_first)
    for option in options(tuple(fit), _rules(session, account)):
        method = option.method
        if option.why_not:
            why = why or option.why_not
            continue
        with suppress(Refused):  # one that cannot be read keeps nobody from the others
            address = contacts.destination(method, account, session.stores, region)
            if address and (why_not := _against(session, kind, address)):
                why = why or why_not
            elif address:
                prefilled = method.origin is Origin.PREFILLED
                return Way(kind, address, method.label if prefilled else method.id)
    missing, useless = map(_, _LACKS[kind])
    raise Refused(problem("password-unsendable", why=f"{useless}: {why}" if why else missing))


def _first(method: Method) -> tuple[bool, bool, str]:
    return (method.origin is Origin.PREFILLED, not method.is_default, method.label)


def _rules(session: Session, account: Account) -> Rules:
    """As for a code that is sent, whatever proves the person; and a registered contact is new for as long as
    one of the directory is, at least."""
    policy = session.policy
    tier = Tier(allowed=frozenset(_LACKS), prefilled=session.tier(account).prefilled)
    hours = max(policy.registration.new_hours, 24 * policy.verification.contacts.fresh_days)
    return Rules(session, tier, frozenset({Action.RESET}), new_hours=hours)


def _against(session: Session, kind: MethodKind, address: str) -> str:
    """Why nothing goes there, whoever registered it; "" = nothing speaks against it."""
    if kind is MethodKind.SMS and (why := sending.untextable(address, session.policy.verification.sending)):
        return why.cause
    channel, own = sending.CHANNELS[kind], session.directory.operator
    datum = own.mail if kind is MethodKind.EMAIL else own.mobile or ""
    mine = contacts.contact_form(kind, datum, session.policy.phone_region)
    same = mine and sending.counted_as(channel, mine) == sending.counted_as(channel, address)
    return _("it is yours") if same else ""
