"""The terminal below a dialogue, on a pty: silence, the end of input, a broken line, what was typed ahead."""

import os
import pty
import select
from collections.abc import Iterator

import pytest

from helpdesk_tui.plain import terminal as module
from helpdesk_tui.plain.asking import GoBack
from helpdesk_tui.plain.dialogue.spoken import Place, Spoken
from helpdesk_tui.plain.terminal import InputEnded, NobodyAnswered, Terminal, TerminalLost


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Terminal, int]]:
    """A terminal, and the keyboard's end of it."""
    keys, screen = pty.openpty()
    monkeypatch.setattr(module, "_DEVICE", os.ttyname(screen))
    terminal = Terminal()
    try:
        yield terminal, keys
    finally:
        terminal.close()
        for each in (keys, screen):
            try:
                os.close(each)
            except OSError:
                continue


def seen(keys: int) -> str:
    """What the terminal shows by now that was not looked at."""
    shown = b""
    while select.select([keys], [], [], 0.05)[0]:
        shown += os.read(keys, 4096)
    return shown.decode().replace("\r", "")


def test_a_question_waits_for_its_patience_and_no_longer(line):
    terminal, _ = line
    terminal.patience = 0.01
    for ask in (terminal.ask, terminal.ask_secret):
        with pytest.raises(NobodyAnswered):
            ask("Anybody there")


def test_the_end_of_input_is_told_from_a_line_that_broke(line):
    terminal, keys = line
    os.write(keys, b"\x04")
    with pytest.raises(InputEnded):
        terminal.ask("More")
    os.close(keys)
    with pytest.raises((TerminalLost, InputEnded)):
        terminal.ask("More")


def test_lines_that_are_typed_ahead_are_answers_until_something_is_wrong(line):
    terminal, keys = line
    spoken = Spoken(terminal)
    os.write(keys, b"one\ntwo\nthree\n")
    assert spoken.ask("First") == "one"
    assert seen(keys).endswith("First: one\n")
    assert terminal.drop_typed_ahead()
    assert not terminal.drop_typed_ahead()
    os.write(keys, b"four\n")
    assert spoken.ask("Second") == "four"


@pytest.mark.parametrize(
    ("ways", "is_cleared"), [(("<all>", "<above>"), True), (("<all>", ""), False), (("", ""), False)]
)
def test_what_was_said_is_gone_or_it_is_known_that_it_is_not(line, monkeypatch, ways, is_cleared):
    terminal, keys = line
    monkeypatch.setattr(module, "_capabilities", lambda *_names: ways)
    assert terminal.clear() == is_cleared
    assert seen(keys) == "".join(ways)


def test_back_in_a_secret_is_the_secret(line):
    terminal, keys = line
    spoken = Spoken(terminal)
    with spoken.at(Place("Somewhere")):
        os.write(keys, b"back\n")
        with pytest.raises(GoBack):
            spoken.ask("Where")
        terminal.patience = 5

        def type_it(question: str) -> None:
            os.write(keys, b"back\n")

        before = terminal._question
        terminal._question = lambda question: (before(question), type_it(question))[0]
        assert spoken.ask_secret("Password").reveal() == "back"
