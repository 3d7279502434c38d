"""The command line: harden the process, read the arguments, run one front end.

Nothing slow is imported before a front end is chosen, and the full screen waits for no adapter.
"""

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from helpdesk_tui import faults, hardening, memory, over_ssh, reader, signs
from helpdesk_tui.arguments import asked_for, parser
from helpdesk_tui.clock import SystemClock
from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.language import _
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.output import Output

if TYPE_CHECKING:
    from helpdesk_tui.config import Config


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code; `SystemExit` for wrong usage, --help and --version."""
    hardening.harden()
    memory.keep_little()
    signs.show_signs_in_any_locale()
    faults.keep_off_the_screen(SystemClock().now)
    given = sys.argv[1:] if arguments is None else arguments
    try:
        _require_utf8(given)
        reader.speak_to_operator(os.environ)  # --help, too; a configuration may say otherwise
        return _run(_asked(given))
    except ConfigError as error:
        _say(str(error.problem))
        return Exit.USAGE
    except KeyboardInterrupt:
        _say(_("Cancelled. Nothing was changed."))
        return Exit.REFUSED
    except Exception as error:  # noqa: BLE001 - the last resort: no traceback, which may hold secrets
        _say(_unexpected(error))
        return Exit.REFUSED


def _asked(given: Sequence[str]) -> Namespace:
    asked = asked_for(given)
    return over_ssh.asked_for(asked, parser().parse_args) if asked.command == over_ssh.NAME else asked


def _run(asked: Namespace) -> int:
    if _is_for_programs(asked):
        reader.speak_to_programs()
    if asked.command is None:
        return _fill_the_screen(asked)
    if asked.command == "explain":
        from helpdesk_tui.plain import explaining

        return explaining.run(asked)
    if asked.command == "config":
        from helpdesk_tui import config
        from helpdesk_tui.plain import configuring

        if asked.what == "new":
            from helpdesk_tui.compose.found_servers import found_servers

            return configuring.begin(asked, config.place_of_new(asked.config, os.environ), found_servers)
        return configuring.run(asked, lambda: config.load(config.find(asked.config, os.environ)))
    if asked.command in {"doctor", "install"}:
        return _look_around(asked) if asked.command == "doctor" else _look_at_installation(asked)
    from helpdesk_tui import compose, saved_passwords
    from helpdesk_tui.plain.run import run

    found = _configuration(asked)
    console = compose.for_demo() if found is None else compose.for_config(found)
    try:
        return run(console, asked, saved_passwords.from_keyring if asked.keyring else None)
    finally:
        console.close()


def _look_around(asked: Namespace) -> int:
    """Works without a configuration that can be used, too: that is then what was found."""
    from helpdesk_tui import compose, saved_passwords
    from helpdesk_tui.compose.doctor import Doctor
    from helpdesk_tui.plain import doctor as lines

    found = Doctor(os.environ, None) if asked.demo else Doctor.of(asked.config, os.environ)
    console = compose.for_demo() if asked.demo else None
    if found.config is not None:
        _heed(asked, found.config)
        console = compose.for_config(found.config)
    try:
        return lines.run(found, console, asked, saved_passwords.from_keyring if asked.keyring else None)
    finally:
        if console is not None:
            console.close()


def _look_at_installation(asked: Namespace) -> int:
    from helpdesk_tui.compose.installed import installed, this_computer
    from helpdesk_tui.plain.doctor import tell

    return tell(installed(this_computer(asked.account, asked.config)), Output(), as_json=asked.json)


def _fill_the_screen(asked: Namespace) -> int:
    from helpdesk_tui import tui
    from helpdesk_tui.compose import at_screen

    found = _configuration(asked)
    console = at_screen.for_demo() if found is None else at_screen.for_config(found)
    try:
        return tui.run(replace(console, default_login=asked.operator or console.default_login))
    finally:
        console.close()


def _configuration(asked: Namespace) -> "Config | None":
    """None for the demo. Raises `ConfigError`."""
    if asked.demo:
        return None
    from helpdesk_tui import config

    found = config.load(config.find(asked.config, os.environ))
    _heed(asked, found)
    return found


def _heed(asked: Namespace, config: "Config") -> None:
    """What concerns the whole process. Raises `ConfigError` (keyring-shared)."""
    if not _is_for_programs(asked):
        reader.speak_to_operator(os.environ, config.session.language, config.session.time_zone)
    place = config.store.path
    if place is not None:
        faults.lie_beside(place)
    if asked.keyring:
        from helpdesk_tui import saved_passwords

        is_service = bool(config.directory.service_login)
        saved_passwords.refuse_shared(is_service=is_service, own_place=place is None, environ=os.environ)


def _is_for_programs(asked: Namespace) -> bool:
    is_export = asked.command == "audit" and asked.review == "export"
    return is_export or any(getattr(asked, form, False) for form in ("json", "csv"))


def _require_utf8(arguments: Sequence[str]) -> None:
    """Bytes of another encoding arrive as lone surrogates (PEP 383), which nothing can write or look up.

    Raises `ConfigError`."""
    try:
        "".join(arguments).encode()
    except UnicodeEncodeError:
        from helpdesk_tui.desk.problems import problem

        raise ConfigError(problem("argument-not-utf8")) from None


def _unexpected(error: Exception) -> str:
    from helpdesk_tui.desk.problems import problem

    place = faults.write_fault(error, SystemClock().now())
    return str(problem("unexpected", where=place or type(error).__name__))


def _say(text: str) -> None:
    Output().note(text)
