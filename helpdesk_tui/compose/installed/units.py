"""systemd's units of the desk: there, root's, as narrow as they came, and switched on."""

from collections.abc import Iterator
from pathlib import Path

from helpdesk_tui.compose.installed.computer import Computer, Wanted, fault_of
from helpdesk_tui.desk.diagnosis import Finding, Level
from helpdesk_tui.language import _

PLACES = tuple(map(Path, ("/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system")))
SWITCHED_ON = ("helpdesk-tui-secrets.service", "helpdesk-tui-expire.timer", "helpdesk-tui-backup.timer")
SERVICES = ("helpdesk-tui-secrets.service", "helpdesk-tui-expire.service", "helpdesk-tui-backup.service")
NARROW = (
    "UMask=0077",
    "LimitCORE=0",
    "NoNewPrivileges=yes",
    "ProtectSystem=strict",
    "CapabilityBoundingSet=",
)


def look_at_units(computer: Computer) -> Iterator[Finding]:
    for name in dict.fromkeys((*SERVICES, *SWITCHED_ON)):
        yield from _unit(computer, name)


def _unit(computer: Computer, name: str) -> Iterator[Finding]:
    path = next((place / name for place in PLACES if computer.at(place / name).exists()), None)
    if path is None:
        remedy = _("Put the units of docs/deploy/ into /etc/systemd/system; then: systemctl daemon-reload")
        yield Finding("units", Level.FAILED, _("{name} is not there.", name=name), remedy)
        return
    if fault := fault_of(computer, path, Wanted(0o644)) or _too_wide(computer, path, name):
        remedy = f"install -m 0644 docs/deploy/{name} {path} && systemctl daemon-reload"
        yield Finding("units", Level.FAILED, f"{path} {fault}.", remedy)
    elif changed := [place / f"{name}.d" for place in PLACES if computer.at(place / f"{name}.d").is_dir()]:
        said = _("{name} is changed by files in {place}.", name=name, place=changed[0])
        yield Finding(
            "units", Level.WARNING, said, _("Look whether they are yours: systemctl cat {name}", name=name)
        )
    elif name in SWITCHED_ON and not _is_on(computer, name):
        said = _("{name} is not switched on.", name=name)
        yield Finding("units", Level.FAILED, said, f"systemctl enable --now {name}")
    else:
        yield Finding("units", Level.OK, _("{name} is as it should be.", name=name))


def _too_wide(computer: Computer, path: Path, name: str) -> str:
    if name not in SERVICES:
        return ""
    lines = computer.at(path).read_text(errors="replace").splitlines()
    last = {line.partition("=")[0]: line for line in lines}  # which is the one that holds
    absent = [each for each in (f"User={computer.name}", *NARROW) if last.get(each.partition("=")[0]) != each]
    return _("has no line {line}", line=absent[0]) if absent else ""


def _is_on(computer: Computer, name: str) -> bool:
    return any(True for place in PLACES for _ in computer.at(place).glob(f"*.wants/{name}"))
