"""Runs the app on the terminal and leaves the terminal as it was, whatever happens."""

import sys

from helpdesk_tui.console import Console
from helpdesk_tui.tui.app import DeskApp

EXIT_FAULT = 1


def run_on_terminal(console: Console) -> int:
    """The exit code. The operator is signed out on return."""
    app = DeskApp(console)
    try:
        app.run()
    except KeyboardInterrupt:  # Ctrl+C in the moment before the terminal is ours
        pass
    except OSError:
        # The terminal is gone (SIGHUP, a broken line): there is nobody left to tell.
        if not app.terminated:
            raise
    finally:
        app.end_session()
    if app.farewell:
        sys.stderr.write(f"{app.farewell}\n")
    return app.return_code or 0
