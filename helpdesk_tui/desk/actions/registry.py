"""Every action's spec. A new one is listed here, and nowhere else."""

from collections.abc import Iterable

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.change_methods import CHANGE_METHODS
from helpdesk_tui.desk.actions.change_password import CHANGE_PASSWORD
from helpdesk_tui.desk.actions.clear_change import CLEAR_CHANGE
from helpdesk_tui.desk.actions.device_secrets import BITLOCKER, LAPS
from helpdesk_tui.desk.actions.disable import DISABLE
from helpdesk_tui.desk.actions.enable import ENABLE
from helpdesk_tui.desk.actions.expire import EXPIRE
from helpdesk_tui.desk.actions.force_change import FORCE_CHANGE
from helpdesk_tui.desk.actions.groups import ADD_TO_GROUP, REMOVE_FROM_GROUP
from helpdesk_tui.desk.actions.reset import RESET
from helpdesk_tui.desk.actions.set_dates import SET_DATES
from helpdesk_tui.desk.actions.spec import ActionSpec, ClearedBy, Order
from helpdesk_tui.desk.actions.unlock import UNLOCK

SPECS: dict[Action, ActionSpec] = {
    spec.action: spec
    for spec in (
        RESET, FORCE_CHANGE, UNLOCK, CLEAR_CHANGE, ENABLE, DISABLE, SET_DATES, ADD_TO_GROUP,
        REMOVE_FROM_GROUP, LAPS, BITLOCKER, CHANGE_METHODS, CHANGE_PASSWORD, EXPIRE,
    )
}  # fmt: skip

CLEARED_BY_CALLER = frozenset(spec.action for spec in SPECS.values() if spec.cleared_by is ClearedBy.CALLER)

OFFERED = tuple(action for action in Action if SPECS[action].cleared_by is not ClearedBy.RESET)
"""Those that an operator may choose."""

WRITING = tuple(spec for spec in SPECS.values() if spec.writes and spec.action in CLEARED_BY_CALLER)
"""Those that write to the directory once the caller is proven, in the order in which they are offered."""

READING = tuple(spec for spec in SPECS.values() if spec.reads)
"""Those that read a secret of a device, and write nothing."""

CALL_ACTIONS = frozenset(spec.action for spec in (*WRITING, *READING))
"""What one ordinary verification clears the way for: one of these, once."""


def in_words(actions: Iterable[Action]) -> str:
    """ "reset the password, unlock" """
    return ", ".join(SPECS[action].words for action in Action if action in frozenset(actions))


def steps_of(order: Order) -> tuple[Action, ...]:
    """What the one write of `order` does: the action, and what goes along, as far as that may."""
    spec = SPECS[order.action]
    if not spec.writes:
        return ()
    return (order.action, *(each for each in spec.also if each in order.also))
