"""One run of a plain command: who is signed in, and how to speak with them."""

from argparse import Namespace
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from helpdesk_tui.console import Console
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.errors import NoTerminal, Refused
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import _
from helpdesk_tui.plain.output import Output, Table
from helpdesk_tui.plain.terminal import Terminal
from helpdesk_tui.plain.yes_or_no import is_yes
from helpdesk_tui.words.proofs import THREAT

T = TypeVar("T")


@dataclass(frozen=True)
class Speaking:
    """With whoever sits there; nobody need be signed in."""

    console: Console
    terminal: Terminal
    output: Output

    def tell(self, *lines: str) -> None:
        """What should be read before a question: on the terminal, or beside the output without one."""
        try:
            self.terminal.say(*lines)
        except NoTerminal:
            self.output.note(*lines)

    def refuse(self, why: Problem) -> None:
        """Say what was wrong with an answer."""
        try:
            self.terminal.refuse(why)
        except NoTerminal:
            self.output.note(str(why))

    def by_number(self, typed: str, among: Sequence[T]) -> T | None:
        """The one of a numbered list (from 1); None, and the operator is told, for anything else."""
        is_number = typed.isascii() and typed.isdigit() and len(typed) < 7
        if is_number and 1 <= int(typed) <= len(among):
            return among[int(typed) - 1]
        self.terminal.correct(_("Type a number from 1 to {count}.", count=len(among)))
        return None

    def listed(
        self, asked: Namespace, found: T, shape: Callable[[T], object], table: Callable[[T], Table]
    ) -> None:
        """As rows, or as JSON where that was asked for."""
        if asked.json:
            self.output.data(shape(found))
        else:
            self.output.table(table(found), header=asked.header)

    def announce(self, *what: str) -> None:
        """What will happen after a yes."""
        self.tell(_("What will happen:"), *(f"- {each}" for each in what))

    def confirm(self, *, already: bool) -> None:
        """Go on after a yes alone. Raises `Refused` (not-confirmed)."""
        if not already and not is_yes(self.terminal.ask(_("Type yes to go on"))):
            raise Refused(problem("not-confirmed"))


@dataclass(frozen=True)
class Conversation(Speaking):
    """With a signed-in operator."""

    desk: Desk

    def warn_of_threat(self) -> None:
        """Why methods that are usable on other days are not today."""
        if self.desk.is_elevated():
            self.tell(_(THREAT))
