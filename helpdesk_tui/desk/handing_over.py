"""A new password that nobody at the desk sees: it is sent to the person, once it was read back as set.

It goes where a code may be sent, by the same rules: to a contact that was registered and is no longer new,
or to a datum of the directory that was not changed lately; never to the operator's own. It is kept in this
process alone, while its receipt is open and for minutes at most, so that it can be sent again: it is in no
store, no queue and no record. What cannot be sent is lost with it, and the person is reset once more.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from helpdesk_tui.desk import contacts, sending, standing
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome, StepResult, read_back
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.errors import Refused, StoreUnavailable
from helpdesk_tui.desk.known_methods import known_methods_of
from helpdesk_tui.desk.method import Method, MethodKind, Origin
from helpdesk_tui.desk.notices import deliver
from helpdesk_tui.desk.policy import HandOver, Tier
from helpdesk_tui.desk.ports import Capability, Channel, DeliveryKind, Message, MessageKind, Reply
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.settling import Written
from helpdesk_tui.desk.verification import Rules, options
from helpdesk_tui.secret import Secret

MOST_SENDINGS = 3
HELD_FOR = timedelta(minutes=10)
_LEAST_HALF = 10  # characters; where both have them, a password is parted between two of its groups
_KINDS = {
    HandOver.SHOWN: (),
    HandOver.SMS: (MethodKind.SMS,),
    HandOver.MAIL: (MethodKind.EMAIL,),
    HandOver.SPLIT: (MethodKind.SMS, MethodKind.EMAIL),
}
_NAMES = {Channel.SMS: "SMS", Channel.MAIL: "mail"}
_LACKS = {
    MethodKind.SMS: ("no mobile number is on file", "the mobile number does not count"),
    MethodKind.EMAIL: ("no mail address is on file", "the mail address does not count"),
}


# --- where to -----------------------------------------------------------------------------------------


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
        return f"by {_NAMES[self.channel]}, {contacts.masked(self.kind, self.address)}"


@dataclass(frozen=True)
class Plan:
    """What becomes of the password of one reset. No ways and no refusal: it is shown to the operator."""

    ways: tuple[Way, ...] = ()
    refusals: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def sentences(self) -> Iterator[str]:
        if len(self.ways) == 1:
            yield f"The password is sent to the person {self.ways[0].words}. You will not see it."
        elif self.ways:
            halves = " and ".join(way.words for way in self.ways)
            yield f"The password is sent to the person in two halves: {halves}. You will not see it."


def plan(session: Session, account: Account, action: Action) -> Plan:
    """How a generated password of this account would go to the person now. Raises `StoreUnavailable`."""
    rules = session.policy.passwords
    if not SPECS[action].sets_password or rules.handed_over is HandOver.SHOWN:
        return Plan()
    try:
        return Plan(_ways(session, account, _KINDS[rules.handed_over]))
    except Refused as error:
        if rules.shown_instead:
            return Plan(warnings=(problem("password-shown-instead", why=error.problem.cause),))
        return Plan(refusals=(error.problem,))


def _demand_ways(session: Session, account: Account, action: Action) -> tuple[Way, ...]:
    """Raises `Refused`."""
    found = plan(session, account, action)
    if not found.ways:
        raise Refused(next(iter((*found.refusals, *found.warnings)), problem("password-gone")))
    return found.ways


def _ways(session: Session, account: Account, kinds: Iterable[MethodKind]) -> tuple[Way, ...]:
    info = session.directory.info_of(account.id)
    if info.able(Capability.PROOF_OF_WRITE) is False:  # it would never be read back as done, so never sent
        raise Refused(problem("password-unsendable", why=f"{info.server} does not show what was written"))
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
    missing, useless = _LACKS[kind]
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
    return "it is yours" if same else ""


# --- sending it ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SentPart:
    """The password on one channel, or a half of it. `problem` is None only when sent."""

    channel: Channel
    masked: str
    outcome: DeliveryKind
    problem: Problem | None = None


@dataclass(frozen=True)
class Handed:
    """What became of a password that nobody here sees."""

    parts: tuple[SentPart, ...] = ()  # () = nothing was sent
    why_not: Problem | None = None
    left: int = 0  # how often it can still be sent, while the desk holds it

    @property
    def is_sent(self) -> bool:
        return bool(self.parts) and all(part.outcome is DeliveryKind.SENT for part in self.parts)


@dataclass(frozen=True)
class _Held:
    """A password that can be sent again. `marks`: of the password that was read back; None = it was not."""

    written: Written
    reply: Reply
    password: Secret
    until: datetime
    marks: tuple[object, ...] | None
    left: int = MOST_SENDINGS


class HandingOver:
    """Sends new passwords to the people they are for; holds the newest one, of one receipt."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._held: _Held | None = None
        self._open: int | None = None  # the number of the receipt that is open
        self._lock = threading.Lock()

    def hand_over(
        self,
        written: Written,
        *,
        after: Account | None,
        steps: tuple[StepResult, ...],
        reply: Reply,
        password: Secret | None,
        ways: tuple[Way, ...],
    ) -> Handed:
        """Right after the write, whose reset is surely done: then it is sent. Where that is not known, a
        password that is not in force would lock the person out; so it waits for `again`, which looks first.
        `password` None: it is not in force, or nobody can tell any more. Raises nothing."""
        self._hold(None)
        self._open = written.intent
        if password is None:
            refused = any(_sets(each) and each.outcome is Outcome.REFUSED for each in steps)
            return Handed(why_not=None if refused else problem("password-unproven"))
        until = self._session.clock.now() + HELD_FOR
        done = _is_reset(steps)
        held = _Held(written, reply, password, until, _marks(after) if done and after else None)
        if not done:
            self._hold(held)
            return Handed(why_not=problem("password-unproven"), left=held.left)
        return self._send(held, after or written.account, ways)

    def again(self, number: int) -> Handed:
        """Send the password of that receipt once more, if it surely is in force. Raises `Refused`
        (password-unproven, password-unsendable, password-gone), `NotPermitted`, `DirectoryUnreachable`,
        `StoreUnavailable`; then nothing was sent."""
        session = self._session
        standing.demand(session)
        held = self._take(number)
        try:
            account = session.directory.read(held.written.account.id)
            marks = _proven(held, account)
            ways = _demand_ways(session, account, held.written.order.action)
        except Refused as error:
            self._hold(replace(held, left=0) if error.problem.code == "password-gone" else held)
            raise
        except BaseException:
            self._hold(held)
            raise
        return self._send(replace(held, marks=marks), account, ways)

    def forget(self) -> None:
        """Its receipt is closed; what is being sent now is not kept either."""
        self._open = None
        self._hold(None)

    def _hold(self, held: _Held | None) -> None:
        """In the place of what was held; what is not held any more is dropped."""
        keeps = held is not None and held.left > 0 and held.written.intent == self._open
        with self._lock:
            before, self._held = self._held, held if keeps else None
        for each in (before, held):
            if each is not None and not (keeps and held is not None and each.password is held.password):
                each.password.drop()

    def _take(self, number: int) -> _Held:
        """The one held, for one sending. Raises `Refused` (password-gone)."""
        now = self._session.clock.now()
        with self._lock:
            held = self._held
            if held is not None and held.written.intent == number:
                self._held = None
                if held.left and held.until - HELD_FOR <= now < held.until:
                    return held
                held.password.drop()
        raise Refused(problem("password-gone"))

    def _send(self, held: _Held, account: Account, ways: tuple[Way, ...]) -> Handed:
        held = replace(held, left=held.left - 1)
        codes = _parted(held.password, len(ways))
        parts = tuple(
            self._send_part(account, way, code, str(number) if len(ways) > 1 else "")
            for number, (way, code) in enumerate(zip(ways, codes, strict=True), 1)
        )
        self._hold(held)
        return Handed(parts, left=held.left)

    def _send_part(self, account: Account, way: Way, code: Secret, part: str) -> SentPart:
        """`part`: "1" or "2" of two halves, "" = the whole."""
        session = self._session
        words = {
            "name": account.name or account.login,
            "operator": session.operator.name or session.operator.login,
            "part": part,
        }
        kind = MessageKind.PASSWORD_PART if part else MessageKind.NEW_PASSWORD
        delivered = deliver(
            session, Message(way.channel, kind, way.address, account.preferred_language, words, code)
        )
        code.drop()
        masked = contacts.masked(way.kind, way.address)
        with suppress(StoreUnavailable):  # the write stands in the record by now
            session.recorder.write(
                "password.sent" if delivered.kind is DeliveryKind.SENT else "password.failed",
                account,
                channel=way.channel.value,
                to=masked,
                source=way.source,
                part=part,
                outcome=delivered.kind.value,
                problem=delivered.problem.code if delivered.problem else "",
                code=delivered.code,
            )
        return SentPart(way.channel, masked, delivered.kind, delivered.problem)


def _parted(password: Secret, count: int) -> tuple[Secret, ...]:
    """Each is dropped once it is sent. No local variable holds the text: a dump shows those."""
    if count == 1:
        return (Secret(password.reveal()),)
    return tuple(map(Secret, halves(password.reveal())))


def halves(password: str) -> tuple[str, str]:
    """In two, to be typed one after the other: before the sign between two groups that is nearest to the
    middle, where that leaves enough in both. The first half never ends in a sign, which would be taken for a
    full stop."""
    middle = len(password) // 2
    between = [place for place, sign in enumerate(password) if not sign.isalnum()]
    fit = [place for place in between if _LEAST_HALF <= place <= len(password) - _LEAST_HALF]
    cut = min(fit, key=lambda place: abs(place - middle), default=middle)
    while cut > 1 and not password[cut - 1].isalnum():
        cut -= 1
    return password[:cut], password[cut:]


def _sets(step: StepResult) -> bool:
    return SPECS[step.step].sets_password


def _is_reset(steps: tuple[StepResult, ...]) -> bool:
    return any(_sets(each) and each.outcome is Outcome.DONE for each in steps)


def _marks(account: Account) -> tuple[object, ...]:
    """What changes when somebody sets another password."""
    return (account.marks.password, account.marks.password_at)


def _proven(held: _Held, account: Account) -> tuple[object, ...]:
    """That the password is in force by now. Raises `Refused` (password-unproven, password-gone)."""
    marks = _marks(account)
    if held.marks is None:
        before, steps = held.written.before, held.written.steps
        if not _is_reset(read_back(before, account, steps, held.reply)):
            raise Refused(problem("password-unproven"))
    elif held.marks != marks:  # somebody set another one: this one would lock the person out
        raise Refused(problem("password-gone"))
    return marks
