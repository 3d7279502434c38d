"""Runs the app on the terminal and leaves the terminal as it was, whatever happens."""

import contextlib
import gc
import os
import sys
import termios
import threading
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from helpdesk_tui.desk.problems import problem
from helpdesk_tui.late import WARM_UP_AFTER, make_in_background
from helpdesk_tui.tui.app import DeskApp
from helpdesk_tui.tui.loading import load_screens
from helpdesk_tui.tui.messages import ThreadFailed

if TYPE_CHECKING:
    from helpdesk_tui.console import Console
    from helpdesk_tui.late import LateConsole


def run_on_terminal(console: "Console | LateConsole") -> int:
    """The exit code. The operator is signed out on return."""
    app = DeskApp(console, when_drawn=partial(_load_the_rest, console))
    try:
        with _faults_of_threads_end(app):
            app.run()
    except KeyboardInterrupt:  # Ctrl+C in the moment before the terminal is ours
        pass
    except OSError:
        # The terminal is gone (SIGHUP, a broken line): there is nobody left to tell.
        if not app.terminated:
            raise
    finally:
        app.end_session()
        _drop_unread()
    if app.terminated:
        app.farewell = app.farewell or str(problem("terminated"))
    if app.farewell:
        _say(app.farewell)
    return app.return_code or 0


def _load_the_rest(console: "Console | LateConsole") -> None:
    gc.freeze()  # what is there stays: to look through it again and again would halt the screen
    gc.enable()
    make_in_background(WARM_UP_AFTER, load_screens, console.warm_up)


@contextlib.contextmanager
def _faults_of_threads_end(app: DeskApp) -> Iterator[None]:
    """While the app runs, a thread that dies of a fault ends it: it would go on without a part of itself."""
    before = threading.excepthook

    def end(raised: threading.ExceptHookArgs) -> None:
        error = raised.exc_value
        if error is not None and not (app.is_running and app.post_message(ThreadFailed(error))):
            before(raised)

    threading.excepthook = end
    try:
        yield
    finally:
        threading.excepthook = before


def _drop_unread() -> None:
    """What was typed while the program ended was not meant for the shell; it may be a password."""
    with contextlib.suppress(termios.error, OSError, ValueError, AttributeError):
        termios.tcflush(sys.__stdin__.fileno(), termios.TCIFLUSH)  # type: ignore[union-attr]  # suppressed


def _say(words: str) -> None:
    try:
        sys.stderr.write(f"{words}\n")
        sys.stderr.flush()
    except OSError:  # the terminal has gone, and Python would fail over it once more when it ends
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stderr.fileno())
        os.close(nowhere)
