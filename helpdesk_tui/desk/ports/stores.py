"""All that a desk keeps."""

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
