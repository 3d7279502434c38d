"""With a signed-in operator, in a dialogue: places with numbered things to do, one after the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import _
from helpdesk_tui.plain.asking import GoBack
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.dialogue.spoken import Place, Spoken, goes_on_after
from helpdesk_tui.plain.yes_or_no import is_no, is_yes

AT_ONCE = 9
"""Rows of a long list between two questions."""
_MOST_DIGITS = 3  # of a number that chooses; a longer one is looked for


SAME = object()
"""What a thing that was done at a place comes to, if what is there needs not be told again."""


class SessionOver(Exception):
    """The desk says that the operator may not go on."""

    def __init__(self, why: Problem) -> None:
        super().__init__(why.cause)
        self.why = why


@dataclass(frozen=True)
class Item:
    """Something that can be done at a place: by its number, or by its word."""

    word: str
    label: str
    do: Callable[[], object]


@dataclass(frozen=True)
class Dialogue(Conversation):
    terminal: Spoken

    def confirm(self, *, already: bool = False) -> None:
        """What was typed before it was asked is no yes."""
        if not already:
            self.terminal.drop_typed_ahead()
        super().confirm(already=already)

    def stay_at(
        self,
        place: Place,
        *,
        tell: Callable[[], object],
        items: Callable[[], Sequence[Item]],
        question: str,
        other: Callable[[str], object] | None = None,
        enter: Callable[[], object] | None = None,
    ) -> None:
        """Until somebody goes back from here. `other` takes what is neither number nor word; `enter`, Enter
        alone: without it that goes back, too. What is refused is told, and one is at this place again; what
        is there is told again, unless what was done came to `SAME`."""
        offered: Sequence[Item] | None = None
        came: object = None
        with self.terminal.at(place):
            while True:
                try:
                    if came is not SAME:
                        tell()
                    offered = items()
                except HelpdeskError as error:
                    self.tell_or_end(error)
                    if offered is None:
                        return  # else what was there before still is: a line that fails ends no call
                try:
                    do = self._picked(offered, question, other, enter)
                except GoBack:
                    return
                came = self.doing(do)

    def doing(self, do: Callable[[], object]) -> object:
        """Do it; who goes back from it is here again, and what is refused is told."""
        try:
            return do()
        except GoBack:
            return None
        except HelpdeskError as error:
            self.tell_or_end(error)
            return None

    def tell_or_end(self, error: HelpdeskError) -> None:
        """Raises what ends the dialogue."""
        if error.problem.ends_session:
            raise SessionOver(error.problem) from None
        if not goes_on_after(error):
            raise error
        self.refuse(error.problem)

    def tell_items(self, items: Sequence[Item]) -> None:
        self.tell(*(f"{number}. {each.label}." for number, each in enumerate(items, 1)))

    def _picked(
        self,
        items: Sequence[Item],
        question: str,
        other: Callable[[str], object] | None,
        enter: Callable[[], object] | None,
    ) -> Callable[[], object]:
        """Raises `GoBack`."""
        while True:
            typed = self.terminal.ask(question).strip()
            if not typed:
                if enter is not None:
                    return enter
                if self.terminal.may_leave():
                    raise GoBack
                continue
            if (found := chosen(typed, items)) is not None:
                return found.do
            if other is not None and not is_number(typed):
                return lambda: other(typed)
            self.terminal.correct(_what_to_type(items))

    def one_of(self, labels: Sequence[str], question: str) -> int:
        """The place of the one that is chosen by its number. Raises `GoBack`."""
        self.tell(*(f"{number}. {label}." for number, label in enumerate(labels, 1)))
        while typed := self.terminal.ask(
            _("{question}, by its number; Enter alone goes back", question=question)
        ).strip():
            if (found := self.by_number(typed, range(len(labels)))) is not None:
                return found
        raise GoBack

    def yes_or_no(self, question: str, *, usual: bool) -> bool:
        while True:
            asked = (
                _("{question}? yes or no; Enter alone for yes", question=question)
                if usual
                else _("{question}? yes or no; Enter alone for no", question=question)
            )
            typed = self.terminal.ask(asked).strip().casefold()
            if is_yes(typed) or is_no(typed):
                return is_yes(typed)
            if not typed:
                return usual
            self.terminal.correct(_("Type yes or no."))


class Once:
    """A long list is told once: whoever asks (`?`) hears it again."""

    def __init__(self, tell: Callable[[], object]) -> None:
        self._tell: Callable[[], object] | None = tell

    def __call__(self) -> None:
        tell, self._tell = self._tell, None
        if tell is not None:
            tell()


def is_number(typed: str) -> bool:
    """Whether it chooses by number."""
    return typed.isascii() and typed.isdigit() and len(typed) < _MOST_DIGITS


def chosen(typed: str, items: Sequence[Item]) -> Item | None:
    """By its number from 1, or its word."""
    if is_number(typed):
        return items[int(typed) - 1] if 1 <= int(typed) <= len(items) else None
    word = "-".join(typed.casefold().split())
    return next((each for each in items if each.word == word), None)


def _what_to_type(items: Sequence[Item]) -> str:
    if not items:
        return _("There is nothing to choose here. back goes back.")
    return _("Type a number from 1 to {count}, or ? for what can be done here.", count=len(items))
