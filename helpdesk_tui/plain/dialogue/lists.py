"""Lists of accounts: a handful of rows at a time, as the directory finds them, and a card for each."""

from collections.abc import Callable, Iterator
from functools import partial

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.listing import OF_REGISTRATION, WITHIN_DAYS, ListedAccount, ListKind
from helpdesk_tui.desk.lists import MOST_DAYS, USUAL_DAYS, ListPart, WantedList
from helpdesk_tui.desk.method import EXCEPTIONAL_KINDS, FACTS, OUTSIDE_KINDS, MethodKind
from helpdesk_tui.language import N_, _
from helpdesk_tui.plain.dialogue.speech import listed
from helpdesk_tui.plain.dialogue.spoken import Place
from helpdesk_tui.plain.dialogue.talking import AT_ONCE, SAME, Dialogue, Item, Once
from helpdesk_tui.words.accounts import known_login
from helpdesk_tui.words.lists import (
    TITLES,
    about_heading,
    count_line,
    doubts,
    missing,
    moment_heading,
    state_of,
    title,
)
from helpdesk_tui.words.times import moment

_HELP = (N_("Type the number or the word of a list."),)
_OF_ONE = (
    N_(
        "Type the number of a row for its card; more says the next rows. A list that is not all there says "
        "INCOMPLETE, and why. The command helpdesk-tui list writes a whole one."
    ),
)
_METHODS = tuple(kind for kind in MethodKind if kind not in EXCEPTIONAL_KINDS | OUTSIDE_KINDS)
OpenCard = Callable[[AccountId], None]


class Lists:
    def __init__(self, talk: Dialogue, open_card: OpenCard) -> None:
        self._talk = talk
        self._open_card = open_card

    def stay(self) -> None:
        items = [Item(kind.value, TITLES[kind], partial(self._one, kind)) for kind in ListKind]
        self._talk.stay_at(
            Place(_("Lists"), (*_HELP, *(f"{each.word}: {each.label}." for each in items))),
            tell=Once(lambda: self._talk.tell_items(items)),
            items=lambda: items,
            question=_("Which list, by the number or the word; Enter alone goes back"),
        )

    def _one(self, kind: ListKind) -> None:
        days = self._days() if kind in WITHIN_DAYS else USUAL_DAYS
        method = self._method() if kind in OF_REGISTRATION else None
        reading = _OneList(self._talk, self._open_card, WantedList(kind, days, method))
        try:
            reading.stay()
        finally:
            reading.close()

    def _days(self) -> int:
        terminal = self._talk.terminal
        while typed := terminal.ask(
            _("Within how many days; Enter alone for {days}", days=USUAL_DAYS)
        ).strip():
            if typed.isascii() and typed.isdigit() and len(typed) < 5 and 1 <= int(typed) <= MOST_DAYS:
                return int(typed)
            terminal.correct(_("Type a number from 1 to {count}.", count=MOST_DAYS))
        return USUAL_DAYS

    def _method(self) -> MethodKind | None:
        """Only who has one of that kind."""
        labels = [
            _("Whatever the methods"),
            *(_("Who has one: {label}", label=FACTS[kind].label) for kind in _METHODS),
        ]
        chosen = self._talk.one_of(labels, _("Of whom"))
        return _METHODS[chosen - 1] if chosen else None


class _OneList:
    """The next rows are read when they are asked for."""

    def __init__(self, talk: Dialogue, open_card: OpenCard, wanted: WantedList) -> None:
        self._talk = talk
        self._open_card = open_card
        self._wanted = wanted
        self._parts = talk.desk.lists.read(wanted)
        self._rows: list[ListedAccount] = []
        self._last = ListPart()
        self._first = 0  # of the rows that are said
        self._stopped = False

    def stay(self) -> None:
        self._talk.tell(f"{title(self._wanted)}.")
        self._talk.stay_at(
            Place(title(self._wanted), _OF_ONE),
            tell=self._tell,
            items=self._items,
            question=_("Whom, by the number, or more; Enter alone goes back"),
            other=self._other,
        )

    def close(self) -> None:
        self._parts.close()

    def _items(self) -> list[Item]:
        return [
            Item("", known_login(row.account), partial(self._open_card, row.account.id)) for row in self._rows
        ]

    def _tell(self) -> None:
        self._read_until(self._first + AT_ONCE)
        shown = self._rows[self._first : self._first + AT_ONCE]
        self._talk.tell(
            *(f"{number}. {self._line(row)}" for number, row in enumerate(shown, self._first + 1))
        )
        left = len(self._rows) - self._first - len(shown)
        if left or not (self._last.is_last or self._stopped):
            self._talk.tell(_("There may be more: type more."))
            return
        said = [count_line(self._last, stopped=self._stopped), *doubts(self._last)]
        self._talk.tell(*said, *missing(self._last.incomplete))

    def _read_until(self, count: int) -> None:
        """So many rows, or one more, to tell whether that is all. Ctrl+C stops."""
        interrupts = self._talk.terminal.interrupts
        while len(self._rows) <= count and not self._last.is_last and not self._stopped:
            self._last = next(self._parts)
            self._rows += self._last.rows
            if interrupts.came():
                self._stopped = True
                self._parts.close()

    def _other(self, typed: str) -> object:
        if typed.casefold() != "more":
            self._talk.terminal.correct(_("Type a number, or more."))
        elif self._first + AT_ONCE < len(self._rows):
            self._first += AT_ONCE
            return None
        else:
            self._talk.terminal.correct(_("These are all."))
        return SAME

    def _line(self, row: ListedAccount) -> str:
        account, kind = row.account, self._wanted.kind
        return listed(
            (account.name, known_login(account), account.department, state_of(kind, row), *self._more_of(row))
        )

    def _more_of(self, row: ListedAccount) -> Iterator[str]:
        heading, about = moment_heading(self._wanted.kind), about_heading(self._wanted.kind)
        if heading:
            yield f"{heading.lower()} {moment(row.at, self._talk.console.sign_in.clock.now())}"
        if about and row.about:
            yield f"{about.lower()} {row.about}"
