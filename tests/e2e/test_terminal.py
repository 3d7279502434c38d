"""The terminal of the end-to-end tests does what a terminal does."""

import signal
import sys
import textwrap
import time

import pytest
from e2e.terminal import Terminal, TerminalTimeout

APP = textwrap.dedent("""
    from textual.app import App
    from textual.widgets import Input, Label

    class Small(App):
        BINDINGS = [("f2", "leave", "Leave"), ("escape", "say('escaped')", "Escape")]

        def compose(self):
            yield Label("Name, please", id="prompt")
            yield Input()

        def on_input_submitted(self, event):
            self.action_say(f"Hello {event.value}")

        def on_resize(self, event):
            self.action_say(f"{event.size.width} by {event.size.height}")

        def action_say(self, text):
            self.query_one("#prompt").update(text)

        def action_leave(self):
            self.exit(return_code=3)

    app = Small()
    app.run()
    raise SystemExit(app.return_code)
""")


@pytest.fixture
def small(tmp_path):
    file = tmp_path / "small.py"
    file.write_text(APP)
    with Terminal([sys.executable, str(file)]) as terminal:
        terminal.wait_for("80 by 24")
        yield terminal


def test_a_textual_app_is_typed_into_and_left(small):
    small.type("Zoë")
    small.press("enter")
    assert small.wait_for("Hello Zoë").strip() == "Hello Zoë"
    small.press("f2")
    assert small.wait_exit() == 3
    assert b"\x1b[?1049h" in small.raw


def test_nothing_the_screen_cannot_draw_is_seen_as_text(small):
    assert [line for line in small.screen if line.strip(" ▊▎▔▁█")] == ["80 by 24"]


def test_esc_is_a_key_of_its_own(small):
    small.press("esc")
    small.type("a")
    small.wait_for("escaped")


def test_a_new_size_reaches_the_app(small):
    small.resize(100, 30)
    small.wait_for("100 by 30")
    assert len(small.screen) == 30


def test_a_lost_line_is_a_hangup():
    said = "trap 'exit 7' HUP; echo ready; while :; do sleep 0.05; done"
    with Terminal(["sh", "-c", said]) as terminal:
        terminal.wait_for("ready")
        terminal.hangup()
        assert terminal.wait_exit() == 7


def test_the_command_has_a_controlling_terminal_of_its_size():
    with Terminal(["sh", "-c", "stty size </dev/tty; tty"], columns=91, rows=12) as terminal:
        terminal.wait_for("12 91")
        terminal.wait_for("/dev/pts/")
        assert terminal.wait_exit() == 0


def test_a_signal_reaches_the_command():
    with Terminal(["sleep", "60"]) as terminal:
        assert terminal.exit_code is None
        terminal.signal(signal.SIGTERM)
        assert terminal.wait_exit() == -signal.SIGTERM


def test_what_does_not_come_is_reported_with_the_screen():
    with Terminal(["sh", "-c", "echo something else; sleep 60"]) as terminal:
        terminal.wait_for("something else")
        with pytest.raises(TerminalTimeout, match=r"Waited for “it”(?s:.*)something else"):
            terminal.wait_for("it", timeout=0.2)


def test_a_command_that_ends_is_not_waited_for():
    began = time.monotonic()
    with (
        Terminal(["sh", "-c", "echo last words; exit 2"]) as terminal,
        pytest.raises(TerminalTimeout, match=r"ended \(2\)(?s:.*)last words"),
    ):
        terminal.wait_for("more", timeout=30)
    assert time.monotonic() - began < 10
