"""Where the configuration lies, and whether nobody but its owner could have written it."""

import contextlib
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import _, any_of
from helpdesk_tui.text import clean

VARIABLE = "HELPDESK_TUI_CONFIG"
_NAME = Path("helpdesk-tui") / "config.toml"
_SYSTEM = Path("/etc")
_MOST_BYTES = 1024 * 1024
_MOST_LINKS = 40  # as Linux has it (path_resolution(7))


def find(asked: str | None, environ: Mapping[str, str]) -> Path:
    """The configuration's path: `--config`, `HELPDESK_TUI_CONFIG`, the user's, the system's.

    What is named must be there. Raises `ConfigError` (config-missing).
    """
    for named in (asked, environ.get(VARIABLE)):
        if named:
            path = Path(named).absolute()
            if not _may_exist(path):
                raise ConfigError(_missing([path]))
            return path
    places = usual_places(environ)
    for path in places:
        if os.path.lexists(path):
            return path
    raise ConfigError(_missing(places))


def place_of_new(asked: str | None, environ: Mapping[str, str]) -> Path:
    """Where a first one belongs: what is named, else the user's own place, else the system's."""
    named = asked or environ.get(VARIABLE)
    return Path(named).absolute() if named else usual_places(environ)[0]


def _may_exist(path: Path) -> bool:
    """Whatever keeps it from being looked at is told by `read`."""
    try:
        return path.exists()
    except OSError:
        return True


def usual_places(environ: Mapping[str, str]) -> list[Path]:
    """Where it is looked for when nobody names it (XDG Base Directory Specification)."""
    home = environ.get("HOME", "")
    own = environ.get("XDG_CONFIG_HOME", "")
    places = []
    if own.startswith("/"):
        places.append(Path(own) / _NAME)
    elif home.startswith("/"):
        places.append(Path(home) / ".config" / _NAME)
    return [*places, _SYSTEM / _NAME]


def read(path: Path) -> str:
    """The text of the file. Raises `ConfigError` (config-unsafe, config-unreadable).

    Refused: a file or directory on the way that belongs to somebody else than root and the user, or that
    group or others may write. Links are followed only through such directories.
    """
    shown = clean(str(path))
    try:
        content = _content(path, shown)
    except OSError as error:
        reason = (error.strerror or "error").lower()
        raise ConfigError(problem("config-unreadable", path=shown, reason=reason)) from error
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        reason = _("line {number} is not UTF-8", number=line)
        raise ConfigError(problem("config-unreadable", path=shown, reason=reason)) from None


def require_safe(path: Path) -> None:
    """Raises `ConfigError` (config-unsafe) if somebody else may write `path`, on which trust depends: a file,
    or a folder with what is in it. What cannot be read at all is for its reader to say."""
    with contextlib.suppress(OSError):
        if not path.is_dir():
            _content(path, clean(str(path)))
            return
        real = _end(path)
        for each in (real, *sorted(real.iterdir())):
            _refuse_others(each, each.stat())


def _content(path: Path, shown: str) -> bytes:
    real = _end(path)
    # Non-blocking: a pipe must not hold the program up before it is refused.
    handle = os.open(real, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as file:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            raise ConfigError(problem("config-unreadable", path=shown, reason=_("it is not a file")))
        _refuse_others(real, facts)
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise ConfigError(problem("config-unreadable", path=shown, reason=_("it is larger than 1 MiB")))
    return content


def _end(path: Path) -> Path:
    """The file at the end of all links, each directory and link looked at before it is passed.
    Raises `ConfigError` (config-unsafe), `OSError`."""
    names = list(reversed(path.absolute().parts[1:]))
    here, links = Path("/"), 0
    # In a sticky directory (/tmp) nobody can replace what belongs to us; the file's own must be ours.
    _refuse_others(here, here.lstat(), sticky_is_safe=bool(names))
    while names:
        name = names.pop()
        if name == "..":
            here = here.parent
            continue
        step = here / name
        facts = step.lstat()
        if stat.S_ISLNK(facts.st_mode):
            links += 1
            if links > _MOST_LINKS:
                raise ConfigError(_unsafe(step, _("its links lead in a circle"), _("Remove the link.")))
            _refuse_foreign(step, facts)
            target = step.readlink()
            here = Path("/") if target.is_absolute() else here
            names += reversed(target.parts[1:] if target.is_absolute() else target.parts)
        else:
            if names:
                _refuse_others(step, facts, sticky_is_safe=len(names) > 1)
            here = step
    return here


def _refuse_others(path: Path, facts: os.stat_result, *, sticky_is_safe: bool = False) -> None:
    _refuse_foreign(path, facts)
    if facts.st_mode & (stat.S_IWGRP | stat.S_IWOTH) and not (
        sticky_is_safe and facts.st_mode & stat.S_ISVTX
    ):
        shown = clean(str(path))
        remedy = _("Take that away: chmod go-w {path}", path=shown)
        raise ConfigError(_unsafe(path, _("group or others may write {path}", path=shown), remedy))


def _refuse_foreign(path: Path, facts: os.stat_result) -> None:
    if facts.st_uid not in {0, os.geteuid()}:
        shown = clean(str(path))
        remedy = _("Make it yours or root's: chown root {path}", path=shown)
        raise ConfigError(_unsafe(path, _("{path} belongs to another user", path=shown), remedy))


def _unsafe(path: Path, reason: str, remedy: str) -> Problem:
    return problem("config-unsafe", path=clean(str(path)), reason=reason, what_to_do=remedy)


def _missing(places: list[Path]) -> Problem:
    looked = any_of([clean(str(place)) for place in places])
    return problem("config-missing", looked=looked, first=clean(str(places[0])))
