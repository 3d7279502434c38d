"""Secrets of the demo's computers: of Ada's laptop both, of a kiosk that is nobody's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from helpdesk_tui.demo.domain import DemoDomain
from helpdesk_tui.demo.entries import DemoEntry
from helpdesk_tui.demo.groups import protected_by
from helpdesk_tui.demo.views import SERVER
from helpdesk_tui.desk.account import AccountKind
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.ports import Device, DeviceSecret, SecretPlace
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean


@dataclass(frozen=True)
class Kept:
    """`owner`: a login. Whatever stands here protects nothing: these computers do not exist."""

    owner: str = ""
    password: str = ""
    key_id: str = ""
    key: str = ""


KEPT = {
    "ADA-LAPTOP$": Kept(
        owner="ada.byron",
        password="vT4m-hk7N.qw3R",  # noqa: S106 - of a computer that does not exist
        key_id="4F2A9C01-6B3D-4E55-9D0A-2D7A3C1B4E55",
        key="215479-360063-098978-541662-122804-700942-633402-081697",
    ),
    "KIOSK-07$": Kept(
        password="Hd9-kWx4.Rn7c",  # noqa: S106 - of a computer that does not exist
        key_id="C0FFEE07-1D2E-4F3A-8B4C-5D6E7F809102",
        key="640827-010285-443300-206448-585222-037939-711370-162107",
    ),
    "DC1$": Kept(password="nobody-reads-this"),  # noqa: S106 - of a computer that does not exist
}
_REPLACED_AFTER = timedelta(days=12)


class DemoSecrets:
    """`DeviceSecrets`; `before` is called before each reading, with the domain locked."""

    def __init__(
        self, domain: DemoDomain, before: Callable[[], None], owner: DemoEntry, *, may_read: bool
    ) -> None:
        self._domain = domain
        self._before = before
        self._owner = owner
        self._may_read = may_read

    def owned(self) -> Sequence[Device]:
        with self._domain.lock:
            self._before()
            mine = [login for login, kept in KEPT.items() if kept.owner == self._owner.login]
            return tuple(self._device(entry) for entry in map(self._domain.by_login, mine) if entry)

    def find(self, action: Action, named: str) -> SecretPlace:
        with self._domain.lock:
            self._before()
            return self._found_key(named) if action is Action.BITLOCKER else self._found_password(named)

    def read(self, place: SecretPlace) -> DeviceSecret:
        with self._domain.lock:
            self._before()
            now = self.find(place.action, place.key_id or place.device.name)
            if now.against:
                raise Refused(now.against)
            kept = KEPT[f"{now.device.name}$"]
            if place.action is Action.BITLOCKER:
                return DeviceSecret(now, Secret(kept.key))
            replaced = self._domain.now() + _REPLACED_AFTER
            return DeviceSecret(now, Secret(kept.password), "Administrator", replaced)

    def _found_password(self, named: str) -> SecretPlace:
        name = named.strip().removesuffix("$").partition(".")[0]
        if not name:
            raise Refused(problem("device-missing"))
        entry = self._domain.by_login(f"{name}$")
        if entry is None or entry.kind is not AccountKind.MACHINE:
            raise Refused(problem("device-not-found", name=clean(name, 64)))
        device = self._device(entry)
        against = None
        if entry.login not in KEPT:
            against = problem("local-password-none", device=device.name)
        elif not self._may_read:
            against = problem("local-password-hidden", device=device.name)
        return SecretPlace(Action.LAPS, entry.id, device, against=against)

    def _found_key(self, named: str) -> SecretPlace:
        typed = "".join(each for each in named if each not in " {}-").upper()
        if len(typed) not in {8, 32} or not set(typed) <= set("0123456789ABCDEF"):
            raise Refused(problem("recovery-key-malformed"))
        for login, kept in KEPT.items():
            entry = self._domain.by_login(login)
            if entry and kept.key_id and kept.key_id.replace("-", "").startswith(typed) and self._may_read:
                return SecretPlace(Action.BITLOCKER, kept.key_id, self._device(entry), kept.key_id)
        raise Refused(problem("recovery-key-not-found", key=typed, server=SERVER))

    def _device(self, entry: DemoEntry) -> Device:
        kept, sids = KEPT.get(entry.login, Kept()), self._domain.group_sids(entry)
        owner = self._domain.by_login(kept.owner) if kept.owner else None
        return Device(
            id=entry.id,
            name=clean(entry.login.removesuffix("$")),
            dn=entry.dn,
            owner=owner.id if owner else "",
            group_ids=sids,
            protected_by=protected_by(entry.rid, sids),
        )
