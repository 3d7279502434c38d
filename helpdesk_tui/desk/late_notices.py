"""People who were not told of a change because the program died over it: told at the next sign-in."""

from contextlib import suppress
from datetime import timedelta

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.interrupted import is_over
from helpdesk_tui.desk.notices import tell
from helpdesk_tui.desk.ports import MessageKind, Record
from helpdesk_tui.desk.session import Session
from helpdesk_tui.errors import DirectoryUnreachable, Refused, StoreUnavailable

_TOO_LATE = timedelta(days=30)  # an account that cannot be read for so long


def tell_late(session: Session) -> None:
    """Nothing that fails here keeps anybody from signing in. Raises `StoreUnavailable` where the record
    cannot be read."""
    for due in session.stores.audit.open_notices():
        if is_over(session, due):
            _tell(session, due)


def _tell(session: Session, due: Record) -> None:
    try:
        account = session.directory.read(AccountId(str(due.facts["account"])))
        kind, words = MessageKind(str(due.facts["kind"])), due.facts["words"]
    except (DirectoryUnreachable, Refused, ValueError, KeyError):  # out of sight, or of another version
        if session.clock.now() - due.at > _TOO_LATE:
            with suppress(StoreUnavailable):
                session.recorder.finish(due.seq, account=due.facts.get("account"), count=0)
        return
    said = {name: str(text) for name, text in words.items()} if isinstance(words, dict) else {}
    tell(session, account, kind, said, due=due)
