"""What every use case of one signed-in operator works with."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from helpdesk_tui.desk.operator import Operator, Role
from helpdesk_tui.desk.policy import DeskPolicy
from helpdesk_tui.desk.ports import Chance, Clock, DirectorySession, IsAlive, Stores
from helpdesk_tui.desk.recorder import Recorder


@dataclass(frozen=True)
class Session:
    operator: Operator
    directory: DirectorySession
    stores: Stores
    policy: DeskPolicy
    recorder: Recorder
    clock: Clock
    chance: Chance
    pause: Callable[[float], None]  # waits so many seconds
    is_alive: IsAlive
    role_groups: Mapping[Role, frozenset[str]]  # group ids
    in_flight: set[int]  # numbers of the intents whose write is under way in this process
