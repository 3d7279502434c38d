"""Secrets of a person's computer: read and handed out, never written (`desk.revealing_devices`)."""

from dataclasses import replace

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.spec import AT_THE_DESK, ActionSpec, Past
from helpdesk_tui.desk.ports import MessageKind

LAPS = ActionSpec(
    action=Action.LAPS,
    words="read a local password",
    key="p",
    purpose="read the local administrator's password of the person's computer, after verification",
    roles=AT_THE_DESK,
    right="read this local password",
    title="Local password",
    cools_down=True,
    reads=True,
    everyday=False,
    mends=False,
    done="Local password read",
    notice=MessageKind.LOCAL_PASSWORD_READ,
    past=Past("local password read", "local password not read", "local password, perhaps read"),
)

BITLOCKER = replace(
    LAPS,
    action=Action.BITLOCKER,
    words="read a recovery key",
    key="b",
    purpose="read the BitLocker recovery key of the person's computer, after verification",
    right="read this recovery key",
    title="Recovery key",
    done="Recovery key read",
    notice=MessageKind.RECOVERY_KEY_READ,
    past=Past("recovery key read", "recovery key not read", "recovery key, perhaps read"),
)
