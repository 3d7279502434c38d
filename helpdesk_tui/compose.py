"""Where adapters meet the desk; no other module knows both.

The adapters are slow to import (SQL 0.4 s, LDAP 0.1 s): see `late`.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk_tui import origin, saved_passwords
from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.console import Console, DemoGuide
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.desk import SignIn
from helpdesk_tui.desk.names import dn_parts
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import DeskPolicy
from helpdesk_tui.desk.ports import DirectoryPort, Stores
from helpdesk_tui.late import Late, LateDirectory, late_stores, make_in_background
from helpdesk_tui.text import clean

if TYPE_CHECKING:
    from helpdesk_tui.config import Config
    from helpdesk_tui.demo.directory import DemoDirectory
    from helpdesk_tui.directory.settings import Credentials
    from helpdesk_tui.store import OpenStores, StoreKey

_WARM_UP_AFTER = 1.0  # seconds: by then the screen is painted, and the password not yet typed
_DEMO_REGION = "GB"


def for_config(
    config: "Config", environ: Mapping[str, str] = os.environ, *, warm_up: bool = False
) -> Console:
    """The console of a real desk. With `warm_up` its adapters are loaded in the background.

    Nothing is opened or reached here: the sign-in raises what is wrong with store, key or directory.
    """
    path = config.store.path or default_store(environ)
    stores = Late(lambda: _open_store(config, path, environ))
    directory = Late(lambda: _active_directory(config, environ))
    if warm_up:
        make_in_background(_WARM_UP_AFTER, stores.get, directory.get)
    return Console(
        sign_in=_sign_in(
            # The store first: without it nothing can be recorded, so no password should travel.
            LateDirectory(directory, before=stores.get),
            late_stores(stores.get),
            config.policy,
            config.groups_of_roles,
            environ,
        ),
        target=_target(config),
        default_login=clean(config.session.default_login, 64),
        notices=_notices(config, path, environ),
        demo=None,
        idle_seconds=config.session.idle_minutes * 60,
        close=lambda: stores.close(lambda opened: opened.close()),
    )


def for_demo(environ: Mapping[str, str] = os.environ, *, warm_up: bool = False) -> Console:
    """The console on the embedded demo: fictional people, and a store that is gone after `close`."""
    from helpdesk_tui.demo.directory import DemoDirectory  # noqa: PLC0415 - the real desk has no use for it
    from helpdesk_tui.demo.groups import AUDITORS, OPERATORS, REGISTRARS, SUPERVISORS  # noqa: PLC0415

    directory = DemoDirectory(SystemClock(), SystemChance(), _DEMO_REGION)
    store = Late(lambda: _DemoStore(directory))

    def caller_says(account: AccountId) -> str | None:
        return store.get().phones.phone_of(account)

    if warm_up:
        make_in_background(_WARM_UP_AFTER, store.get)
    return Console(
        sign_in=_sign_in(
            LateDirectory(Late[DirectoryPort](lambda: directory), before=store.get),
            late_stores(lambda: store.get().stores),
            DeskPolicy(phone_region=_DEMO_REGION, issuer="Help desk demo"),
            {
                Role.OPERATOR: (OPERATORS,),
                Role.REGISTRAR: (REGISTRARS,),
                Role.SUPERVISOR: (SUPERVISORS,),
                Role.AUDITOR: (AUDITORS,),
            },
            environ,
        ),
        target="demo.example · embedded demo, fictional people",
        default_login="demo",
        notices=(),
        demo=DemoGuide(
            login="demo",
            password="demo",  # noqa: S106 - of nobody
            first_steps="Search for ada.byron, then press r to reset her password.\n"
            "You play the caller too: the code on her phone is shown where it is asked for.",
            caller_says=caller_says,
        ),
        idle_seconds=0,
        close=lambda: store.close(lambda opened: opened.remove()),
    )


def default_store(environ: Mapping[str, str]) -> Path:
    """`helpdesk-tui/desk.db` in the user's state directory (XDG Base Directory Specification)."""
    state = environ.get("XDG_STATE_HOME", "")
    base = Path(state) if state.startswith("/") else Path("~").expanduser() / ".local" / "state"
    return base / "helpdesk-tui" / "desk.db"


def _sign_in(
    directory: DirectoryPort,
    stores: Stores,
    policy: DeskPolicy,
    roles: Mapping[Role, tuple[str, ...]],
    environ: Mapping[str, str],
) -> SignIn:
    return SignIn(
        directory=directory,
        stores=stores,
        policy=policy,
        roles=roles,
        clock=SystemClock(),
        chance=SystemChance(),
        source=origin.source(environ),
        pause=time.sleep,
        is_alive=origin.is_alive,
    )


# --- the real desk ----------------------------------------------------------------------------------


def _active_directory(config: "Config", environ: Mapping[str, str]) -> DirectoryPort:
    """Raises `ConfigError` where the service's password cannot be had."""
    from helpdesk_tui.config.place import require_safe  # noqa: PLC0415 - the demo needs none of it
    from helpdesk_tui.directory.active_directory import ActiveDirectory  # noqa: PLC0415 - imports ldap3
    from helpdesk_tui.directory.settings import Endpoint, Settings  # noqa: PLC0415

    section = config.directory
    if section.ca_file is not None:
        require_safe(section.ca_file)  # whoever writes it decides which server gets the passwords
    settings = Settings(
        servers=tuple(
            Endpoint(each.host, each.port, "ldaps" if each.scheme == "ldaps" else "starttls")
            for each in section.endpoints
        ),
        ca_file=section.ca_file,
        base_dn=section.base_dn,
        connect_timeout=section.connect_timeout,
        receive_timeout=section.receive_timeout,
        phone_region=config.search.phone_region,
        service=_service(config, environ),
    )
    return ActiveDirectory(settings, SystemClock())


def _service(config: "Config", environ: Mapping[str, str]) -> "Credentials | None":
    from helpdesk_tui.directory.settings import Credentials  # noqa: PLC0415

    section = config.directory
    if not section.service_login:
        return None
    password = saved_passwords.from_source(section.service_password, section.service_login, environ)
    return Credentials(section.service_login, password)


def _open_store(config: "Config", path: Path, environ: Mapping[str, str]) -> "OpenStores":
    from helpdesk_tui.store import open_store  # noqa: PLC0415 - imports SQLAlchemy

    return open_store(path, _key(config.store.key, path, environ), SystemClock(), SystemChance())


def _key(setting: str, path: Path, environ: Mapping[str, str]) -> "StoreKey":
    from helpdesk_tui.store import KeySource, find_key  # noqa: PLC0415 - imports SQLAlchemy

    kind, _, file = setting.partition(":")
    if file:
        return find_key(
            path, SystemChance(), source=KeySource.CREDENTIAL, credential=Path(file), environ=environ
        )
    return find_key(path, SystemChance(), source=KeySource(kind), environ=environ)


def _target(config: "Config") -> str:
    """The domain, as far as the configuration tells, and the first server."""
    labels = [
        part.removeprefix("dc=") for part in dn_parts(config.directory.base_dn) if part.startswith("dc=")
    ]
    host = config.directory.endpoints[0].host
    return clean(" · ".join([*([".".join(labels)] if labels else []), host]), 120)


def _notices(config: "Config", path: Path, environ: Mapping[str, str]) -> tuple[str, ...]:
    """That the key is in a plain file, or will be: told from outside, without opening the store."""
    key = config.store.key
    file = path.with_name(f"{path.name}.key")
    if key == "auto":
        is_handed = (Path(environ.get("CREDENTIALS_DIRECTORY", "/nowhere")) / "helpdesk-tui-key").exists()
        no_keyring = not environ.get("DBUS_SESSION_BUS_ADDRESS")
        in_file = not is_handed and (file.exists() or no_keyring)
    else:
        in_file = key == "file"
    if not in_file:
        return ()
    return (
        f"The key of the desk's store is the file {clean(str(file))}, guarded by its mode alone. "
        "A system keyring or a credential is safer: [store] key.",
    )


# --- the demo -----------------------------------------------------------------------------------------


class _DemoStore:
    """A store in a directory of its own, with the callers' methods registered."""

    def __init__(self, directory: "DemoDirectory") -> None:
        from helpdesk_tui.demo.seeds import seed  # noqa: PLC0415 - only the demo needs it
        from helpdesk_tui.store import KeySource, StoreKey, open_store  # noqa: PLC0415 - imports SQLAlchemy

        clock, chance = SystemClock(), SystemChance()
        self._place = Path(tempfile.mkdtemp(prefix="helpdesk-tui-demo-"))
        try:
            key = StoreKey(chance.below(1 << 256).to_bytes(32, "big"), KeySource.FILE)
            opened = open_store(self._place / "desk.db", key, clock, chance, durable=False)
            self.phones = seed(opened.methods, directory, clock, chance)
        except BaseException:
            shutil.rmtree(self._place, ignore_errors=True)
            raise
        self._opened = opened
        watched = self.phones.watch(opened.methods)
        self.stores = Stores(watched, opened.attempts, opened.clearances, opened.audit)

    def remove(self) -> None:
        self._opened.close()
        shutil.rmtree(self._place, ignore_errors=True)
