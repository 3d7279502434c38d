"""The desk's files: the program and its policy are root's, secrets and store the desk's alone."""

import os
import stat
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from pydantic import BaseModel

from helpdesk_tui.compose.installed.computer import Computer, Wanted, found_at, writable_above
from helpdesk_tui.config import Config
from helpdesk_tui.config.shown import is_secret
from helpdesk_tui.desk.diagnosis import Finding, Level
from helpdesk_tui.language import _
from helpdesk_tui.text import clean

_MOST_FILES = 100_000
_SEALED = Path("/etc/credstore.encrypted")


def look_at_program(computer: Computer) -> Iterator[Finding]:
    """Whoever writes one of its files is the desk."""
    program = computer.program
    wrong = [path for path in islice(_tree(computer.at(program)), _MOST_FILES) if _is_foreign(computer, path)]
    if wrong:
        said = _(
            "{count} of its files belong to others than root, or others may write them: {path}.",
            count=len(wrong),
            path=clean(str(wrong[0])),
        )
        remedy = f"chown -R root:root {program} && chmod -R go-w {program}"
        yield Finding("program", Level.FAILED, said, remedy)
    elif above := writable_above(computer, program / "bin"):
        yield Finding(
            "program",
            Level.FAILED,
            _("The program {what}.", what=above),
            _("Close that directory to others."),
        )
    else:
        yield Finding("program", Level.OK, _("Only root may write {program}.", program=program))


def look_at_configuration(computer: Computer, config: Config | None) -> Iterator[Finding]:
    path = computer.config
    yield from found_at(computer, "configuration", path.parent, Wanted(0o755, directory=True))
    yield from found_at(computer, "configuration", path, Wanted(0o640, group=True))
    if config is None:
        return
    if config.directory.act_as == "service":
        said = _('act_as = "service": the desk alone holds rights in the directory.')
        yield Finding("configuration", Level.OK, said)
    else:
        said = _("Operators hold the rights themselves, so the desk is not the only way.")
        yield Finding("configuration", Level.WARNING, said, _('Set [directory] act_as = "service".'))


def look_at_secrets(computer: Computer, config: Config) -> Iterator[Finding]:
    """Those in files, and as they are sealed at rest."""
    start = "systemctl restart helpdesk-tui-secrets"
    for setting, source in _sources(config).items():
        kind, _sep, place = source.partition(":")
        if kind == "file" and place:
            path = Path(place)
            parent = Wanted(0o700, by_root=False, directory=True)
            yield from found_at(computer, "secrets", path.parent, parent, missing=start)
            yield from found_at(computer, "secrets", path, Wanted(0o600, by_root=False), missing=start)
        elif source == "file":
            said = _(
                "{setting}: the key lies beside the store, and goes with every copy of its directory.",
                setting=setting,
            )
            yield Finding("secrets", Level.WARNING, said, _("Keep it as docs/deploy.md says."))
    for path in sorted(computer.at(_SEALED).glob("helpdesk-tui-*")):
        yield from found_at(computer, "secrets", _SEALED / path.name, Wanted(0o600))


def look_at_store(computer: Computer, config: Config) -> Iterator[Finding]:
    directory, file = Wanted(0o700, by_root=False, directory=True), Wanted(0o600, by_root=False)
    if config.store.path is None:
        said = _("[store] path is not set, so each account has a store of its own.")
        yield Finding("store", Level.FAILED, said, _("Set it: docs/deploy.md."))
    else:
        path = config.store.path
        yield from found_at(computer, "store", path.parent, directory)
        for each in sorted(computer.at(path.parent).glob(f"{path.name}*")):
            yield from found_at(computer, "store", path.parent / each.name, file)
    if config.store.backups is None:
        said = _("[store] backups names no place for copies.")
        yield Finding("store", Level.WARNING, said, _("Set it, and let a timer make them: docs/deploy.md."))
    else:
        first = _("It is made with the first copy: systemctl start helpdesk-tui-backup")
        yield from found_at(computer, "store", config.store.backups, directory, missing=first)


def _sources(config: Config) -> dict[str, str]:
    """Where secrets come from, by setting."""
    found = {"[store] key": config.store.key}
    for name in type(config).model_fields:
        section = getattr(config, name)
        if isinstance(section, BaseModel):
            found |= {
                f"[{name}] {key}": str(getattr(section, key))
                for key, field in type(section).model_fields.items()
                if is_secret(field)
            }
    return found


def _tree(top: Path) -> Iterator[Path]:
    yield top
    for directory, folders, files in os.walk(top):
        yield from (Path(directory) / name for name in (*folders, *files))


def _is_foreign(computer: Computer, path: Path) -> bool:
    facts = path.lstat()
    is_open = bool(stat.S_IMODE(facts.st_mode) & 0o022) and not stat.S_ISLNK(facts.st_mode)
    return facts.st_uid != computer.root_uid or is_open
