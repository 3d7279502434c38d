"""backup and restore: nobody signs in, who borrows the account is refused, and what comes back is said."""

from pathlib import Path

import pytest
from plain.driving import Scripted

from helpdesk_tui import cli, compose, config
from helpdesk_tui.arguments import parser
from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.run import run
from helpdesk_tui.store import KeySource, find_key, open_store

YES = ("Type yes", "yes")
TEXT = """
[directory]
servers = ["ldaps://dc1"]
[roles]
operator = ["Desk"]
[store]
path = "{store}/desk.db"
key = "file"
{more}
"""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    folder.mkdir(mode=0o700)
    search(folder)
    return folder


def search(store: Path, count: int = 1) -> None:
    """Something that the record holds."""
    path = store / "desk.db"
    key = find_key(path, SystemChance(), source=KeySource.FILE, environ={})
    with open_store(path, key, SystemClock(), SystemChance()) as stores:
        for _ in range(count):
            stores.audit.append("search", {}, SystemClock().now())


def asked(store, capsys, *words, answers=(), more="", environ=None):
    parsed = config.parse(TEXT.format(store=store, more=more), store / "config.toml")
    console = compose.for_config(parsed, environ or {"HOME": "/nonexistent"})
    scripted = Scripted(answers=list(answers))
    capsys.readouterr()
    try:
        code = run(console, parser().parse_args([*map(str, words)]), None, scripted)
    finally:
        console.close()
    assert not scripted.answers
    said = capsys.readouterr()
    return code, said.out + said.err, "\n".join(scripted.said)


def test_a_copy_goes_where_the_configuration_says_and_comes_back(store, capsys, tmp_path):
    more = f'backups = "{tmp_path}/backups"'
    code, said, _ = asked(store, capsys, "backup", "--keep", "7", more=more)
    (copy,) = (tmp_path / "backups").iterdir()
    assert code == Exit.DONE
    assert f"Copied, and whole: {copy}" in said
    assert "keep that somewhere else" in said
    assert (tmp_path / "backups").stat().st_mode & 0o777 == 0o700

    search(store, 3)
    code, said, told = asked(store, capsys, "restore", copy, answers=[YES])
    assert code == Exit.USAGE
    assert "3 entries more, and what they tell of is undone" in told
    assert "--roll-back" in said

    code, said, told = asked(store, capsys, "restore", copy, "--roll-back", answers=[YES])
    assert code == Exit.DONE
    assert "The copy is the store now. Record 3." in said
    assert ".before-restore" in said


def test_without_a_yes_nothing_comes_back(store, capsys, tmp_path):
    asked(store, capsys, "backup", tmp_path / "copy.db")
    before = (store / "desk.db").read_bytes()
    code, _, _ = asked(store, capsys, "restore", tmp_path / "copy.db", answers=[("Type yes", "no")])
    assert code == Exit.REFUSED
    assert (store / "desk.db").read_bytes() == before


@pytest.mark.parametrize("environ", [{"SUDO_UID": "1000"}, {"SSH_ORIGINAL_COMMAND": ""}])
def test_who_borrows_the_account_neither_copies_nor_restores(store, capsys, tmp_path, environ):
    asked(store, capsys, "backup", tmp_path / "copy.db")
    before = (store / "desk.db").read_bytes()
    for words in (("backup", tmp_path / "other.db"), ("restore", tmp_path / "copy.db", "--yes")):
        code, said, _ = asked(store, capsys, *words, environ=environ)
        assert code == Exit.NOT_PERMITTED, said
    assert not (tmp_path / "other.db").exists()
    assert (store / "desk.db").read_bytes() == before


def test_no_copy_goes_where_others_may_swap_it(store, capsys, tmp_path):
    open_to_all = tmp_path / "open"
    open_to_all.mkdir()
    open_to_all.chmod(0o777)
    code, said, _ = asked(store, capsys, "backup", open_to_all / "copy.db")
    assert (code, "chmod o-w" in said) == (Exit.USAGE, True)
    assert list(open_to_all.iterdir()) == []
    open_to_all.chmod(0o1777)  # as /tmp is
    assert asked(store, capsys, "backup", open_to_all / "copy.db")[0] == Exit.DONE


def test_a_place_must_be_named(store, capsys, tmp_path):
    code, said, _ = asked(store, capsys, "backup")
    assert (code, "[store] backups" in said) == (Exit.USAGE, True)
    code, said, _ = asked(store, capsys, "backup", tmp_path / "copy.db", "--keep", "7")
    assert (code, "Name a directory" in said) == (Exit.USAGE, True)


def test_the_demo_has_nothing_to_copy(capsys):
    assert cli.main(["demo", "backup"]) == Exit.REFUSED
    assert "The demo keeps nothing" in capsys.readouterr().err
