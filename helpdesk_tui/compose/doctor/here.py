"""This computer: the terminal, the system's keyring, and the clock."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from helpdesk_tui.clock import SystemClock
from helpdesk_tui.config import Config
from helpdesk_tui.desk.diagnosis import Check, Finding, Level
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.language import _
from helpdesk_tui.store.keyrings import Ring, system_keyring

_SECONDS = 10.0
_LEAST = (80, 20)  # columns and lines


def size_of_terminal() -> tuple[int, int] | None:
    """Of the controlling terminal, whatever standard output is."""
    try:
        handle = os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        return os.get_terminal_size(handle)
    except OSError:
        return None
    finally:
        os.close(handle)


@dataclass(frozen=True)
class Computer:
    """What is taken from it."""

    size: Callable[[], tuple[int, int] | None] = size_of_terminal  # columns and lines; None = no terminal
    encoding: str = field(default_factory=sys.getfilesystemencoding)
    open_keyring: Callable[[], Ring | None] = system_keyring
    clock: Clock = field(default_factory=SystemClock)


def terminal_check(environ: Mapping[str, str], computer: Computer) -> Check:
    return Check("terminal", partial(look_at_terminal, environ, computer), _SECONDS)


def look_at_terminal(environ: Mapping[str, str], computer: Computer) -> Iterator[Finding]:
    found = computer.size()
    if found is None:
        yield Finding("terminal", Level.SKIPPED, _("There is none here; the full screen needs one."))
        return
    columns, lines = found
    fits = columns >= _LEAST[0] and lines >= _LEAST[1]
    said = _("It has {columns} columns and {lines} lines.", columns=columns, lines=lines)
    remedy = (
        ""
        if fits
        else _(
            "Make it at least {columns} by {lines}: the full screen would not fit.",
            columns=_LEAST[0],
            lines=_LEAST[1],
        )
    )
    yield Finding("terminal", Level.OK if fits else Level.WARNING, said, remedy)
    yield _encoding(computer.encoding)
    yield _colours(environ)


def _encoding(name: str) -> Finding:
    if name.lower().replace("-", "") == "utf8":
        return Finding("terminal", Level.OK, _("Its text is UTF-8."))
    said = _("Its text is {name}: names in other letters would not be seen.", name=name)
    return Finding("terminal", Level.WARNING, said, _("Set a UTF-8 locale: export LANG=C.UTF-8."))


def _colours(environ: Mapping[str, str]) -> Finding:
    term = environ.get("TERM", "")
    if term in {"", "dumb", "unknown"}:
        said = _("TERM does not say which terminal it is: the full screen needs that.")
        return Finding("terminal", Level.WARNING, said, _("Set TERM, or use helpdesk-tui plain."))
    if environ.get("NO_COLOR"):
        return Finding("terminal", Level.OK, _("NO_COLOR is set: there are no colours, and none is needed."))
    deep = environ.get("COLORTERM") in {"truecolor", "24bit"}
    many = _("16 million") if deep else "256" if "256" in term else _("16, as far as TERM says")
    return Finding("terminal", Level.OK, _("Its colours: {many}.", many=many))


def keyring_check(config: Config, computer: Computer) -> Check:
    return Check("keyring", partial(look_at_keyring, config, computer), _SECONDS)


def look_at_keyring(config: Config, computer: Computer) -> Iterator[Finding]:
    if computer.open_keyring() is not None:
        yield Finding("keyring", Level.OK, _("The system's keyring is open."))
        return
    wanted = [name for name, source in _sources(config).items() if source == "keyring"]
    if not wanted:
        yield Finding(
            "keyring", Level.SKIPPED, _("No system keyring is open here, and no setting needs one.")
        )
        return
    said = _("No system keyring is open here; it is needed by {wanted}.", wanted=", ".join(wanted))
    yield Finding("keyring", Level.FAILED, said, _("Unlock it, or name a credential or a file there."))


def _sources(config: Config) -> Mapping[str, str]:
    """Where secrets come from, by setting."""
    return {
        "[store] key": config.store.key,
        "[directory] service_password": config.directory.service_password,
        "[ldap] lookup_password": config.ldap.lookup_password,
        "[mail] password": config.mail.password,
        "[sms] secret": config.sms.secret,
        "[radius] secret": config.radius.secret,
        "[privacyidea] api_key": config.privacyidea.api_key,
    }
