"""Long lines: between words on a terminal, left alone in a pipe."""

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from e2e.terminal import Terminal

from helpdesk_tui.plain.wrapping import width_of, wrapped

PROGRAM = [sys.executable, "-m", "helpdesk_tui", "demo"]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("short", ["short"]),
        ("exactly twenty wide.", ["exactly twenty wide."]),
        ("words are never cut in two", ["words are never cut", "in two"]),
        ("- what goes on is indented", ["- what goes on is", "  indented"]),
        ("12. what goes on is indented", ["12. what goes on is", "    indented"]),
        ("averylongwordthatisnotcut and more", ["averylongwordthatisnotcut", "and more"]),
        ("say averylongwordthatisnotcut", ["say", "averylongwordthatisnotcut"]),
        ("two  blanks  stay  as  they are", ["two  blanks  stay  as", "they are"]),
        ("東京都千代田区 東京都千代田区", ["東京都千代田区", "東京都千代田区"]),
        ("", [""]),
        ("one\ntwo", ["one", "two"]),
    ],
)
def test_a_line_is_broken_between_words(line, parts):
    width = 20 if "blanks" not in line else 21
    assert wrapped([line], width) == parts


def test_nothing_is_lost_or_added_but_the_breaks():
    line = "Needed: 2 proofs, each resting on something else: an app, a phone, a mailbox …, before 12:40 UTC."
    for width in range(20, 120):
        assert " ".join(wrapped([line], width)) == line
        assert all(len(part) <= width for part in wrapped([line], width))


def test_a_pipe_has_no_width_and_a_terminal_that_says_nothing_neither(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    master, slave = pty.openpty()  # 0 columns, as a serial line says
    try:
        assert [width_of(each) for each in (reader, writer, slave)] == [None, None, None]
    finally:
        for each in (reader, writer, master, slave):
            os.close(each)
    assert wrapped(["word " * 100], None) == ["word " * 100]


def words_of_verify(columns: int) -> list[str]:
    """What stands on the screen when the method is asked for, word by word, each digit a 0."""
    with Terminal(
        [*PROGRAM, "verify", "ada.byron"], {"HOME": "/nonexistent"}, columns=columns, rows=60
    ) as it:
        it.wait_for("Enter alone", 60)
        it.wait_still()
        assert it.cursor[0] < columns
        text = re.sub(r"\d", "0", it.text)
        it.press("ctrl+c")
        it.wait_exit(60)
    return text.split()


def test_no_word_of_a_command_is_cut_by_the_edge_of_the_terminal() -> None:
    wide = words_of_verify(200)
    assert words_of_verify(40) == wide
    assert words_of_verify(80) == wide


def test_results_on_a_terminal_wrap_and_rows_of_a_list_do_not(tmp_path: Path) -> None:
    with Terminal(
        [*PROGRAM, "policy", "check", "--no-count", "--operator", "super"], columns=60, rows=60
    ) as it:
        it.wait_for("Password of super", 60)
        it.type("super\n")
        it.wait_exit(60)
        raw = it.raw.decode().replace("\r", "")
    sentences = raw.split("Password of super")[1]
    assert max(map(len, sentences.splitlines())) <= 60
    with Terminal([*PROGRAM, "lookup", "ada.byron"], columns=40, rows=60) as it:
        it.wait_exit(60)
        assert b"ada.byron\tAda Byron\tactive\tEngineering\tada.byron@demo.example\r\n" in it.raw


def piped(*words: str, **environ: str) -> bytes:
    """What a command writes into a pipe, without a terminal."""
    return subprocess.run(
        [*PROGRAM, *words],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        check=True,
        timeout=120,
        start_new_session=True,
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", **environ},
    ).stdout


def test_a_pipe_gets_whole_lines_whatever_the_width_of_the_terminal() -> None:
    lines = piped("show", "marta.nowak", COLUMNS="40").decode().splitlines()
    assert max(map(len, lines)) > 80


BARE_C = {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def test_without_utf8_a_row_keeps_its_columns_and_what_cannot_be_written_is_a_question_mark() -> None:
    for environ, name in (
        (BARE_C, b"Rosa ?? Jim?nez ????"),
        ({"LANG": "C.UTF-8"}, "Rosa 🌹 Jiménez 👩🏽🚀".encode()),
    ):
        login, shown, *rest = piped("lookup", "rosa.jimenez", **environ).removesuffix(b"\n").split(b"\t")
        assert (login, shown, len(rest)) == (b"rosa.jimenez", name, 3)
