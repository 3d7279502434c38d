"""Secrets of devices: what a directory keeps of a person's computer, to be read and handed out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from helpdesk_tui.desk.account import When
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.secret import Secret


@dataclass(frozen=True)
class Device:
    """A computer; all text is cleaned."""

    id: str  # opaque
    name: str
    dn: str
    owner: str | None  # id of the account that it is for; "" = it names none; None = cannot be told
    group_ids: frozenset[str] | None  # None = cannot be read
    protected_by: str | None  # as of an account: what makes it one that the desk never touches


@dataclass(frozen=True)
class SecretPlace:
    """Where a secret lies. The secret was not read for this."""

    action: Action  # which secret it is
    id: str  # opaque, of what holds it
    device: Device
    key_id: str = ""  # of a recovery key, the whole of it
    against: Problem | None = None  # why it cannot be read, as far as that shows


@dataclass(frozen=True)
class DeviceSecret:
    place: SecretPlace  # with the device as it was read just before the secret
    secret: Secret
    account_name: str = ""  # whose password it is; "" = not told
    expires: When = None  # when the computer replaces it


class DeviceSecrets(Protocol):
    """Those of the devices that the server of one account holds. Methods may raise `DirectoryUnreachable`."""

    def owned(self) -> Sequence[Device]:
        """The devices that name the account as theirs, a few at most."""

    def find(self, action: Action, named: str) -> SecretPlace:
        """By the device's whole name; of a recovery key by its ID, or the first eight digits of it. Raises
        `Refused` (device-not-found, device-ambiguous, recovery-key-…)."""

    def read(self, place: SecretPlace) -> DeviceSecret:
        """The secret as it is now, and the device as it was just before. Raises `Refused` with why it cannot
        be read."""
