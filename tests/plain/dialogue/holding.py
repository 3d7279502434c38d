"""Holding a dialogue: what is typed at each question, in order, from the sign-in to quit."""

from collections.abc import Callable
from typing import Any

from plain.driving import PROVE, Answer, PlainDesk, Ran
from spoken import in_words

Typed = tuple[str, Answer]

QUIT: Typed = ("Find whom", "quit")
NO_TICKET: Typed = ("Ticket", "")
YES: Typed = ("Type yes", "yes")
SHOW: Typed = ("next call", "show")
NEXT: Typed = ("next call", "")
END: Typed = ("What to do", "")
PROVEN: list[Typed] = [NO_TICKET, *PROVE]


def do(what: str) -> Typed:
    """At a card."""
    return "What to do", what


def find(login: str) -> Typed:
    return "Find whom", login


def hold(desk: PlainDesk, *typed: Typed, **how: Any) -> Ran:
    """A dialogue that ends by quit behind what was typed."""
    return desk("plain", answers=[*typed, QUIT], **how)


def number_of(label: str) -> Callable[[str], str]:
    """The number under which the newest list has it."""

    def answer(text: str) -> str:
        found = [line.partition(". ") for line in text.splitlines()]
        return next(
            number
            for number, _, rest in reversed(found)
            if number.isdigit() and rest.startswith(in_words(label))
        )

    return answer
