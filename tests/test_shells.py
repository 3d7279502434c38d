"""Completion and the manual page name every command and option; shells and man take them."""

import argparse
import re
import shlex
import shutil
import subprocess

import pexpect
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


FISH = [
    ("loo", {"lookup"}),
    ("demo loo", {"lookup"}),
    ("lookup ada --li", {"--limit"}),
    ("reset ada --li", set()),
    ("methods ada add to", {"totp"}),
    ("methods ada add conf", set()),
    ("methods ada list cap", set()),
    ("list cap", {"capable"}),
    ("audit export --af", {"--after"}),
    ("lookup ada --conf", {"--config"}),
    ("import tok", {"tokens.csv"}),
    ("--config tok", {"tokens.csv"}),
    ("lookup tok", set()),
]


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
def test_fish_offers_what_may_stand_there_and_nothing_else(tmp_path):
    (tmp_path / "tokens.csv").touch()
    (tmp_path / "file").write_text(written("fish"))
    asked = "\n".join(f"echo ==; complete -C {shlex.quote(f'helpdesk-tui {typed}')}" for typed, _ in FISH)
    (tmp_path / "ask").write_text(f"source file\n{asked}\n")
    ended = subprocess.run(
        ["fish", "--no-config", "ask"], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )
    assert ended.stderr == ""
    offered = [
        {line.split("\t")[0] for line in each.split("\n") if line} for each in ended.stdout.split("==\n")
    ]
    assert dict(zip((typed for typed, _ in FISH), offered[1:], strict=True)) == dict(FISH)


ZSH = """\
PS1= PS2= fpath=($PWD $fpath)
unsetopt zle_bracketed_paste 2>/dev/null
autoload -Uz compinit && compinit -u -D
print READY
"""


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed")
def test_zsh_completes_at_the_first_time_and_later(tmp_path):
    (tmp_path / "_helpdesk-tui").write_text(written("zsh"))
    (tmp_path / "tokens.csv").touch()
    (tmp_path / "begin").write_text(ZSH)
    shell = pexpect.spawn("zsh", ["-f", "-i"], cwd=str(tmp_path), encoding="utf-8", timeout=30, echo=False)
    try:
        shell.sendline("source ./begin")
        shell.expect("READY\r\n")
        for typed, done in (
            ("loo", "lookup"),
            ("audit export --af", "--after"),
            ("import tok", "tokens.csv"),
        ):
            shell.send(f"helpdesk-tui {typed}\t")
            shell.expect_exact(done)
            shell.send("\x15")
    finally:
        shell.close(force=True)


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
