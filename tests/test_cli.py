"""The command line as a process: usage, exit codes, and that docs/plain.md knows all of it."""

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from helpdesk_tui import __version__
from helpdesk_tui.arguments import asked_for, parser
from helpdesk_tui.arguments.full_screen import full_screen
from helpdesk_tui.plain.exits import MEANINGS, Exit
from helpdesk_tui.plain.run import NAMES

ROOT = Path(__file__).resolve().parent.parent
DOCS = (ROOT / "docs" / "plain.md").read_text()


def run(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """helpdesk-tui without a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "helpdesk_tui", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", "TERM": "xterm", **environ},
    )


def run_code(code: str, home: Path) -> subprocess.CompletedProcess[str]:
    """`code` in a process of its own, for what ends or changes the process."""
    return subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(home)},
    )


def subcommands(of: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    return {}


def every_parser(of: argparse.ArgumentParser, name: str = "") -> dict[str, argparse.ArgumentParser]:
    found = {name: of}
    for word, inner in subcommands(of).items():
        found |= every_parser(inner, f"{name} {word}".strip())
    return found


ALL = every_parser(parser())
REAL = {name: each for name, each in ALL.items() if not name.startswith("demo")}
OPTIONS = [
    (name, option, choice)
    for name, each in REAL.items()
    for action in each._actions
    for option in action.option_strings
    if option.startswith("--")
    for choice in (action.choices or [None])
]
SHARED = {"--operator", "--config", "--keyring", "--help", "--version"}


def chapter(heading: str) -> str:
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", DOCS, re.MULTILINE | re.DOTALL)
    assert found, f"docs/plain.md has no chapter '{heading}'"
    return found[1]


@pytest.mark.parametrize("name", sorted(set(REAL) - {""}))
def test_each_command_is_documented(name):
    top, *rest = name.split()
    usage = re.findall(rf"^`helpdesk-tui {top}( .*)?`$", chapter(top), re.MULTILINE)
    assert any(set(rest) <= set(words.split()) for words in usage)


@pytest.mark.parametrize(("name", "option", "choice"), OPTIONS)
def test_each_option_is_documented(name, option, choice):
    text = chapter("Signing in") if option in SHARED else chapter(name.split()[0])
    assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", text)
    if choice:
        assert f"`{option} {choice}`" in text


def test_no_option_is_documented_that_does_not_exist():
    known = {option for _, option, _ in OPTIONS}
    assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", DOCS)) <= known


@pytest.mark.parametrize(("name", "each"), REAL.items())
def test_each_thing_that_must_be_given_is_documented(name, each):
    wanted = [
        word
        for action in each._actions
        if not action.option_strings and not isinstance(action, argparse._SubParsersAction)
        for word in (action.choices or [action.metavar])
    ]
    for word in wanted:
        assert re.search(rf"\b{word}\b", chapter(name.split()[0]))


def test_exit_codes_are_in_the_docs_and_in_every_help():
    for code in Exit:
        assert f"| {code.value} | {MEANINGS[code]} |" in DOCS
        for each in ALL.values():
            assert f"  {code.value}  {MEANINGS[code]}" in each.format_help()


def test_every_command_does_something_in_the_demo_too():
    assert NAMES | {"demo", "over-ssh"} == set(subcommands(parser()))
    assert set(NAMES) == set(subcommands(ALL["demo"]))


@pytest.mark.parametrize(
    ("typed", "operator", "keyring"),
    [
        (["--operator", "ada", "--keyring", "show", "x"], "ada", True),
        (["show", "x", "--operator", "ada", "--keyring"], "ada", True),
        (["--operator", "eve", "show", "--operator", "ada", "x"], "ada", False),
        (["demo", "--operator", "ada", "show", "x"], "ada", False),
        (["demo", "show", "x", "--operator", "ada"], "ada", False),
        (["--operator=ada", "demo", "show", "x"], "ada", False),
        (["show", "--operator", "ada", "x", "--keyring"], "ada", True),
        (["show", "x"], None, False),
        ([], None, False),
    ],
)
def test_who_signs_in_may_stand_before_or_after_the_command(typed, operator, keyring):
    asked = parser().parse_args(typed)
    assert (asked.operator, asked.keyring) == (operator, keyring)
    assert asked.demo == ("demo" in typed)
    assert asked.command == ("show" if "show" in typed else None)


@pytest.mark.parametrize(
    "words",
    [
        ["audit", "list", "--last", "3", "--json"],
        ["methods", "ada.byron", "remove", "--ticket", "INC7", "--yes", "x3tq0c5mB1n9Zs2rV8yKpL7w"],
        ["methods", "ada.byron", "add", "totp", "--label", "tablet"],
        ["methods", "ada.byron", "remove", "--yes", "-3tq0c5mB1n9Zs2rV8yKpL"],
        ["lookup", "--header", "ada", "byron"],
        ["release", "--operator-login", "eve"],
        ["audit", "verify", "--head", "42:9f86d0"],
        ["demo", "approvals", "approve", "--yes", "ada.byron"],
    ],
)
def test_an_option_may_stand_anywhere(words):
    """Before the command, between its words, behind them: it is the same command."""
    wanted = vars(parser().parse_args([*words, "--operator", "super"]))
    for place in range(len(words) + 1):
        if place == 0 or words[place - 1] not in (
            "--last",
            "--ticket",
            "--label",
            "--operator-login",
            "--head",
        ):
            given = [*words[:place], "--operator", "super", *words[place:]]
            assert vars(parser().parse_args(given)) == wanted, given
    options = [each for each in words if each.startswith("--") and each not in ("--", "--head")]
    for option in options:
        at = words.index(option)
        length = 2 if option in ("--last", "--ticket", "--label", "--operator-login") else 1
        rest, moved = words[:at] + words[at + length :], words[at : at + length]
        for place in range(len(rest) + 1):
            if place == 0 or rest[place - 1] not in ("--last", "--ticket", "--label", "--head"):
                given = [*rest[:place], *moved, *rest[place:], "--operator", "super"]
                assert vars(parser().parse_args(given)) == wanted, given


def test_an_option_is_still_only_for_the_commands_that_have_it():
    for words in (
        ["--json", "unlock", "ada"],
        ["--yes", "lookup", "ada"],
        ["lookup", "ada", "--serial", "1"],
    ):
        with pytest.raises(SystemExit) as ended:
            parser().parse_args(words)
        assert ended.value.code == Exit.USAGE


def test_what_follows_two_dashes_is_no_option():
    asked = parser().parse_args(["lookup", "--operator", "ada", "--", "--json", "--operator"])
    assert (asked.query, asked.json, asked.operator) == (["--json", "--operator"], False, "ada")


@pytest.mark.parametrize(
    "given",
    ["", "demo", "--operator ada", "demo --operator=ada", "--operator demo demo", "--config demo --keyring"],
)
def test_the_full_screen_is_told_without_the_commands_and_means_the_same(given):
    asked = full_screen(given.split())
    assert asked is not None
    assert vars(asked) == vars(parser().parse_args(given.split()))


@pytest.mark.parametrize(
    "given",
    ["lookup ada", "demo lookup ada", "demo demo", "-- demo", "--help", "demo --help", "--operator", "--key"],
)
def test_all_else_is_left_to_the_parser_of_all_commands(given):
    assert full_screen(given.split()) is None


@pytest.mark.parametrize("given", ["demo --keyring", "demo --config file", "--operator ada demo --nonsense"])
def test_wrong_usage_of_the_full_screen_is_said_as_ever(given, capsys):
    with pytest.raises(SystemExit) as ended:
        asked_for(given.split())
    assert ended.value.code == 2
    assert "helpdesk-tui" in capsys.readouterr().err


def test_no_option_means_two_things():
    """Else it could not stand anywhere: whether the next word is its value would hang on the command."""
    takes: dict[str, set[bool]] = {}
    for each in ALL.values():
        for action in each._actions:
            for option in action.option_strings:
                takes.setdefault(option, set()).add(action.nargs != 0)
    assert {option for option, found in takes.items() if len(found) > 1} == set()


def test_help_and_version_end_with_0():
    assert run("--version").stdout == f"helpdesk-tui {__version__}\n"
    helped = run("--help")
    assert helped.returncode == 0
    assert "4  outcome unknown" in helped.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["show"],
        ["reset", "ada", "--password", "x"],
        ["reset", "ada", "--ask"],
        ["audit"],
        ["audit", "list", "--last", "0"],
        ["audit", "verify", "--head", "x"],
        ["methods", "ada"],
        ["methods", "ada", "add", "nonsense"],
        ["methods", "ada", "add", "totp", "--serial", "1"],
        ["methods", "ada", "remove"],
        ["methods", "ada", "pass", "--minutes", "0"],
        ["approvals"],
        ["approvals", "approve"],
        ["release"],
        ["release", "ada", "--operator-login", "eve"],
        ["import"],
        ["import", "x.csv", "--ask-key", "--ask-password"],
        ["import", "x.csv", "--key", "00112233"],
        ["import", "x.csv", "--password", "secret"],
        ["policy"],
        ["key"],
        ["demo", "--keyring", "show", "ada"],
        ["--config", "/nonexistent.toml", "show", "ada"],
        ["show", "ada"],
    ],
)
def test_wrong_usage_or_configuration_is_a_2_in_words(arguments):
    ended = run(*arguments)
    assert ended.returncode == Exit.USAGE
    assert ended.stderr.strip()
    assert "Traceback" not in ended.stderr


def test_control_characters_in_arguments_are_not_repeated():
    said = run("show", "ada", "--\x1b]52;c;eA\x07").stderr
    assert "\x1b" not in said
    assert "\x07" not in said


def test_the_process_is_hardened_before_the_arguments_are_read():
    code = (
        "import os; from helpdesk_tui import cli\n"
        "cli.asked_for = lambda _: exit(f'{os.umask(0):03o} {sorted(os.environ)}')\n"
        "cli.main([])"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"HOME": "/", "TEXTUAL_LOG": "/nonexistent", "PYTHON_KEYRING_BACKEND": "evil.Keyring"},
    )
    assert re.fullmatch(r"077 \['HOME'(, 'LC_CTYPE')?\]\n", ended.stderr)


def test_the_full_screen_without_a_terminal_says_so():
    ended = run("demo")
    assert ended.returncode == Exit.USAGE
    assert "This terminal cannot show a full screen." in ended.stderr


def test_without_a_terminal_nothing_is_asked():
    ended = run("demo", "reset", "ada.byron", "--yes")
    assert ended.returncode == Exit.USAGE
    assert "there is no terminal" in ended.stderr
    assert ended.stdout == ""


def test_an_unexpected_error_is_a_sentence_and_a_place_without_values(tmp_path):
    code = (
        "import helpdesk_tui.config as c\n"
        "def fail(*_): canary = 'canary-1'; raise RuntimeError('canary-2 ' + canary)\n"
        "c.find = fail\n"
        "from helpdesk_tui.cli import main\n"
        "raise SystemExit(main(['show', 'ada']))"
    )
    ended = run_code(code, tmp_path)
    log = tmp_path / ".local" / "state" / "helpdesk-tui" / "faults.log"
    assert ended.returncode == Exit.REFUSED
    assert "Something went wrong inside the program." in ended.stderr
    assert str(log) in ended.stderr
    assert "RuntimeError" in log.read_text()
    assert "canary" not in ended.stderr + ended.stdout + log.read_text()
    assert "Traceback" not in ended.stderr


def test_the_log_of_faults_lies_beside_the_store(tmp_path):
    store = tmp_path / "srv" / "desk"
    file = tmp_path / "config.toml"
    file.write_text(
        '[directory]\nservers = ["ldaps://dc1.example.com"]\n[roles]\noperator = ["Desk"]\n'
        f'[store]\npath = "{store}/desk.db"\nkey = "file"\n'
    )
    file.chmod(0o600)
    code = (
        "import helpdesk_tui.compose as c\n"
        "def fail(*_, **__): raise RuntimeError\n"
        "c.for_config = fail\n"
        "from helpdesk_tui.cli import main\n"
        f"raise SystemExit(main(['--config', {str(file)!r}, 'show', 'ada']))"
    )
    ended = run_code(code, tmp_path)
    assert str(store / "faults.log") in ended.stderr
    assert "RuntimeError" in (store / "faults.log").read_text()
    assert store.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    "words",
    [
        ["lookup", "m\udcfcller"],
        ["show", "\udcff"],
        ["--operator", "\udcff", "lookup", "ada"],
        ["\udcff"],
        ["import", "\udcff"],
    ],
)
def test_arguments_in_another_encoding_are_refused_in_words(words, tmp_path):
    ended = run("demo", *words)
    assert ended.returncode == Exit.USAGE
    assert ended.stderr.startswith("An argument is not UTF-8 text.")
    assert "Traceback" not in ended.stderr


def test_what_libraries_log_and_threads_die_of_stays_off_the_screen(tmp_path):
    code = (
        "import logging, threading\n"
        "import helpdesk_tui.config as c\n"
        "class Dropped:\n"
        "    def __del__(self): raise KeyError('canary-1')\n"
        "def die(): raise OSError('canary-2')\n"
        "def noise(*_):\n"
        "    logging.getLogger('sqlalchemy.pool').error('canary-3', exc_info=ValueError('canary-4'))\n"
        "    Dropped()\n"
        "    thread = threading.Thread(target=die); thread.start(); thread.join()\n"
        "    raise KeyboardInterrupt\n"
        "c.find = noise\n"
        "from helpdesk_tui.cli import main\n"
        "raise SystemExit(main(['show', 'ada']))"
    )
    ended = run_code(code, tmp_path)
    log = (tmp_path / ".local" / "state" / "helpdesk-tui" / "faults.log").read_text()
    assert ended.stderr == "Cancelled. Nothing was changed.\n"
    assert "KeyError" in log
    assert "OSError" in log
    assert "canary" not in log


@pytest.mark.parametrize("arguments", [["lookup", "ada"], ["lookup", "--json", "ada"], ["show", "ada.byron"]])
def test_a_reader_that_went_away_is_no_error(arguments):
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        [sys.executable, "-m", "helpdesk_tui", "demo", *arguments],
        stdout=writer,
        stderr=subprocess.PIPE,
        timeout=60,
        check=False,
    )
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (Exit.DONE, b"")


def test_what_a_terminal_would_obey_is_taken_out_of_the_arguments() -> None:
    hostile = "a\x1b]52;c;aGk=\x07b"
    asked = parser().parse_args(["methods", hostile, "add", "totp", "--label", hostile, "--ticket", hostile])
    for value in (asked.account, asked.label, asked.ticket):
        assert value == "a]52;c;aGk=b"


@pytest.mark.parametrize("words", [["methods", "ada", "remove"], ["approvals", "approve"]])
def test_an_id_may_begin_with_a_dash(words: list[str]) -> None:
    asked = parser().parse_args([*words, "-3tq0c5mB1n9Zs2rV8yKpL", "--yes"])
    given = asked.method if words[0] == "methods" else asked.verification
    assert given == "-3tq0c5mB1n9Zs2rV8yKpL"
    assert asked.yes
