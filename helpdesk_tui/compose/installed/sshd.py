"""What sshd does for the desk's account in the end, whatever stands in which of its files (sshd -T)."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from shlex import quote

from helpdesk_tui.compose.installed.computer import Computer, Wanted, found_at
from helpdesk_tui.desk.diagnosis import Finding, Level
from helpdesk_tui.language import N_, _

REQUIRED: Mapping[str, str] = {
    "authenticationmethods": "publickey",
    "permittty": "yes",
    "permituserrc": "no",
    "acceptenv": "none",
    "setenv": "LANG=C.UTF-8",
    "disableforwarding": "yes",
    "allowagentforwarding": "no",
    "allowstreamlocalforwarding": "no",
    "allowtcpforwarding": "no",
    "gatewayports": "no",
    "permitlisten": "none",
    "permitopen": "none",
    "permittunnel": "no",
    "x11forwarding": "no",
    "permituserenvironment": "no",
    "strictmodes": "yes",
    "chrootdirectory": "none",
    "authorizedkeyscommand": "none",
    "authorizedprincipalscommand": "none",
    "trustedusercakeys": "none",
}
"""As docs/deploy/sshd.conf has it, and what must not be set elsewhere."""

_MORE = r"""( [-\w ,=."']*)?"""  # options, and nothing that the shell which gets the line obeys

_REMEDY = N_("Put docs/deploy/sshd.conf into /etc/ssh/sshd_config.d/; then: sshd -t && systemctl reload ssh")


def look_at_sshd(computer: Computer) -> Iterator[Finding]:
    said = computer.said_by(["sshd", "-T", "-C", f"user={computer.name},host=localhost,addr=127.0.0.1"])
    if said is None:
        remedy = _("Run this as root, and look what sshd -t says.")
        yield Finding("sshd", Level.FAILED, _("sshd does not tell its configuration."), remedy)
        return
    found: dict[str, list[str]] = {}
    for line in said.splitlines():
        name, _sep, value = line.partition(" ")
        found.setdefault(name.lower(), []).append(value)
    yield _forced(computer, found.get("forcecommand", ["none"])[0])
    wrong = {
        name: found.get(name) for name, value in REQUIRED.items() if found.get(name, ["none"]) != [value]
    }
    for name, values in wrong.items():
        now = ", ".join(values) if values else _("not set")
        said = _(
            "For {account}, {setting} is {now}, and must be {required}.",
            account=computer.name,
            setting=name,
            now=now,
            required=REQUIRED[name],
        )
        yield Finding("sshd", Level.FAILED, said, _(_REMEDY))
    if not wrong:
        said = _("{account} gets no forwarding, no variable and no file of its own.", account=computer.name)
        yield Finding("sshd", Level.OK, said)
    yield from _keys(computer, found.get("authorizedkeysfile", [""])[0])


def _forced(computer: Computer, command: str) -> Finding:
    python, config = map(re.escape, (f"{computer.program}/bin/python", quote(str(computer.config))))
    form = f"exec {python} -I -m helpdesk_tui over-ssh --config {config}{_MORE}"
    if re.fullmatch(form, command):
        return Finding(
            "sshd",
            Level.OK,
            _("Whoever signs in as {account} gets the desk, and no shell.", account=computer.name),
        )
    said = _(
        "ForceCommand for {account} is not the desk's: {command}",
        account=computer.name,
        command=command[:200],
    )
    return Finding("sshd", Level.FAILED, said, _(_REMEDY))


def _keys(computer: Computer, files: str) -> Iterator[Finding]:
    """Who signs in; whoever writes this file decides it."""
    for each in files.split():
        path = Path(each.replace("%u", computer.name).replace("%h", str(computer.own.home)))
        if not path.is_absolute() or path.is_relative_to(computer.own.home):
            said = _("sshd takes keys from {place}, below the account's home.", place=each)
            yield Finding("sshd", Level.FAILED, said, _(_REMEDY))
            continue
        missing = _("Put operators' public keys there, one a line.")
        yield from found_at(computer, "sshd", path, Wanted(0o644), missing=missing)
        yield from found_at(computer, "sshd", path.parent, Wanted(0o755, directory=True))
