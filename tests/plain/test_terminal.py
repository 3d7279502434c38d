"""The plain commands on a real terminal: what is typed unseen, Ctrl+C at each question, what stays behind."""

import os
import re
import signal
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from e2e.terminal import Terminal

from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.terminal import Terminal as PlainTerminal

PROGRAM = [sys.executable, "-m", "helpdesk_tui"]
CANCELLED = "Cancelled. Nothing was changed."


@contextmanager
def demo(*words: str, home: Path | None = None, **environ: str) -> Iterator[Terminal]:
    environ |= {"HOME": str(home or "/nonexistent")}
    with Terminal([*PROGRAM, "demo", *words], environ, rows=60) as terminal:
        yield terminal


def code_on(terminal: Terminal) -> str:
    return terminal.wait_for_match(r"app shows (\d{6})")[1]


def answer(terminal: Terminal, question: str, typed: str) -> None:
    """When the question stands there now: what is asked again was on the screen before."""

    def is_asked() -> bool:
        last = "".join([line for line in terminal.text.splitlines() if line.strip()][-3:])
        return question in last and last.rstrip().endswith(":")

    terminal.wait_until(is_asked, f"the question “{question}”", 30)
    terminal.type(f"{typed}\n")


def prove(terminal: Terminal) -> None:
    answer(terminal, "Method, by its number", "1")
    terminal.wait_for("App code; two takes")
    terminal.type(f"{code_on(terminal)}\n")


def nothing(terminal: Terminal) -> None:
    pass


def choose_app(terminal: Terminal) -> None:
    answer(terminal, "Method, by its number", "1")


def choose_call_back(terminal: Terminal) -> None:
    answer(terminal, "Method, by its number", "2")


def dial(terminal: Terminal) -> None:
    choose_call_back(terminal)
    answer(terminal, "go shows it to you", "go")


def choose_mail(terminal: Terminal) -> None:
    answer(terminal, "Method, by its number", "5")


def send_mail(terminal: Terminal) -> None:
    choose_mail(terminal)
    answer(terminal, "go sends a code", "go")


def first_of_two(terminal: Terminal) -> None:
    choose_app(terminal)
    answer(terminal, "App code; two takes", "two")


def prove_and_type(terminal: Terminal) -> None:
    prove(terminal)
    answer(terminal, "Temporary password", "Sunny-Hill-2931")


def prove_and_confirm(terminal: Terminal) -> None:
    prove(terminal)
    answer(terminal, "Type yes to go on", "yes")


STEPS: list[tuple[str, list[str], Callable[[Terminal], None], str]] = [
    ("password", ["lookup", "ada", "--operator", "super"], nothing, "Password of super"),
    ("method", ["reset", "ada.byron"], nothing, "Method, by its number"),
    ("code", ["reset", "ada.byron"], choose_app, "App code; two takes"),
    ("two codes", ["reset", "ada.byron"], first_of_two, "First code"),
    ("sending", ["reset", "ada.byron"], choose_mail, "go sends a code"),
    ("sent code", ["reset", "ada.byron"], send_mail, "again sends another"),
    ("call-back", ["reset", "ada.byron"], dial, "Outcome, by its number"),
    ("new password", ["reset", "ada.byron", "--ask-password"], prove, "Temporary password"),
    ("again", ["reset", "ada.byron", "--ask-password"], prove_and_type, "The same again"),
    ("confirmation", ["reset", "ada.byron"], prove, "Type yes to go on"),
    ("first code", ["methods", "ada.byron", "add", "totp"], prove_and_confirm, "Enter alone gives up"),
]


@pytest.mark.parametrize(
    ("words", "to_step", "question"), [step[1:] for step in STEPS], ids=[s[0] for s in STEPS]
)
@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+d"])
def test_every_question_can_be_cancelled(words, to_step, question, key):
    with demo(*words) as terminal:
        to_step(terminal)
        terminal.wait_for(question)
        terminal.press(key)
        assert terminal.wait_exit() == Exit.REFUSED
        terminal.wait_for(CANCELLED)
        assert "Traceback" not in terminal.text


@pytest.mark.parametrize(
    "ask",
    [lambda terminal: terminal.ask("Code"), lambda terminal: terminal.wait("Enter", 9)],
    ids=["line", "wait"],
)
def test_a_signal_that_another_thread_takes_ends_the_question(ask):
    """As one that comes between the question and the wait for its answer: no wait is interrupted by it."""
    typist, device = os.openpty()
    terminal, ended, at_last = PlainTerminal(), threading.Event(), []
    terminal._handle = device

    def interrupt() -> None:
        time.sleep(0.3)
        signal.pthread_kill(threading.get_ident(), signal.SIGINT)
        at_last.append(not ended.wait(5))
        os.write(typist, b"\n")  # else who waits would wait for ever

    thread = threading.Thread(target=interrupt)
    thread.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            ask(terminal)
    finally:
        ended.set()
        thread.join()
        terminal.close()
        os.close(typist)
    assert at_last == [False], "it had to be answered first"


def test_ctrl_c_on_the_page_of_the_password_clears_it_and_the_reset_is_done():
    with demo("reset", "ada.byron") as terminal:
        prove_and_confirm(terminal)
        line = terminal.wait_for("Temporary password: ")
        terminal.press("ctrl+c")
        assert terminal.wait_exit() == Exit.DONE
        assert line.split()[-1] not in terminal.text
        assert CANCELLED not in terminal.text


@pytest.mark.parametrize("key", ["ctrl+z", "ctrl+\\"])
def test_no_key_leaves_the_password_on_the_screen(key):
    script = f"{' '.join(PROGRAM)} demo reset ada.byron; echo ended; sleep 30"
    with Terminal(["bash", "-ic", f"{script} 2>&1"], {"HOME": "/nonexistent"}, rows=60) as terminal:
        prove_and_confirm(terminal)
        password = terminal.wait_for("Temporary password: ").split()[-1]
        terminal.press(key)
        if key == "ctrl+z":  # it is no key here: the page is there until Enter
            terminal.wait_still()
            assert "ended" not in terminal.text
            terminal.press("enter")
        terminal.wait_for("ended")
        assert password not in terminal.text
        assert "Traceback" not in terminal.text


def test_ctrl_c_is_obeyed_where_the_shell_ignores_it_for_what_runs_in_the_background():
    with Terminal(
        ["sh", "-c", "trap '' INT; exec \"$@\"", "sh", *PROGRAM, "demo", "reset", "ada.byron"], rows=60
    ) as terminal:
        terminal.wait_for("Method, by its number")
        terminal.press("ctrl+c")
        assert terminal.wait_exit() == Exit.REFUSED
        terminal.wait_for(CANCELLED)


@pytest.mark.parametrize("begin", [[], ["sh", "-c", "trap '' HUP; exec \"$@\"", "sh"]], ids=["HUP", "no HUP"])
@pytest.mark.parametrize(
    ("words", "to_step", "question"),
    [
        STEPS[0][1:],
        STEPS[1][1:],
        STEPS[7][1:],
        (["reset", "ada.byron"], prove_and_confirm, "Temporary password:"),
    ],
    ids=["unseen", "question", "new password", "page"],
)
def test_a_terminal_that_went_away_is_no_fault(words, to_step, question, begin, tmp_path):
    log = tmp_path / "helpdesk-tui" / "faults.log"
    command = [*begin, *PROGRAM, "demo", *words]
    with Terminal(command, {"XDG_STATE_HOME": str(tmp_path)}, rows=60) as terminal:
        to_step(terminal)
        terminal.wait_for(question, 30)
        terminal.hangup()
        assert terminal.wait_exit(30) in (Exit.REFUSED, Exit.DONE)
    assert not log.exists(), log.read_text()


@pytest.mark.parametrize("term", ["xterm-256color", "tmux", "screen", "linux", "vt220"])
def test_the_page_of_the_password_leaves_nothing_behind_or_says_that_it_cannot(term):
    with demo("reset", "ada.byron", TERM=term) as terminal:
        prove_and_confirm(terminal)
        password = terminal.wait_for("Temporary password: ").split()[-1]
        terminal.press("enter")
        assert terminal.wait_exit() == Exit.DONE
        if "cannot be cleared from here" in "".join(terminal.screen):  # it may stand over two lines
            assert term == "vt220"
        else:
            assert password not in terminal.text
            scrolls_back = b"\x1b[?1049h" in terminal.raw or b"\x1b[3J" in terminal.raw
            assert scrolls_back, "it would stay in the scrollback"


def by_policy(folder: Path, settings: str) -> list[str]:
    """The program, with other settings in the demo's policy: keywords of `DeskPolicy`."""
    (folder / "demo.py").write_text(
        "from dataclasses import replace\n"
        "from helpdesk_tui import compose\n"
        "from helpdesk_tui.demo import colleague\n"
        "from helpdesk_tui.desk.policy import *\n"
        "colleague.ANSWERS_AFTER = 3600\n"
        "made = compose.for_demo\n"
        "def other(**settings):\n"
        "    console = made(**settings)\n"
        f"    policy = replace(console.sign_in.policy, {settings})\n"
        "    return replace(console, sign_in=replace(console.sign_in, policy=policy))\n"
        "compose.for_demo = other\n"
        "from helpdesk_tui.cli import main\n"
        "raise SystemExit(main())\n"
    )
    return [sys.executable, str(folder / "demo.py"), "demo"]


def test_waiting_for_a_second_operator_ends_with_enter_and_with_ctrl_c(tmp_path):
    program = by_policy(tmp_path, "verification=VerificationPolicy(everybody=Tier(approval=True))")
    with Terminal([*program, "verify", "ada.byron"], rows=60) as terminal:
        answer(terminal, "Method, by its number", "2")
        answer(terminal, "go asks the second operators", "go")
        terminal.wait_for("Enter goes back to the list")
        terminal.press("enter")
        terminal.wait_for("has not answered yet")
        answer(terminal, "Method, by its number", "2")
        answer(terminal, "go waits for the answer", "go")
        waits = "Waiting for the answer. Enter goes back to the list."
        terminal.wait_until(lambda: terminal.text.count(waits) == 2, "the second wait")
        terminal.press("ctrl+c")
        assert terminal.wait_exit() == Exit.REFUSED
        terminal.wait_for(CANCELLED)
        assert "Traceback" not in terminal.text


def test_in_the_demo_a_colleague_answers_after_a_while():
    """Gil has nothing but a manager; the demo says that it plays the colleague, and the record does."""
    with demo("verify", "gil.moreno") as terminal:
        answer(terminal, "Method, by its number", "3")
        answer(terminal, "go asks the second operators", "go")
        terminal.wait_for("The second operator approved.", 60)
        said = " ".join(terminal.text.split())
        assert "Demo: the login of a colleague, and the password too, is super." in said
        assert "Asked at other terminals, this colleague approves after 5 seconds." in said
        terminal.press("ctrl+c")
        assert terminal.wait_exit() == Exit.REFUSED


def test_the_password_of_a_second_operator_is_unseen(tmp_path):
    program = by_policy(tmp_path, "verification=VerificationPolicy(everybody=Tier(approval=True))")
    with Terminal([*program, "verify", "ada.byron"], rows=60) as terminal:
        prove(terminal)
        terminal.wait_for("approval")
        answer(terminal, "Method, by its number", "1")
        answer(terminal, "here lets a colleague", "here")
        answer(terminal, "Login; ", "super")
        answer(terminal, "Password; ", "Sunny-Hill-2931")
        terminal.wait_for("did not accept this login and password")
        answer(terminal, "Login; ", "super")
        answer(terminal, "Password; ", "super")
        assert terminal.wait_exit() == Exit.DONE
        assert b"Sunny" not in terminal.raw


def test_the_page_goes_by_itself(tmp_path):
    program = by_policy(tmp_path, "passwords=PasswordRules(visible_seconds=1)")
    with Terminal([*program, "reset", "ada.byron"], rows=60) as terminal:
        prove_and_confirm(terminal)
        terminal.wait_for("goes by itself after 1 seconds")
        assert terminal.wait_exit(timeout=5) == Exit.DONE
        assert "Temporary password: " not in terminal.text


def test_passwords_are_unseen_and_codes_are_seen():
    with demo("reset", "ada.byron", "--operator", "super", "--ask-password") as terminal:
        answer(terminal, "Password of super", "super")
        terminal.wait_for("Method, by its number")
        assert terminal.text.count("super") == 1  # in the question
        choose_app(terminal)
        code = code_on(terminal)
        answer(terminal, "App code; two takes", code)
        answer(terminal, "Temporary password", "Sunny-Hill-2931")
        answer(terminal, "The same again", "Sunny-Hill-2931")
        answer(terminal, "Type yes to go on", "yes")
        assert terminal.wait_exit() == Exit.DONE
        assert terminal.text.count(code) == 2
        assert b"Sunny" not in terminal.raw


def test_the_terminal_shows_what_is_typed_again_after_a_cancelled_password():
    script = f"{' '.join(PROGRAM)} demo lookup ada --operator super; stty -a"
    with Terminal(["/bin/sh", "-c", f"trap : INT; {script}"], {"HOME": "/nonexistent"}, rows=60) as terminal:
        terminal.wait_for("Password of super")
        terminal.press("ctrl+c")
        terminal.wait_for("speed")
        terminal.wait_exit()
        assert re.search(r"(?<!-)\becho\b", terminal.text)


def test_redirected_output_holds_the_receipt_and_no_password(tmp_path):
    receipt = tmp_path / "receipt.txt"
    command = f"exec {' '.join(PROGRAM)} demo reset ada.byron > {receipt} 2>&1 < /dev/null"
    with Terminal(["/bin/sh", "-c", command], {"HOME": "/nonexistent"}, rows=60) as terminal:
        prove_and_confirm(terminal)
        password = terminal.wait_for("Temporary password: ").split()[-1]
        terminal.press("enter")
        assert terminal.wait_exit() == Exit.DONE
        assert "Temporary password set: DONE" in receipt.read_text()
        assert password not in receipt.read_text()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_no_secret_is_in_arguments_or_environment():
    with demo("reset", "ada.byron", "--operator", "super", PYTHON_KEYRING_BACKEND="evil.Keyring") as terminal:
        answer(terminal, "Password of super", "super")
        prove_and_confirm(terminal)
        password = terminal.wait_for("Temporary password: ").split()[-1]
        place = Path("/proc") / str(terminal.pid)
        told = (place / "cmdline").read_bytes() + (place / "environ").read_bytes()
        assert password.encode() not in told
        terminal.press("enter")
        terminal.wait_exit()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_signals_end_it_and_the_demo_leaves_no_files(number, tmp_path):
    with demo("reset", "ada.byron", TMPDIR=str(tmp_path)) as terminal:
        terminal.wait_for("Method, by its number")
        (store,) = tmp_path.iterdir()
        assert store.stat().st_mode & 0o777 == 0o700
        terminal.signal(number)
        assert terminal.wait_exit() == Exit.REFUSED
        assert list(tmp_path.iterdir()) == []
        assert "Traceback" not in terminal.text


def test_a_lost_terminal_ends_it(tmp_path):
    with demo("reset", "ada.byron", TMPDIR=str(tmp_path)) as terminal:
        terminal.wait_for("Method, by its number")
        terminal.hangup()
        terminal.wait_exit()
        assert list(tmp_path.iterdir()) == []


def test_a_terminal_that_sends_no_utf8_is_told_so():
    with demo("reset", "ada.byron") as terminal:
        terminal.wait_for("Method, by its number")
        terminal.send(b"\xff\xfe\n")
        assert terminal.wait_exit() == Exit.REFUSED
        terminal.wait_for("What was typed is not UTF-8 text.")


def test_what_a_terminal_would_obey_is_no_part_of_an_answer():
    with demo("reset", "ada.byron", "--operator", "super") as terminal:
        answer(terminal, "Password of super", "su\u202eper\u200b")
        answer(terminal, "Method, by its number", "\u202e1")
        terminal.wait_for("App code; two takes")


def test_the_terminal_needs_no_utf8_to_show_names():
    with demo("lookup", "ad", LANG="C", PYTHONIOENCODING="ascii", PYTHONUTF8="0") as terminal:
        assert terminal.wait_exit() == Exit.DONE
        terminal.wait_for("ada.byron")
        terminal.wait_for("Ada Byron")
        assert "Traceback" not in terminal.text


def test_the_echo_has_ended_when_a_secret_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a password that is typed, or pasted, the moment the question appears stands on the screen."""
    master, slave = os.openpty()
    terminal = PlainTerminal()
    terminal._handle = slave
    echoes = []

    def answered_at_once(text: str) -> None:
        echoes.append(bool(termios.tcgetattr(slave)[3] & termios.ECHO))
        os.write(master, b"secret\n")

    monkeypatch.setattr(terminal, "_write", answered_at_once)
    assert terminal.ask_secret("Password").reveal() == "secret"
    assert echoes == [False]
    assert termios.tcgetattr(slave)[3] & termios.ECHO, "the terminal is left as it was"
    os.close(master)
    terminal.close()
