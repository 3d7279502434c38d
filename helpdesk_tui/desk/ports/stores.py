"""All that a desk keeps."""

from contextlib import AbstractContextManager
from typing import Protocol

from helpdesk_tui.desk.ports.attempts import AttemptStore
from helpdesk_tui.desk.ports.challenges import ChallengeStore
from helpdesk_tui.desk.ports.clearances import ClearanceStore
from helpdesk_tui.desk.ports.feedback import FeedbackStore
from helpdesk_tui.desk.ports.methods import MethodStore
from helpdesk_tui.desk.ports.record import AuditLog
from helpdesk_tui.desk.ports.reports import ReportStore


class Stores(Protocol):
    @property
    def methods(self) -> MethodStore: ...

    @property
    def challenges(self) -> ChallengeStore: ...

    @property
    def attempts(self) -> AttemptStore: ...

    @property
    def clearances(self) -> ClearanceStore: ...

    @property
    def reports(self) -> ReportStore: ...

    @property
    def feedback(self) -> FeedbackStore: ...

    @property
    def audit(self) -> AuditLog: ...

    def together(self) -> AbstractContextManager[None]:
        """All that this thread writes within it is one transaction, on disk when it ends: for one step of a
        call. It ends so after a refusal too: what was counted or used up before stays so. Where the store
        itself fails nothing of it is written, and `StoreUnavailable` is raised, whatever else was to be.

        From the first write on other processes wait: nobody outside the desk is asked before `commit`."""

    def commit(self) -> None:
        """What was written together so far is on disk. Before somebody outside is asked or told anything."""
