"""The system account: nothing leads into it but sshd, and out of it to nothing."""

from collections.abc import Iterator
from pathlib import Path

from helpdesk_tui.compose.installed.computer import Computer, Wanted, found_at
from helpdesk_tui.desk.diagnosis import Finding, Level
from helpdesk_tui.language import _

_SHELLS = frozenset({"/bin/sh", "/usr/bin/sh", "/bin/dash", "/usr/bin/dash"})
_NONE = frozenset({"", "/usr/sbin/nologin", "/sbin/nologin", "/bin/false", "/usr/bin/false"})


def look_at_account(computer: Computer) -> Iterator[Finding]:
    name, own = computer.name, computer.own
    yield from _said(
        own.uid == 0 and _("It is root."),
        _("{name} is an account of its own, with uid {uid}.", name=name, uid=own.uid),
        _("Make one that can do nothing else, as docs/deploy.md says."),
    )
    yield from _said(
        own.shell not in _SHELLS
        and (
            _("It has no shell, so sshd cannot start the desk.")
            if own.shell in _NONE
            else _("Its shell {shell} may read files of its home when sshd starts the desk.", shell=own.shell)
        ),
        _("Its shell reads no file of its home."),
        f"usermod --shell /bin/sh {name}",
    )
    yield _password(computer)
    yield from _said(
        own.groups and _("It is in other groups, too: {groups}.", groups=", ".join(own.groups)),
        _("It is in no other group."),
        _("Take it out of them: gpasswd --delete {name} GROUP", name=name),
    )
    yield from _said(
        own.fellows
        and _(
            "Its group has other members, whom sshd's block holds for operators: {fellows}.",
            fellows=", ".join(own.fellows),
        ),
        _("Nobody else is in its group."),
        _("Take them out of it."),
    )
    yield _sudo(computer)
    yield from found_at(computer, "account", own.home, Wanted(0o700, by_root=False, directory=True))
    yield from _stray(computer)


def _said(fault: object, fine: str, remedy: str) -> Iterator[Finding]:
    if fault:
        yield Finding("account", Level.FAILED, str(fault), remedy)
    else:
        yield Finding("account", Level.OK, fine)


def _password(computer: Computer) -> Finding:
    field = computer.own.password
    if field is None:
        said = _("Whether it has a password cannot be read.")
        return Finding("account", Level.WARNING, said, _("Run this as root."))
    if field[:1] in ("*", "!"):
        return Finding("account", Level.OK, _("No password opens it."))
    return Finding(
        "account", Level.FAILED, _("A password opens it."), f"usermod --password '*' {computer.name}"
    )


def _sudo(computer: Computer) -> Finding:
    said = computer.said_by(["sudo", "-n", "-l", "-U", computer.name])
    if said is None:
        return Finding(
            "account", Level.SKIPPED, _("There is no sudo here, or it does not tell whom it obeys.")
        )
    if "may run the following" in said:
        return Finding(
            "account",
            Level.FAILED,
            _("It may run commands by sudo."),
            _("Remove its lines from sudoers (visudo)."),
        )
    return Finding("account", Level.OK, _("It may run nothing by sudo."))


def _stray(computer: Computer) -> Iterator[Finding]:
    """What runs something, or lets somebody in, where a file can be put into the home."""
    places = (
        computer.own.home / ".ssh",
        Path("/var/spool/cron/crontabs") / computer.name,
        Path("/var/spool/cron") / computer.name,
    )
    for each in places:
        if computer.at(each).exists():
            said = _("{path} is there, and the desk needs none.", path=each)
            yield Finding(
                "account",
                Level.WARNING,
                said,
                _("Look who put it there; then remove it: rm -r {path}", path=each),
            )
