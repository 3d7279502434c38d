"""`install --check`: a computer as the page says is fine; each planted fault is told with a remedy."""

import json
import os
import re
import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from installed.conftest import DEPLOY, SSHD, Tree

from helpdesk_tui import cli
from helpdesk_tui.compose.installed.computer import account_of, said_by
from helpdesk_tui.compose.installed.sshd import REQUIRED
from helpdesk_tui.desk.diagnosis import Level, worst
from helpdesk_tui.plain.exits import Exit

Fault = Callable[[Tree], object]


def faults(tree: Tree) -> list[str]:
    found = [each for each in tree.findings() if each.level is not Level.OK]
    assert all(each.remedy for each in found)
    return [f"{each.topic}: {each.said}" for each in found]


def test_a_computer_as_the_page_says_has_no_fault(tree: Tree) -> None:
    assert faults(tree) == []
    topics = {each.topic for each in tree.findings()}
    assert topics == {"account", "program", "configuration", "secrets", "store", "sshd", "units"}


def mode(path: str, bits: int) -> Fault:
    return lambda tree: tree.at(path).chmod(bits)


def gone(path: str) -> Fault:
    return lambda tree: tree.at(path).unlink()


def linked(path: str) -> Fault:
    def plant(tree: Tree) -> None:
        tree.at(path).rename(tree.at(path + ".real"))
        tree.at(path).symlink_to(tree.at(path + ".real"))

    return plant


def has(**changes: object) -> Fault:
    return lambda tree: setattr(tree, "account", replace(tree.account, **changes))


def sshd(line: str, other: str) -> Fault:
    return lambda tree: tree.said.update(sshd=re.sub(rf"(?m)^{line}.*$", other, SSHD))


def config(old: str, new: str) -> Fault:
    def plant(tree: Tree) -> None:
        path = tree.at("/etc/helpdesk-tui/config.toml")
        path.write_text(path.read_text().replace(old, new))

    return plant


UNIT = "/etc/systemd/system/helpdesk-tui-expire.service"
FORCED = re.compile(r"(?m)^(forcecommand .*)$")


def more_in_unit(line: str) -> Fault:
    """Behind the one that is looked for."""
    return lambda tree: tree.make(UNIT, 0o644, tree.at(UNIT).read_text() + f"{line}\n")


@pytest.mark.parametrize(
    ("plant", "told"),
    [
        (has(shell="/bin/bash"), "account: Its shell /bin/bash may read files"),  # noqa: S604 - it runs nothing
        (has(shell="/usr/sbin/nologin"), "account: It has no shell"),  # noqa: S604 - it runs nothing
        (has(password="$y$j9T$x"), "account: A password opens it"),
        (has(password=None), "account: Whether it has a password cannot be read"),
        (has(password=""), "account: A password opens it"),
        (has(groups=("sudo", "docker")), "account: It is in other groups, too: sudo, docker"),
        (has(fellows=("ada",)), "account: Its group has other members, .* ada"),
        (lambda tree: tree.said.update(sudo="User x may run the following commands"), "account: It may run"),
        (lambda tree: tree.make("/var/lib/helpdesk-tui/.ssh/", 0o700), "account: .*/.ssh is there"),
        (mode("/var/lib/helpdesk-tui", 0o755), "account: /var/lib/helpdesk-tui has the mode 0755"),
        (mode("/opt/helpdesk-tui/lib/one.py", 0o664), "program: 1 of its files .*one.py"),
        (mode("/opt/helpdesk-tui/lib", 0o777), "program: 1 of its files"),
        (mode("/opt", 0o777), "program: .*/opt, which others may write"),
        (mode("/etc/helpdesk-tui/config.toml", 0o644), "configuration: .* the mode 0644, and may have 0640"),
        (mode("/etc/helpdesk-tui", 0o775), "configuration: /etc/helpdesk-tui has the mode 0775"),
        (config('act_as = "service"', 'act_as = "operator"'), "configuration: "),
        (gone("/etc/helpdesk-tui/config.toml"), "configuration: "),
        (mode("/run/helpdesk-tui/helpdesk-tui-key", 0o440), "secrets: .*helpdesk-tui-key has the mode 0440"),
        (gone("/run/helpdesk-tui/helpdesk-tui-key"), "secrets: .*helpdesk-tui-key is not there"),
        (linked("/run/helpdesk-tui/helpdesk-tui-key"), "secrets: .*helpdesk-tui-key is a link"),
        (mode("/run/helpdesk-tui", 0o750), "secrets: /run/helpdesk-tui has the mode 0750"),
        (mode("/etc/credstore.encrypted/helpdesk-tui-key", 0o644), "secrets: .* the mode 0644"),
        (config("file:/run/helpdesk-tui/helpdesk-tui-key", "file"), "secrets: .* lies beside the store"),
        (mode("/var/lib/helpdesk-tui/desk.db", 0o644), "store: .*desk.db has the mode 0644"),
        (mode("/var/lib/helpdesk-tui-backups", 0o755), "store: .*backups has the mode 0755"),
        (config('path = "/var', '# path = "/var'), "store: .* is not set"),
        (config("backups =", "# backups ="), "store: .* names no place for copies"),
        (sshd("forcecommand", "forcecommand none"), "sshd: ForceCommand .* none"),
        (sshd("forcecommand", "forcecommand /bin/sh"), "sshd: ForceCommand .* /bin/sh"),
        (sshd("forcecommand exec", "forcecommand exec sh -c :;"), "sshd: ForceCommand"),
        *(
            (
                lambda tree, more=more: tree.said.update(sshd=FORCED.sub(rf"\1 {more}", SSHD)),
                "sshd: ForceCommand",
            )
            for more in ("& sh", "; sh", "|| sh", "$(sh)", "`sh`", "> /tmp/x")
        ),
        (sshd("permituserrc", "permituserrc yes"), "sshd: .* permituserrc is yes, and must be no"),
        (sshd("acceptenv", "acceptenv LANG\nacceptenv LC_*"), "sshd: .* acceptenv is LANG, LC_"),
        (sshd("authorizedkeysfile", "authorizedkeysfile .ssh/authorized_keys"), "sshd: sshd takes keys from"),
        (sshd("authorizedkeysfile", "authorizedkeysfile %h/keys"), "sshd: sshd takes keys from"),
        (lambda tree: tree.said.update(sshd=None), "sshd: sshd does not tell"),
        (mode("/etc/ssh/helpdesk-tui/helpdesk-tui", 0o666), "sshd: .* has the mode 0666"),
        (gone("/etc/ssh/helpdesk-tui/helpdesk-tui"), "sshd: .* is not there"),
        (gone(UNIT), "units: helpdesk-tui-expire.service is not there"),
        (mode(UNIT, 0o666), "units: .* has the mode 0666"),
        (lambda tree: tree.make(UNIT, 0o644, "User=helpdesk-tui\n"), "units: .* has no line UMask=0077"),
        (lambda tree: tree.make(UNIT, 0o644, "User=root\n"), "units: .* has no line User=helpdesk-tui"),
        (more_in_unit("LimitCORE=infinity"), "units: .* has no line LimitCORE=0"),
        (more_in_unit("CapabilityBoundingSet=CAP_SYS_ADMIN"), "units: .* no line CapabilityBoundingSet="),
        (lambda tree: tree.make(f"{UNIT}.d/more.conf", 0o644), "units: .* changed by files in"),
        (
            gone("/etc/systemd/system/timers.target.wants/helpdesk-tui-backup.timer"),
            "units: helpdesk-tui-backup.timer is not switched on",
        ),
    ],
)
def test_a_fault_is_told(tree: Tree, plant: Fault, told: str) -> None:
    plant(tree)
    found = faults(tree)
    assert any(re.match(told, each) for each in found), found


def test_options_of_the_forced_command_are_no_fault(tree: Tree) -> None:
    tree.said.update(sshd=FORCED.sub(r"\1 --only 'lookup,show' --operator=olga", SSHD))
    assert faults(tree) == []


@pytest.mark.parametrize("name", REQUIRED)
def test_whatever_sshd_must_say_it_says(tree: Tree, name: str) -> None:
    sshd(f"{name} ", f"{name} otherwise")(tree)
    assert [each for each in faults(tree) if name in each]


@pytest.mark.skipif(os.getuid() != 0, reason="only root gives files away")
@pytest.mark.parametrize(
    "path",
    [
        "/opt/helpdesk-tui/lib/one.py",
        "/etc/helpdesk-tui/config.toml",
        "/etc/ssh/helpdesk-tui/helpdesk-tui",
        UNIT,
    ],
)
def test_what_must_be_roots_is_told_where_it_is_the_desks(tree: Tree, path: str) -> None:
    os.chown(tree.at(path), tree.account.uid, tree.account.gid)
    assert any(Path(path).name in each for each in faults(tree))


def test_what_may_not_be_looked_at_does_not_count_as_fine(
    tree: Tree, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For who is not root, and where the system says no."""

    def denied(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.lstat", denied)
    monkeypatch.setattr("helpdesk_tui.compose.installed.computer.Computer.sees_all", False)
    found = tree.findings()
    assert found[0].said == "Only root sees all of this."
    assert not [each for each in found if "desk.db" in each.said and each.level is Level.OK]
    assert worst(found) is not Level.OK


@pytest.mark.parametrize(
    "name",
    ["desk.db\x1b[2J", "desk.db\nok       sshd: fine", "desk.db\udcff", "desk.db; touch x", "desk.db$(x)"],
)
def test_a_name_that_somebody_chose_is_obeyed_by_no_terminal_and_no_shell(tree: Tree, name: str) -> None:
    """Root reads what is told, and pastes the remedy."""
    for place in ("/var/lib/helpdesk-tui", "/opt/helpdesk-tui/lib"):
        tree.make(f"{place}/{name}", 0o666)
    told = [each for each in tree.findings() if each.level is Level.FAILED]
    assert {each.topic for each in told} == {"store", "program"}
    assert all(each.said.isprintable() and each.remedy.isprintable() for each in told)
    (remedy,) = (each.remedy for each in told if each.topic == "store")
    words = shlex.split(remedy)
    assert words[:2] == ["chown", "helpdesk-tui"]
    assert words[3:6] == ["&&", "chmod", "0600"]
    assert words[2:3] == words[6:]
    assert remedy.count(shlex.quote(words[2])) == 2


def test_nothing_is_changed(tree: Tree) -> None:
    def state() -> dict[str, tuple[float, int]]:
        return {str(each): (each.lstat().st_mtime_ns, each.lstat().st_mode) for each in tree.root.rglob("*")}

    before = state()
    tree.findings()
    assert state() == before


def test_everything_in_the_block_of_sshd_is_looked_at() -> None:
    """But for what bounds a session alone."""
    named = {line.split()[0] for line in SSHD.splitlines()}
    bounds = {"maxsessions", "clientaliveinterval", "clientalivecountmax"}
    assert named - bounds == REQUIRED.keys() | {"forcecommand", "authorizedkeysfile"}
    assert (DEPLOY / "sshd.conf").exists()


def test_an_account_that_is_not_there_is_said_with_a_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["install", "--check", "--account", "no-such-account", "--json"]) == Exit.USAGE
    found = json.loads(capsys.readouterr().out)
    assert found["level"] == "failed"
    assert "no-such-account" in found["findings"][0]["said"]


def test_it_looks_and_does_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["install"])
    assert ended.value.code == Exit.USAGE
    assert "--check" in capsys.readouterr().err


def test_an_account_of_this_computer_is_read_as_it_is() -> None:
    found = account_of("root")
    assert found is not None
    assert (found.uid, found.home) == (0, Path("/root"))
    assert account_of("no-such-account") is None
    assert said_by(["no-such-program"]) is None
    assert said_by(["echo", "x"]) == "x\n"
    assert said_by(["false"]) is None
