"""What the desk asks of the world. Each port has one contract that all its adapters pass.

Errors: directory ports may raise `DirectoryUnreachable`, store ports `StoreUnavailable`; what else a method
raises stands with it.
"""

from helpdesk_tui.desk.ports.attempts import (
    Admitted,
    Attempt,
    AttemptStore,
    Blocked,
    Limit,
    Limits,
)
from helpdesk_tui.desk.ports.breached import Breached
from helpdesk_tui.desk.ports.capabilities import YES, Abilities, Ability, Capability
from helpdesk_tui.desk.ports.challenges import (
    Challenge,
    ChallengeId,
    ChallengeStore,
    Full,
    SendLimits,
)
from helpdesk_tui.desk.ports.clearances import (
    ClearanceStore,
    OpenVerification,
    Proof,
)
from helpdesk_tui.desk.ports.delivery import (
    Channel,
    Delivered,
    Delivery,
    DeliveryKind,
    Message,
    MessageKind,
)
from helpdesk_tui.desk.ports.devices import Device, DeviceSecret, DeviceSecrets, SecretPlace
from helpdesk_tui.desk.ports.directory import (
    AccountAtServer,
    AccountAtServers,
    Change,
    DirectoryInfo,
    DirectoryPort,
    DirectorySession,
    Found,
    GroupPower,
    LockoutServer,
    PreparedChange,
    PreparedOwnChange,
    Reply,
    ReplyKind,
    SearchedBy,
)
from helpdesk_tui.desk.ports.feedback import FeedbackStore, Note
from helpdesk_tui.desk.ports.methods import (
    IN_STOCK,
    MethodChange,
    MethodStore,
    NewSeed,
    OathSeed,
    Standing,
)
from helpdesk_tui.desk.ports.record import (
    AuditLog,
    ChainHead,
    Done,
    Facts,
    Record,
)
from helpdesk_tui.desk.ports.reports import Hold, Report, ReportStore
from helpdesk_tui.desk.ports.stores import Stores
from helpdesk_tui.desk.ports.system import (
    Clock,
    IsAlive,
    IsElevated,
    Randomness,
)
from helpdesk_tui.desk.ports.verifier import (
    LONGEST_CODE,
    Accepted,
    Challenged,
    Checked,
    Continuation,
    Rejected,
    Verifier,
)
