"""The end of a temporary password that nobody has used: another one takes its place, which nobody knows."""

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.spec import AT_THE_DESK, ActionSpec, ClearedBy, Order, Past
from helpdesk_tui.desk.ports import MessageKind
from helpdesk_tui.language import N_

TEMPORARY = frozenset({Action.RESET, Action.FORCE_CHANGE})
"""What makes a password a temporary one; and what a directory does to end it."""
THE_END = Order(Action.EXPIRE, frozenset({Action.FORCE_CHANGE}))

EXPIRE = ActionSpec(
    action=Action.EXPIRE,
    words=N_("end a temporary password"),
    key="",
    title=N_("Expire"),
    purpose=N_("end temporary passwords whose time is over and that nobody has used"),
    roles=AT_THE_DESK,
    right=N_("reset this password"),
    cleared_by=ClearedBy.RESET,
    if_enabled=False,
    everyday=False,
    also=(Action.FORCE_CHANGE,),
    sets_password=True,
    done=N_("Temporary password ended"),
    notice=MessageKind.TEMPORARY_EXPIRED,
    past=Past(N_("temporary password ended"), N_("temporary password not ended"), N_("end, outcome unknown")),
)
