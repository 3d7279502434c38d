"""Change methods: a visit to how a person is proven (`desk.registration`). The directory is not written."""

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.spec import ActionSpec
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.language import N_

CHANGE_METHODS = ActionSpec(
    action=Action.CHANGE_METHODS,
    words=N_("change methods"),
    key="m",
    title=N_("Change methods"),
    purpose=N_("show, add and remove methods"),
    roles=frozenset({Role.REGISTRAR}),
    if_enabled=False,
)
