"""All that a desk keeps."""

from dataclasses import dataclass

from helpdesk_tui.desk.ports.attempts import AttemptStore
from helpdesk_tui.desk.ports.challenges import ChallengeStore
from helpdesk_tui.desk.ports.clearances import ClearanceStore
from helpdesk_tui.desk.ports.methods import MethodStore
from helpdesk_tui.desk.ports.record import AuditLog


@dataclass(frozen=True)
class Stores:
    methods: MethodStore
    challenges: ChallengeStore
    attempts: AttemptStore
    clearances: ClearanceStore
    audit: AuditLog
