"""The command line: what may be asked for.

The commands bring in much of the desk, so that the full screen is told without them.
"""

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from helpdesk_tui.arguments.program import Program

__all__ = ["asked_for", "parser"]


def asked_for(given: Sequence[str]) -> Namespace:
    """What is asked for, of the arguments without the program's name. Exits with 2 on wrong usage."""
    from helpdesk_tui.arguments.full_screen import full_screen  # noqa: PLC0415 - see above

    asked = full_screen(given)
    return parser().parse_args(given) if asked is None else asked


def parser() -> "Program":
    """As `program.parser`."""
    from helpdesk_tui.arguments import program  # noqa: PLC0415 - see above

    return program.parser()
