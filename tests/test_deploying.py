"""The files of docs/deploy: what they run exists, and the page shows them as they are."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from helpdesk_tui.arguments import parser

ROOT = Path(__file__).resolve().parent.parent
FILES = ROOT / "docs" / "deploy"
PAGE = (ROOT / "docs" / "deploy.md").read_text()
UNITS = sorted(FILES.glob("*.service"))
PYTHON = "/opt/helpdesk-tui/bin/python -I -m helpdesk_tui "


def commands(file: Path) -> list[str]:
    return re.findall(r"^\s*(?:ExecStart=|ForceCommand exec )(.+)$", file.read_text(), re.MULTILINE)


def test_the_page_shows_the_block_of_sshd_as_it_is():
    assert f"```\n{(FILES / 'sshd.conf').read_text()}```" in PAGE


def test_every_file_is_linked():
    assert all(f"](deploy/{each.name}" in PAGE for each in FILES.iterdir())


@pytest.mark.parametrize("file", [*UNITS, FILES / "sshd.conf"], ids=lambda file: file.name)
def test_every_command_of_ours_is_one(file):
    assert commands(file)
    for line in commands(file):
        if "helpdesk_tui" in line:
            assert line.startswith(PYTHON)
            assert (
                parser().parse_args(shlex.split(line.removeprefix(PYTHON))).config
                == "/etc/helpdesk-tui/config.toml"
            )


@pytest.mark.parametrize("unit", UNITS, ids=lambda file: file.name)
def test_every_unit_is_as_narrow_as_the_others(unit):
    """What they have in common: no core, private files, no new rights, nothing of the system to write."""
    narrow = [
        line
        for line in UNITS[0].read_text().splitlines()
        if re.match(r"UMask|Limit|NoNew|Cap|Prot|Priv|Lock|Restrict[NRS]|System", line)
    ]
    assert {"UMask=0077", "LimitCORE=0", "NoNewPrivileges=yes", "ProtectSystem=strict"} <= set(narrow)
    assert set(narrow) <= set(unit.read_text().splitlines())
    assert "User=helpdesk-tui" in unit.read_text()


def test_every_timer_has_its_unit():
    assert {each.stem for each in FILES.glob("*.timer")} <= {each.stem for each in UNITS}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_understands_every_unit(tmp_path):
    for file in (*UNITS, *FILES.glob("*.timer")):
        (tmp_path / file.name).write_text(
            re.sub(r"(?<=^ExecStart=)\S+", "/bin/true", file.read_text(), flags=re.MULTILINE)
        )
    ours = [str(each) for each in sorted(tmp_path.iterdir())]
    ended = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *ours],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert [line for line in ended.stderr.splitlines() if "helpdesk-tui" in line] == []
