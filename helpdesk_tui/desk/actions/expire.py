"""The end of a temporary password that nobody has used: another one takes its place, which nobody knows."""

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.spec import AT_THE_DESK, ActionSpec, ClearedBy, Order, Past
from helpdesk_tui.desk.ports import MessageKind

TEMPORARY = frozenset({Action.RESET, Action.FORCE_CHANGE})
"""What makes a password a temporary one; and what a directory does to end it."""
THE_END = Order(Action.EXPIRE, frozenset({Action.FORCE_CHANGE}))

EXPIRE = ActionSpec(
    action=Action.EXPIRE,
    words="end a temporary password",
    key="",
    purpose="end temporary passwords whose time is over and that nobody has used",
    roles=AT_THE_DESK,
    right="reset this password",
    cleared_by=ClearedBy.RESET,
    if_enabled=False,
    everyday=False,
    also=(Action.FORCE_CHANGE,),
    sets_password=True,
    done="Temporary password ended",
    notice=MessageKind.TEMPORARY_EXPIRED,
    past=Past("temporary password ended", "temporary password not ended", "end, outcome unknown"),
)
