"""The full screen, told by its few words without loading any command."""

import argparse
from collections.abc import Sequence
from typing import Any, Never

from helpdesk_tui.language import _
from helpdesk_tui.text import clean


class _NotTheFullScreen(Exception):
    """Or wrong usage: then the parser of all commands has better words for it."""


class _Options(argparse.ArgumentParser):
    def error(self, message: str) -> Never:  # noqa: ARG002 - argparse's signature
        raise _NotTheFullScreen


def full_screen(given: Sequence[str]) -> argparse.Namespace | None:
    """What is asked for, where it is the full screen and nothing is wrong; else None."""
    options = _Options(add_help=False, allow_abbrev=False)
    add_options(options)
    options.set_defaults(command=None)
    try:
        asked, words = options.parse_known_args(given)
    except _NotTheFullScreen:
        return None
    asked.demo = words == ["demo"]
    is_sound = asked.demo or not words
    return asked if is_sound and not (asked.demo and (asked.config or asked.keyring)) else None


def add_options(parser: Any) -> None:
    """Those of the program, whichever command is given."""
    parser.add_argument("--operator", type=clean, metavar="LOGIN", help=_("your login"))
    parser.add_argument("--config", metavar="FILE", help=_("the configuration to use"))
    words = _("take your password from the system keyring")
    parser.add_argument("--keyring", action="store_true", help=words)
