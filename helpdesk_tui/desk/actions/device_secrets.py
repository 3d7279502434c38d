"""Secrets of a person's computer: read and handed out, never written (`desk.revealing_devices`)."""

from dataclasses import replace

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.spec import AT_THE_DESK, ActionSpec, Past
from helpdesk_tui.desk.ports import MessageKind
from helpdesk_tui.language import N_

LAPS = ActionSpec(
    action=Action.LAPS,
    words=N_("read a local password"),
    key="p",
    purpose=N_("read the local administrator's password of the person's computer, after verification"),
    roles=AT_THE_DESK,
    right=N_("read this local password"),
    title=N_("Local password"),
    cools_down=True,
    reads=True,
    everyday=False,
    mends=False,
    done=N_("Local password read"),
    notice=MessageKind.LOCAL_PASSWORD_READ,
    past=Past(N_("local password read"), N_("local password not read"), N_("local password, perhaps read")),
)

BITLOCKER = replace(
    LAPS,
    action=Action.BITLOCKER,
    words=N_("read a recovery key"),
    key="b",
    purpose=N_("read the BitLocker recovery key of the person's computer, after verification"),
    right=N_("read this recovery key"),
    title=N_("Recovery key"),
    done=N_("Recovery key read"),
    notice=MessageKind.RECOVERY_KEY_READ,
    past=Past(N_("recovery key read"), N_("recovery key not read"), N_("recovery key, perhaps read")),
)
