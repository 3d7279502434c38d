"""What is looked at of a computer: its accounts, its files, what its programs say."""

import grp
import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from helpdesk_tui.desk.diagnosis import Finding, Level
from helpdesk_tui.language import _
from helpdesk_tui.text import clean

_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"
_SECONDS = 20


@dataclass(frozen=True)
class Account:
    """A system account. `password` is the field of shadow(5); None = it may not be read."""

    uid: int
    gid: int
    home: Path
    shell: str
    groups: tuple[str, ...]  # beside its own
    fellows: tuple[str, ...]  # who else is in its own group
    password: str | None


def account_of(name: str) -> Account | None:
    """The account of that name on this computer."""
    try:
        found = pwd.getpwnam(name)
        own = grp.getgrgid(found.pw_gid)
    except KeyError:
        return None
    groups = tuple(each.gr_name for each in grp.getgrall() if name in each.gr_mem and each != own)
    primary = (each.pw_name for each in pwd.getpwall() if each.pw_gid == own.gr_gid)
    fellows = tuple(sorted({*own.gr_mem, *primary} - {name}))
    home, shell = Path(found.pw_dir), found.pw_shell
    return Account(found.pw_uid, own.gr_gid, home, shell, groups, fellows, _password_of(name))


def said_by(command: Sequence[str]) -> str | None:
    """What a program of the system prints; None where it is not there, or fails."""
    program = shutil.which(command[0], path=_PATH)
    if program is None:
        return None
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command with names of our own
            [program, *command[1:]],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=True,
            stdin=subprocess.DEVNULL,
            env={"PATH": _PATH, "LC_ALL": "C"},
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


@dataclass(frozen=True)
class Computer:
    """One computer, or a tree below `root` that stands for one."""

    name: str  # of the desk's account
    config: Path
    program: Path
    root: Path = Path("/")
    root_uid: int = 0
    account: Account | None = None
    account_of: Callable[[str], Account | None] = account_of
    said_by: Callable[[Sequence[str]], str | None] = said_by

    @property
    def sees_all(self) -> bool:
        """Whether this process is root's."""
        return os.geteuid() == self.root_uid

    @property
    def own(self) -> Account:
        """The desk's account, once it was found."""
        if self.account is None:
            raise ValueError("it was not looked for")
        return self.account

    def at(self, path: Path) -> Path:
        """Where that path of the computer is."""
        return self.root / path.relative_to("/")


@dataclass(frozen=True)
class Wanted:
    """Whose a file or directory must be, and which mode it may have at most."""

    mode: int
    by_root: bool = True  # else the desk's account
    group: bool = False  # it must be of the desk's group
    directory: bool = False


def fault_of(computer: Computer, path: Path, wanted: Wanted) -> str:
    """What is wrong with it, as the end of a sentence; "" = nothing. Raises `OSError`."""
    facts = computer.at(path).lstat()
    uid = computer.root_uid if wanted.by_root else computer.own.uid
    if stat.S_ISLNK(facts.st_mode):
        return _("is a link")
    if stat.S_ISDIR(facts.st_mode) != wanted.directory:
        return _("is no directory") if wanted.directory else _("is no file")
    if facts.st_uid != uid:
        return _("belongs to uid {uid}, not to {owner}", uid=facts.st_uid, owner=_owner(computer, wanted))
    if wanted.group and facts.st_gid != computer.own.gid:
        return _("is of gid {gid}, not of the group {group}", gid=facts.st_gid, group=computer.name)
    mode = stat.S_IMODE(facts.st_mode)
    if mode & ~wanted.mode:
        return _("has the mode {mode}, and may have {most}", mode=_octal(mode), most=_octal(wanted.mode))
    return writable_above(computer, path)


def _octal(mode: int) -> str:
    return f"{mode:04o}"


def writable_above(computer: Computer, path: Path) -> str:
    """Whoever may rename a directory above swaps what is in it. "" = nobody may but root and the desk."""
    trusted = {computer.root_uid, computer.own.uid}
    for above in list(path.parents)[:-1]:
        facts = computer.at(above).stat()
        if facts.st_uid not in trusted or (
            stat.S_IMODE(facts.st_mode) & 0o022 and not facts.st_mode & stat.S_ISVTX
        ):
            return _("lies below {above}, which others may write", above=clean(str(above)))
    return ""


def found_at(
    computer: Computer, topic: str, path: Path, wanted: Wanted, *, missing: str = ""
) -> Iterator[Finding]:
    """One line on one file; `missing` is what to do where there is none. Whoever writes where it lies may
    have chosen its name: no terminal obeys it, nor a shell that the remedy is pasted into."""
    owner = _owner(computer, wanted) + (f":{computer.name}" if wanted.group else "")
    shown = clean(str(path))
    try:
        fault = fault_of(computer, path, wanted)
    except FileNotFoundError:
        remedy = missing or _("Make it, as docs/deploy.md says.")
        yield Finding(topic, Level.FAILED, _("{path} is not there.", path=shown), remedy)
        return
    except OSError as error:
        said = _(
            "{path} cannot be looked at: {why}.",
            path=shown,
            why=(error.strerror or type(error).__name__).lower(),
        )
        yield Finding(topic, Level.WARNING, said, _("Run this as root."))
        return
    if fault:
        remedy = f"chown {owner} {quote(shown)} && chmod {wanted.mode:04o} {quote(shown)}"
        yield Finding(topic, Level.FAILED, f"{shown} {fault}.", remedy)
    else:
        yield Finding(
            topic, Level.OK, _("{path} is {owner}'s, and closed to others.", path=shown, owner=owner)
        )


def _owner(computer: Computer, wanted: Wanted) -> str:
    return "root" if wanted.by_root else computer.name


def _password_of(name: str) -> str | None:
    try:
        lines = Path("/etc/shadow").read_text(errors="replace").splitlines()
    except OSError:
        return None
    fields = (line.split(":") for line in lines)
    return next((each[1] for each in fields if each[0] == name and len(each) > 1), None)
