"""Change methods: a visit to how a person is proven (`desk.registration`). The directory is not written."""

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.spec import ActionSpec
from helpdesk_tui.desk.operator import Role

CHANGE_METHODS = ActionSpec(
    action=Action.CHANGE_METHODS,
    words="change methods",
    key="m",
    purpose="show, add and remove methods",
    roles=frozenset({Role.REGISTRAR}),
    if_enabled=False,
)
