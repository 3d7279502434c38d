"""Whom a call is about: what was typed, whom it finds, one of them."""

from collections.abc import Callable
from functools import partial

from helpdesk_tui.desk.account import AccountId, AccountSummary
from helpdesk_tui.desk.ports import Found
from helpdesk_tui.language import N_, _
from helpdesk_tui.plain.dialogue.speech import listed
from helpdesk_tui.plain.dialogue.spoken import Place
from helpdesk_tui.plain.dialogue.talking import AT_ONCE, SAME, Dialogue, Item
from helpdesk_tui.words.accounts import known_login, summary_state
from helpdesk_tui.words.searching import found_line, slow_line

_AND = "and "
_HELP = (
    N_("Type the number of the one who is meant. more says the next ones."),
    N_("and with more words narrows it: and dept:finance. Anything else is a new search."),
)


class Finding:
    """`open_card` goes on with the one who was chosen."""

    def __init__(self, talk: Dialogue, open_card: Callable[[AccountId], None]) -> None:
        self._talk = talk
        self._open_card = open_card

    def find(self, query: str) -> None:
        """One result is opened; of several, the operator picks: never the first by chance."""
        hits = _Hits(self._talk, self._open_card, query)
        if hits.found.rows and not hits.is_only_one:
            hits.stay()
        elif hits.is_only_one:
            hits.open_first()


class _Hits:
    """Whom one search found, and each narrower one."""

    def __init__(self, talk: Dialogue, open_card: Callable[[AccountId], None], query: str) -> None:
        self._talk = talk
        self._open_card = open_card
        self._first = 0  # that is said
        self._query = query
        self.found = self._searched(talk.desk.lookup.search(query), query)

    @property
    def is_only_one(self) -> bool:
        return len(self.found.rows) == 1 and not self.found.more and self.found.unsearched is None

    def open_first(self) -> None:
        self._open_card(self.found.rows[0].id)

    def stay(self) -> None:
        self._talk.stay_at(
            Place(_("Whom it found"), _HELP),
            tell=self._tell,
            items=self._items,
            question=_("Whom, by the number; other words search anew; Enter alone goes back"),
            other=self._other,
        )

    # --- what is said ---------------------------------------------------------------------------------

    def _searched(self, found: Found, query: str) -> Found:
        self._talk.tell(found_line(found, query))
        if found.slow:
            self._talk.tell(slow_line(found.slow))
        if found.unsearched:
            self._talk.tell(str(found.unsearched))
        return found

    def _tell(self) -> None:
        """As many as one listens to."""
        rows = self.found.rows
        shown = rows[self._first : self._first + AT_ONCE]
        self._talk.tell(*(_line(number, each) for number, each in enumerate(shown, self._first + 1)))
        left = len(rows) - self._first - len(shown)
        if left:
            self._talk.tell(_("{count} more: type more.", count=left))
        elif self.found.more:
            self._talk.tell(_("There are more: type more."))

    def _items(self) -> list[Item]:
        return [
            Item("", each.name or each.login, partial(self._open_card, each.id)) for each in self.found.rows
        ]

    # --- what is typed --------------------------------------------------------------------------------

    def _other(self, typed: str) -> object:
        if typed.casefold() == "more":
            return self._more()
        narrower = typed.casefold().startswith(_AND)
        query = f"{self._query} {typed[len(_AND) :].strip()}" if narrower else typed
        found = self._searched(self._talk.desk.lookup.search(query), query)
        if not found.rows:
            return SAME  # those who were found before are still there
        self._query, self.found, self._first = query, found, 0
        if self.is_only_one:
            self.open_first()
        return None

    def _more(self) -> object:
        """Those that are there, then the next ones of the directory."""
        behind = self._first + AT_ONCE
        if behind >= len(self.found.rows):
            if not self.found.more:
                self._talk.terminal.correct(_("These are all."))
                return SAME
            more = self._talk.desk.lookup.search_more(self._query, self.found.rows)
            self.found = self._searched(more, self._query)
        self._first = behind
        return None


def _line(number: int, row: AccountSummary) -> str:
    return f"{number}. {listed((row.name, known_login(row), row.department, summary_state(row)))}"
