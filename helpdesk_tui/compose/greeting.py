"""What the full screen shows before anybody signs in: of the demo, of a real desk."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk_tui import faults
from helpdesk_tui.console import DemoGuide, Greeting
from helpdesk_tui.demo.guide import ANSWERS_AFTER, guide_lines
from helpdesk_tui.language import _
from helpdesk_tui.text import clean

if TYPE_CHECKING:
    from helpdesk_tui.config import Config
    from helpdesk_tui.desk.account import AccountId
    from helpdesk_tui.desk.method import MethodKind

CallerSays = Callable[["AccountId", "MethodKind | None"], str | None]


def greeting_of_demo(caller_says: CallerSays) -> Greeting:
    return Greeting(
        target=_("demo.example · embedded demo, fictional people"),
        default_login="demo",
        notices=(),
        demo=DemoGuide(
            login="demo",
            password="demo",  # noqa: S106 - of nobody
            first_steps=_(
                "Search for ada.byron, then press r to reset her password.\n"
                "You play the caller too: what to say is shown where it is asked for.\n"
                "F1 lists other people, and other operators to sign in as."
            ),
            people="\n".join(guide_lines()),
            colleague=_(
                "Asked at other terminals, this colleague approves after {count} seconds.",
                count=round(ANSWERS_AFTER),
            ),
            caller_says=caller_says,
        ),
        idle_seconds=0,
        copies_notes=False,
    )


def greeting_of(config: "Config", environ: Mapping[str, str]) -> Greeting:
    from helpdesk_tui.desk.policy_words import warnings

    path = config.store.path or default_store(environ)
    return Greeting(
        target=_target(config),
        default_login=clean(config.session.default_login),
        notices=(*_notices(config, path, environ), *warnings(config.policy, config.channels)),
        demo=None,
        idle_seconds=config.session.idle_minutes * 60,
        copies_notes=config.session.copy_notes,
        lock_seconds=config.session.lock_minutes * 60,
        repaints=config.session.repaint,
        keys=config.keys.chosen,
    )


def default_store(environ: Mapping[str, str]) -> Path:
    """Where the store lies that no configuration names."""
    return faults.state_directory(environ) / "desk.db"


def _target(config: "Config") -> str:
    """The domain, as far as the configuration tells, and the first server."""
    from helpdesk_tui.desk.names import dn_parts

    section = config.directory
    labels = [part.removeprefix("dc=") for part in dn_parts(section.base_dn) if part.startswith("dc=")]
    hosts = [each.host for each in section.endpoints[:1]]
    return clean(" · ".join([*filter(None, [section.domain or ".".join(labels)]), *hosts]), 120)


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
        _(
            "The key of the desk's store is the file {file}, guarded by its mode alone. A system "
            "keyring or a credential is safer: [store] key.",
            file=clean(str(file)),
        ),
    )
