"""The parser, and what several commands have in common."""

import argparse
from typing import Any, Never

from helpdesk_tui.plain.exits import MEANINGS, Exit
from helpdesk_tui.text import clean

_EPILOG = "exit codes:\n" + "\n".join(f"  {code.value}  {MEANINGS[code]}" for code in Exit)

_SHORTEST_ID = 20  # characters


class Parser(argparse.ArgumentParser):
    """Exits with 2 on wrong usage; repeats what was typed without control characters."""

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        settings.setdefault("epilog", _EPILOG)
        super().__init__(allow_abbrev=False, **settings)

    def error(self, message: str) -> Never:
        super().error(clean(message, 400))

    def _parse_optional(self, arg_string: str) -> Any:
        """The ID of a method or verification may begin with "-", and is no option for that."""
        if arg_string[:1] == "-" != arg_string[1:2] and len(arg_string) >= _SHORTEST_ID:
            return None
        return super()._parse_optional(arg_string)


def command(commands: Any, name: str, shared: argparse.ArgumentParser, words: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = commands.add_parser(name, parents=[shared], help=words, description=words)
    made.set_defaults(command=name)
    return made


def inner(command: argparse.ArgumentParser, name: str) -> Any:
    return command.add_subparsers(dest=name, metavar="WHAT", required=True, parser_class=Parser)


def one(within: Any, name: str, words: str) -> argparse.ArgumentParser:
    made: argparse.ArgumentParser = within.add_parser(
        name, help=words, description=f"{words[0].upper()}{words[1:]}."
    )
    return made


def add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="write JSON, as docs/plain.md describes it")


def add_account(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "account", type=clean, metavar="ACCOUNT", help="login, ID, or whatever finds one account only"
    )


def add_ticket(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--ticket", default="", type=clean, metavar="NUMBER", help="the ticket that the call belongs to"
    )


def add_yes(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--yes",
        action="store_true",
        help="do not ask for confirmation; what must be proven is asked for all the same",
    )


def entry_number(text: str) -> int:
    """The number of an entry of the record; 0 = before the first. A record grows for years."""
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise argparse.ArgumentTypeError("must be the number of an entry, or 0")
    return int(text)


def count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError("must be a number from 1 to 1000000")
    return int(text)
