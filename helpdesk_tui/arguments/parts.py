"""The parser, and what several commands have in common."""

import argparse
from collections.abc import Sequence
from typing import Any, Never

from helpdesk_tui.desk.lists import MOST_DAYS
from helpdesk_tui.desk.lookup import MOST_ROWS
from helpdesk_tui.language import _
from helpdesk_tui.plain.exits import MEANINGS, Exit
from helpdesk_tui.plain.tables import LIST_COLUMNS
from helpdesk_tui.text import clean

EXIT_CODES = "exit codes:\n" + "\n".join(f"  {code.value}  {MEANINGS[code]}" for code in Exit)
"""In English, as docs/plain.md has them."""


def _epilog() -> str:
    signing_in = _("""\
signing in, with each command:
  --operator LOGIN  your login
  --config FILE     the configuration to use; not in the demo
  --keyring         take your password from the system keyring; not in the demo""")
    return f"{signing_in}\n\n{EXIT_CODES}"


_SHORTEST_ID = 20  # characters


class Parser(argparse.ArgumentParser):
    """Exits with 2 on wrong usage; repeats what was typed without control characters."""

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        settings.setdefault("epilog", _epilog())
        super().__init__(allow_abbrev=False, **settings)
        self._positionals.title, self._optionals.title = _("positional arguments"), _("options")
        for action in self._actions:  # --help, which argparse has words for
            action.help = _("show this help message and exit")

    def error(self, message: str) -> Never:
        """Say what is wrong with the usage, and exit with 2."""
        super().error(clean(message, 400))

    def _parse_optional(self, arg_string: str) -> Any:
        """The ID of a method or verification may begin with "-", and is no option for that."""
        if arg_string[:1] == "-" != arg_string[1:2] and len(arg_string) >= _SHORTEST_ID:
            return None
        return super()._parse_optional(arg_string)


def in_order(top: argparse.ArgumentParser, given: Sequence[str]) -> list[str]:
    """The same arguments with each option where its parser looks for it: those of `top` come first, all
    others last, for the command that they belong to. What follows "--" stays where it is."""
    of_top, of_command = _options(top), _options_below(top)
    first: list[str] = []
    words: list[str] = []
    last: list[str] = []
    waiting = list(given)
    while waiting and waiting[0] != "--":
        each = waiting.pop(0)
        name, sign, _value = each.partition("=")
        place = first if name in of_top else last if name in of_command else words
        place.append(each)
        takes_value = of_top.get(name) or of_command.get(name)
        if takes_value and not sign and waiting and waiting[0] not in of_top.keys() | of_command.keys():
            place.append(waiting.pop(0))
    return [*first, *words, *last, *waiting]


def _options(parser: argparse.ArgumentParser) -> dict[str, bool]:
    """The options of this parser itself, and whether each takes a value; not --help, which any parser has."""
    return {
        option: action.nargs != 0
        for action in parser._actions
        for option in action.option_strings
        if option.startswith("--") and option != "--help"
    }


def _options_below(parser: argparse.ArgumentParser) -> dict[str, bool]:
    """The options of all its commands, and of theirs: none means two things."""
    found: dict[str, bool] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for each in action.choices.values():
                found |= _options(each) | _options_below(each)
    return found


def command(commands: Any, name: str, words: str) -> argparse.ArgumentParser:
    """A command of the program; `words` say what it is for."""
    made = one(commands, name, words)
    made.set_defaults(command=name)
    return made


def inner(command: argparse.ArgumentParser, name: str) -> Any:
    """What a command can do, one of which must be named: it stands as `name` in the namespace."""
    return command.add_subparsers(dest=name, metavar="WHAT", required=True, parser_class=Parser)


def one(within: Any, name: str, words: str) -> argparse.ArgumentParser:
    """One of the commands, or of the things that one can do; `words` say what it is for."""
    made: argparse.ArgumentParser = within.add_parser(
        name, help=words, description=f"{words[0].upper()}{words[1:]}."
    )
    return made


def flag(command: Any, name: str, words: str) -> None:
    """An option without a value."""
    command.add_argument(name, action="store_true", help=words)


def add_json(command: Any) -> None:
    """`--json`."""
    flag(command, "--json", _("write JSON, as docs/plain.md describes it"))


def add_list_form(command: argparse.ArgumentParser) -> None:
    """`--header` or `--json`: how a list is written."""
    form = command.add_mutually_exclusive_group()
    flag(form, "--header", _("begin with the names of the columns"))
    add_json(form)


def add_account(command: argparse.ArgumentParser) -> None:
    """ACCOUNT, the one that it is about."""
    command.add_argument(
        "account", type=clean, metavar="ACCOUNT", help=_("login, ID, or whatever finds one account only")
    )


def add_ticket(command: argparse.ArgumentParser) -> None:
    """`--ticket NUMBER`."""
    command.add_argument(
        "--ticket", default="", type=clean, metavar="NUMBER", help=_("the ticket that the call belongs to")
    )


def add_yes(command: argparse.ArgumentParser) -> None:
    """`--yes`."""
    flag(command, "--yes", _("do not ask for confirmation; what must be proven is asked for all the same"))


def entry_number(text: str) -> int:
    """The number of an entry of the record; 0 = before the first. A record grows for years."""
    if not text.isascii() or not text.isdigit() or len(text) > 15:
        raise argparse.ArgumentTypeError("must be the number of an entry, or 0")
    return int(text)


def rows(text: str) -> int:
    """A number from 1 to what a search may show."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_ROWS:
        raise argparse.ArgumentTypeError(f"must be a number from 1 to {MOST_ROWS}")
    return int(text)


def days(text: str) -> int:
    """A number of days from 1 on."""
    if not text.isascii() or not text.isdigit() or len(text) > 4 or not 1 <= int(text) <= MOST_DAYS:
        raise argparse.ArgumentTypeError(f"must be a number from 1 to {MOST_DAYS}")
    return int(text)


def columns_of_list(text: str) -> tuple[str, ...]:
    """Names of columns with commas between, each once."""
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",")))
    if unknown := [name for name in names if name not in LIST_COLUMNS]:
        raise argparse.ArgumentTypeError(f"no column {unknown[0]!r}: there are {', '.join(LIST_COLUMNS)}")
    return names


def count(text: str) -> int:
    """A number from 1 to a million."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1_000_000:
        raise argparse.ArgumentTypeError("must be a number from 1 to 1000000")
    return int(text)
