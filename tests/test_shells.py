"""Completion and the manual page name every command and option; shells and man take them."""

import argparse
import re
import shlex
import shutil
import subprocess

import pytest

from helpdesk_tui.arguments import parser
from helpdesk_tui.arguments.shells import KINDS, main, written
from helpdesk_tui.plain.run import NAMES


def every_parser(of: argparse.ArgumentParser):
    yield of
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for each in action.choices.values():
                yield from every_parser(each)


OPTIONS = {
    option
    for each in every_parser(parser())
    for action in each._actions
    for option in action.option_strings
    if option.startswith("--")
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_command_and_option_is_named(kind):
    text = written(kind).replace("\\-", "-")
    words = set(re.findall(r"[\w-]+", text))
    assert {*NAMES, "demo", "over-ssh"} <= words
    assert {option if kind != "fish" else option[2:] for option in OPTIONS} <= words


def completed(*words: str) -> set[str]:
    """What bash offers for the last of these words."""
    typed = " ".join(map(shlex.quote, ("helpdesk-tui", *words)))
    ask = (
        f"COMP_WORDS=({typed}); COMP_CWORD={len(words)}; _helpdesk_tui; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    )
    script = f"set -u\n{written('bash')}\n{ask}"
    ended = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True, timeout=30)
    assert ended.stderr == ""
    return set(ended.stdout.split())


def test_bash_offers_what_may_stand_there():
    assert completed("loo") == {"lookup"}
    assert {"lookup", "reset", "over-ssh", "--config"} <= completed("")
    assert completed("demo", "loo") == {"lookup"}
    assert completed("lookup", "ada", "--li") == {"--limit"}
    assert {"list", "add", "confirm"} <= completed("methods", "ada", "")
    assert "totp" in completed("methods", "ada", "add", "")
    assert completed("methods", "ada", "change", "--n") == {"--number"}
    assert "locked" in completed("list", "")
    assert completed("audit", "export", "--af") == {"--after"}
    assert "--limit" not in completed("reset", "ada", "")


def test_bash_offers_files_where_a_file_is_named_and_nowhere_else(tmp_path, monkeypatch):
    (tmp_path / "tokens.csv").touch()
    monkeypatch.chdir(tmp_path)
    assert completed("import", "tok") == {"tokens.csv"}
    assert completed("--config", "tok") == {"tokens.csv"}
    assert completed("lookup", "tok") == set()


@pytest.mark.parametrize(("shell", "option"), [("zsh", "-n"), ("fish", "--no-execute")])
def test_other_shells_can_read_it(shell, option, tmp_path):
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    (tmp_path / "file").write_text(written(shell))
    subprocess.run([shell, option, tmp_path / "file"], check=True, timeout=30)


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_the_manual_page_is_set_without_a_warning():
    ended = subprocess.run(
        ["groff", "-man", "-Tutf8", "-P-cbou", "-K", "utf8", "-ww"],
        input=written("man"),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ended.stderr == ""
    assert all(part in ended.stdout for part in ("NAME", "over", "EXIT STATUS"))


def test_it_is_written_to_standard_output(capsys):
    assert main(["bash"]) == 0
    assert capsys.readouterr().out == written("bash")


def test_it_does_not_depend_on_the_terminal(monkeypatch):
    before = written("man")
    monkeypatch.setenv("COLUMNS", "40")
    assert written("man") == before
