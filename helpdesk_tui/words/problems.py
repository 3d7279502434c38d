"""What stands beside a problem, and how it is said where there is little room."""

from collections.abc import Iterator
from dataclasses import replace

from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import _

_CUT = 40  # characters less with each try


def asks_for_somebody(why: Problem) -> bool:
    """Whether the remedy sends the operator to another person: then the help link stands beside it."""
    from helpdesk_tui.desk.catalogue import CATALOGUE  # noqa: PLC0415 - all that may happen, once something has

    _cause, english, *_effect = CATALOGUE[why.code]
    remedy = english.casefold()
    return any(word in remedy for word in ("supervisor", "administrator", "colleague"))


def shorter(why: Problem) -> Iterator[Problem]:
    """The same with ever fewer of the lines that it lists, at last with the beginning of the first alone, and
    where all can be read. Nothing, where it lists nothing."""
    head, *items = why.cause.rstrip("\n").split("\n")
    for count in range(len(items) - 1, 0, -1):
        rest = "  " + _(
            "and {count} more: helpdesk-tui policy check names all of them.", count=len(items) - count
        )
        yield replace(why, cause="\n".join([head, *items[:count], rest, ""]))
    first = items[0] if items else ""
    for length in range(len(first) - _CUT, _CUT, -_CUT):
        rest = "  " + _("All of it: helpdesk-tui policy check.")
        yield replace(why, cause="\n".join([head, f"{first[:length]}…", rest, ""]))
