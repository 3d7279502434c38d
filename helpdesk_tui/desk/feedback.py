"""Wishes and complaints about the desk: where they go, and what was written down of them."""

from datetime import timedelta

from helpdesk_tui.desk import standing
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.ports import Note
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.language import _
from helpdesk_tui.text import clean

LONGEST = 2000
"""Characters of a note."""
_MOST = 5000  # notes that are kept
_A_DAY = 20  # by one operator
_READERS = frozenset({Role.AUDITOR, Role.SUPERVISOR})


class Feedback:
    """Raises `NotPermitted`, `Refused`, `StoreUnavailable`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def link(self) -> str:
        """Where a wish or complaint goes beside the store; "" = nowhere."""
        return self._session.policy.feedback_link

    def keep(self, words: str, about: str = "") -> int:
        """Keep a note; its number. `about`: the login of an account, where one is meant. The record says that
        there is a note, and not what stands in it. No directory is asked: it may be down."""
        session, words = self._session, clean(words, LONGEST + 1)
        if not words:
            raise Refused(problem("feedback-empty"))
        if len(words) > LONGEST:
            raise Refused(problem("feedback-long", longest=LONGEST))
        now, operator = session.clock.now(), session.operator
        if session.stores.feedback.count(operator.id, now - timedelta(days=1)) >= _A_DAY:
            raise Refused(problem("feedback-often", count=_A_DAY, link=self.link or _("a supervisor")))
        session.recorder.write("feedback.kept")
        return session.stores.feedback.keep(
            Note(now, operator.id, operator.login, clean(about, 64), words), _MOST
        )

    def notes(self) -> tuple[tuple[int, Note], ...]:
        """All with their numbers, oldest first; for supervisors and auditors, and recorded."""
        session = self._session
        standing.demand(session)
        if not session.operator.roles & _READERS:
            why = problem(
                "role-lacks-action", action=_("read wishes and complaints"), role=_("auditor or supervisor")
            )
            raise session.recorder.refusal("feedback.denied", why)
        session.recorder.write("feedback.read")
        return session.stores.feedback.notes()
