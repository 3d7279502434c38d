"""Telling the person after the fact, on every channel there is; and administrators, of protected people and
of the brake."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from helpdesk_tui.desk import guard
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import BRAKE
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.contacts import MAIL, MOBILE, address_form, contact_form, digest, masked
from helpdesk_tui.desk.errors import HelpdeskError, StoreUnavailable
from helpdesk_tui.desk.method import MethodKind, MethodStatus
from helpdesk_tui.desk.policy import NoticeRules
from helpdesk_tui.desk.ports import Channel, Delivered, DeliveryKind, Message, MessageKind, Record
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.sending import CHANNELS
from helpdesk_tui.desk.session import Session
from helpdesk_tui.language import ENGLISH, N_, read_in
from helpdesk_tui.local_time import minute

Words = Mapping[str, str]
"""What fills a message: `method`, `action`."""

NO_ONE: frozenset[str] = frozenset()
REMOVED = "removed"
"""The source of an address that nothing holds any more."""

_TOLD_BY = frozenset({MethodKind.EMAIL, MethodKind.SMS})
_ADMINISTRATOR = "administrator "
_TO_ADMINISTRATORS = {MessageKind.BRAKED: MessageKind.BRAKE_USED, MessageKind.REPORTED: MessageKind.REPORTED}
_OF_METHODS = frozenset({MessageKind.METHOD_ADDED, MessageKind.METHOD_REMOVED})


@dataclass(frozen=True)
class Notice:
    """That somebody was told, or why not. `problem` is None only when sent."""

    channel: Channel
    masked: str
    outcome: DeliveryKind
    problem: Problem | None
    to_administrators: bool = False
    source: str = field(default="", compare=False)  # what the address rests on, as `Reached.source`


@dataclass(frozen=True)
class Reached:
    """An address or number in the form to be used."""

    kind: MethodKind  # EMAIL or SMS
    address: str = field(repr=False)
    source: str = REMOVED
    """What it rests on: a datum of the directory, a method's id, a place among the administrators. The record
    names it by this, since it holds no addresses."""

    @property
    def digest(self) -> str:
        return digest(self.kind, self.address)


def promise(
    session: Session, account: Account, kind: MessageKind, words: Words, **about: object
) -> Record | None:
    """That there is something to tell, in the record before it is: who dies over it leaves it to the next
    sign-in (`late_notices`). None where nobody is to be told, or the record cannot be written."""
    protected = guard.protecting_group(account, session.policy.scope)
    if not session.delivery.channels or not (_is_wanted(kind, session.policy.notices) or protected):
        return None
    with suppress(StoreUnavailable):
        facts = {"kind": kind.value, "words": _words(session, account, words), **about}
        return session.recorder.write("notice.due", account, **facts)
    return None


def tell(
    session: Session,
    account: Account,
    kind: MessageKind,
    words: Words,
    *,
    without: frozenset[str] = NO_ONE,
    also: Iterable[Reached] = (),
    due: Record | None = None,
) -> tuple[Notice, ...]:
    """Tell the person what was done, and administrators where policy says so: each address once.

    `without`: digests of addresses that are told only where there is no other (a new one, that nobody but
    whoever just registered it may read). `also`: further ones (a removed one). `words`: `method`, `action`.
    What was done is done: nothing that fails here stops anything or raises; it is recorded and returned.
    Where it is still to come to disk (`Stores.together`), it does before anybody is told: only then is
    `StoreUnavailable` raised, and nothing was done. `due`: what `promise` gave, where it was asked before.
    """
    due = due or promise(session, account, kind, words)
    session.stores.commit()
    try:
        found = everybody(session, account, kind, without, also)
        if due is None:
            return _tell(session, account, kind, words, found=found, due=0)
        return tell_due(session, account, kind, words, due=due, found=found)
    finally:
        with suppress(StoreUnavailable):
            session.stores.commit()


def tell_due(
    session: Session, account: Account, kind: MessageKind, words: Words, *, due: Record, found: list[Reached]
) -> tuple[Notice, ...]:
    """Tell those whom `due` is about, and close it. What was surely not sent is due again: at later sign-ins
    (`late_notices`). What may have been sent never is."""
    session.in_flight.add(due.seq)
    told: tuple[Notice, ...] = ()
    try:
        with suppress(StoreUnavailable), session.stores.together():
            told = _tell(session, account, kind, words, found=found, due=due.seq)
            left = [notice for notice in told if notice.outcome is DeliveryKind.REFUSED]
            if left:
                _promise_again(session, account, due, left)
            session.recorder.finish(due.seq, account, count=len(told))
        return told
    finally:
        session.in_flight.discard(due.seq)


def _promise_again(session: Session, account: Account, due: Record, left: Iterable[Notice]) -> None:
    """In the record before the first is closed: who dies in between leaves one too many, not one too few."""
    listed = [{"source": each.source, "to": each.masked} for each in left]
    tries = int(str(due.facts.get("tries", 1)))
    session.recorder.write("notice.due", account, **carried(due), left=listed, tries=tries)


def carried(due: Record) -> dict[str, object]:
    """What stays the same from one try to tell to the next."""
    kept = {name: due.facts[name] for name in ("kind", "words", "of") if name in due.facts}
    return {**kept, "since": due.facts.get("since", f"{due.at.isoformat()}")}


def _tell(
    session: Session, account: Account, kind: MessageKind, words: Words, *, due: int, found: list[Reached]
) -> tuple[Notice, ...]:
    filled = _words(session, account, words)
    return tuple(_send(session, account, each, kind, filled, due=due) for each in found)


def everybody(
    session: Session,
    account: Account,
    kind: MessageKind,
    without: frozenset[str] = NO_ONE,
    also: Iterable[Reached] = (),
) -> list[Reached]:
    """All who are to hear of it as things are now; `without` and `also` as `tell` says."""
    told: list[Reached] = []
    if kind is not MessageKind.REPORTED and _is_wanted(kind, session.policy.notices):
        found = _reached(session, account, also)
        told += [each for each in found if each.digest not in without] or found
        if not found and session.delivery.channels:
            _record(session, account, "notice.none", kind=kind.value)
    if _reaches_administrators(session, account, kind):
        told += _administrators(session)
    return told


def promise_of_action(
    session: Session, account: Account, action: str, intent: int, **words: str
) -> Record | None:
    """`promise` of what was done; `action` as its intent calls it, `intent` is its number in the record."""
    kind, said = _notice_of(action)
    return promise(session, account, kind, {"action": said, **words}, of=intent) if kind else None


def tell_of_action(
    session: Session, account: Account, action: str, due: Record | None, **words: str
) -> tuple[Notice, ...]:
    """`tell` of it; `due` as `promise_of_action` gave it."""
    kind, said = _notice_of(action)
    return tell(session, account, kind, {"action": said, **words}, due=due) if kind else ()


def words_of(intent: Record) -> dict[str, str]:
    """What an intent says that its notice says, too."""
    return {name: str(intent.facts[name]) for name in ("reason", "device") if name in intent.facts}


def _notice_of(action: str) -> tuple[MessageKind | None, str]:
    """What is told of it, and what it is called there; None = nobody is told, or no version knows it."""
    if action == BRAKE:
        return MessageKind.BRAKED, N_("disable the account by the brake")
    spec = next((each for each in SPECS.values() if each.action == action), None)
    with read_in(ENGLISH):  # it waits in the record
        return (spec.notice, spec.words) if spec else (None, "")


def _is_wanted(kind: MessageKind, rules: NoticeRules) -> bool:
    """Of the brake everybody hears, whatever policy says of the rest: nobody asked the person before."""
    if kind is MessageKind.REPORTED:  # to administrators alone: who reported may be anybody
        return bool(rules.administrators)
    if kind is MessageKind.BRAKED:
        return True
    return rules.on_methods if kind in _OF_METHODS else rules.on_reset


def _reaches_administrators(session: Session, account: Account, kind: MessageKind) -> bool:
    return kind in _TO_ADMINISTRATORS or bool(guard.protecting_group(account, session.policy.scope))


def _words(session: Session, account: Account, words: Words) -> dict[str, str]:
    return {
        "name": account.name or account.login,
        "operator": session.operator.name or session.operator.login,
        "when": minute(session.clock.now()),
        **words,
    }


# --- whom -------------------------------------------------------------------------------------------


def _reached(session: Session, account: Account, also: Iterable[Reached]) -> list[Reached]:
    """Where the person can be told now: the directory's data, registered contacts, and `also`."""
    region = session.policy.phone_region
    listed = [(MethodKind.EMAIL, account.mail, MAIL), (MethodKind.SMS, account.mobile or "", MOBILE)]
    forms = [(kind, contact_form(kind, datum, region), source) for kind, datum, source in listed]
    every = [Reached(kind, form, source) for kind, form, source in forms if form]
    every += [*_registered(session, account), *also]
    once = {each.digest: each for each in every if CHANNELS[each.kind] in session.delivery.channels}
    return list(once.values())


def _registered(session: Session, account: Account) -> Iterator[Reached]:
    """The confirmed contacts; one that cannot be read keeps nobody from the others."""
    stored = session.stores.methods
    try:
        methods = stored.methods(account.id)
    except HelpdeskError:
        return
    for method in methods:
        if method.kind in _TOLD_BY and method.status is MethodStatus.ACTIVE:
            with suppress(HelpdeskError):
                yield Reached(method.kind, stored.contact(method.id).reveal(), method.id)


def _administrators(session: Session) -> list[Reached]:
    if Channel.MAIL not in session.delivery.channels:
        return []
    forms = (address_form(each) for each in session.policy.notices.administrators)
    once = dict.fromkeys(form for form in forms if form)
    return [
        Reached(MethodKind.EMAIL, form, f"{_ADMINISTRATOR}{number}") for number, form in enumerate(once, 1)
    ]


# --- telling ----------------------------------------------------------------------------------------


def _send(
    session: Session, account: Account, to: Reached, kind: MessageKind, words: Words, *, due: int
) -> Notice:
    with suppress(StoreUnavailable):  # what was said of those before; the others are told all the same
        session.stores.commit()
    of_administrators = to.source.startswith(_ADMINISTRATOR)
    kind = _TO_ADMINISTRATORS.get(kind, MessageKind.PROTECTED_ACTION) if of_administrators else kind
    language = "" if of_administrators else account.preferred_language
    channel, shown = CHANNELS[to.kind], masked(to.kind, to.address)
    delivered = deliver(session, Message(channel, kind, to.address, language, words))
    _record(
        session,
        account,
        "notice.sent" if delivered.kind is DeliveryKind.SENT else "notice.failed",
        kind=kind.value,
        channel=channel.value,
        to=shown,
        source=to.source,
        due=due,
        outcome=delivered.kind.value,
        problem=delivered.problem.code if delivered.problem else "",
        code=delivered.code,
    )
    return Notice(channel, shown, delivered.kind, delivered.problem, of_administrators, to.source)


def deliver(session: Session, message: Message) -> Delivered:
    try:
        return session.send(message)
    except Exception:  # noqa: BLE001 - a gateway's mistake must not hide that the action is done
        return Delivered(DeliveryKind.UNKNOWN, problem("delivery-failed"))


def _record(session: Session, account: Account, event: str, **facts: object) -> None:
    """The action stands in the record by now; a store that fails here must not hide that it is done."""
    with suppress(StoreUnavailable):
        session.recorder.write(event, account, **facts)
