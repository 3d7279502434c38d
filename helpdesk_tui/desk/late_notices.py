"""People who were not told of a change, because the program died over it or nothing could be sent: told at
later sign-ins.

Each try has an entry "notice.due" of its own, which says who is left, how often it was tried, and since when.
What was sent, or may have been, is not sent again; but who dies while a message is being handed over leaves
that one to be sent once more.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta

from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.errors import DirectoryUnreachable, Refused, StoreUnavailable
from helpdesk_tui.desk.interrupted import is_over
from helpdesk_tui.desk.notices import Notice, carried, everybody, tell_due
from helpdesk_tui.desk.ports import DeliveryKind, MessageKind, Record
from helpdesk_tui.desk.session import Session

TRIES = 5
_AGAIN = timedelta(minutes=15)  # after the first try; four times as long after each further one
_TOO_LATE = timedelta(days=30)
_AT_ONCE = 20  # at one sign-in, which waits for them
_PATIENCE = 2  # refusals at one sign-in, and silences: what is down takes its time to say so


def tell_late(session: Session) -> None:
    """Nothing that fails here keeps anybody from signing in. Raises `StoreUnavailable` where the record
    cannot be read."""
    over = [due for due in session.stores.audit.open_notices() if is_over(session, due)]
    failed = 0
    for due in [due for due in over if _is_time(session, due)][:_AT_ONCE]:
        try:
            told = _tell(session, due)
            failed += sum(each.outcome is DeliveryKind.REFUSED for each in told)
        except StoreUnavailable:
            continue
        except DirectoryUnreachable:
            failed += 1
        if failed >= _PATIENCE:
            return


def _is_time(session: Session, due: Record) -> bool:
    """At once where the program died over the first try, and where nothing is left but to give it up."""
    tries = _tries(due)
    return not 0 < tries < TRIES or session.clock.now() >= due.at + _AGAIN * 4 ** (tries - 1)


def _tell(session: Session, due: Record) -> tuple[Notice, ...]:
    if _tries(due) >= TRIES or session.clock.now() - _since(due) > _TOO_LATE:
        _give_up(session, due)
        return ()
    try:
        account = session.directory.read(AccountId(str(due.facts["account"])))
        kind, words = MessageKind(str(due.facts["kind"])), due.facts["words"]
    except (Refused, ValueError, KeyError):  # out of sight, or of another version
        return ()
    settled = _settled(session, due)
    left = _left(due)
    found = [
        each
        for each in everybody(session, account, kind)
        if each.source not in settled and (left is None or each.source in left)
    ]
    if not found and left and left.keys() - settled:
        _give_up(session, due)  # nothing holds the addresses any more
        return ()
    said = {name: str(text) for name, text in words.items()} if isinstance(words, dict) else {}
    mine = _claim(session, account, due)
    return () if mine is None else tell_due(session, account, kind, said, due=mine, found=found)


def _claim(session: Session, account: Account, due: Record) -> Record | None:
    """The entry of this try; None where another console is at it."""
    facts: dict[str, object] = carried(due)
    if "left" in due.facts:
        facts["left"] = due.facts["left"]
    mine = session.recorder.write("notice.due", account, **facts, tries=_tries(due) + 1)
    if session.recorder.finish(due.seq, account, count=0, again=mine.seq) is None:
        session.recorder.finish(mine.seq, account, count=0)
        return None
    return mine


def _give_up(session: Session, due: Record) -> None:
    """Nobody is told any more: in the record for whoever reads it (`Review.untold`)."""
    left = _left(due) or {}
    facts = {"account": due.facts.get("account"), "account_login": due.facts.get("account_login", "")}
    about = {"kind": due.facts.get("kind", ""), "to": list(left.values()), "since": _since(due).isoformat()}
    session.recorder.write("notice.untold", **facts, **about, due=due.seq, tries=_tries(due))
    session.recorder.finish(due.seq, **facts, count=0)


# --- what the record tells ----------------------------------------------------------------------------


def _tries(due: Record) -> int:
    """How often it was tried; 0 = the program died before the first try was over."""
    tries = due.facts.get("tries", 0)
    return tries if isinstance(tries, int) else 0


def _since(due: Record) -> datetime:
    with suppress(ValueError):
        return datetime.fromisoformat(str(due.facts.get("since", "")))
    return due.at


def _left(due: Record) -> Mapping[str, str] | None:
    """Whom this try is about: source of an address → what may be shown of it. None = everybody."""
    left = due.facts.get("left")
    if not isinstance(left, list):
        return None
    return {str(each["source"]): str(each["to"]) for each in left if isinstance(each, dict)}


def _settled(session: Session, due: Record) -> frozenset[str]:
    """The sources that were told, or may have been, before the program died over this try."""
    records = session.stores.audit.records(account=AccountId(str(due.facts["account"])))
    return frozenset(
        str(each.facts.get("source"))
        for each in records
        if each.facts.get("due") == due.seq and each.facts.get("outcome") in _MAY_HAVE_ARRIVED
    )


_MAY_HAVE_ARRIVED = (DeliveryKind.SENT.value, DeliveryKind.UNKNOWN.value)
