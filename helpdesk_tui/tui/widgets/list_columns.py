"""The columns of a list of accounts: which there are, how wide they are, what stands in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from helpdesk_tui.desk.account import When
from helpdesk_tui.desk.listing import OF_REGISTRATION, ListedAccount, ListKind
from helpdesk_tui.language import N_, _
from helpdesk_tui.local_time import local
from helpdesk_tui.tui.widgets.columns import GAP
from helpdesk_tui.words.accounts import known_login
from helpdesk_tui.words.lists import about_heading, moment_heading, state_of

_WIDTHS = {N_("Login"): 16, N_("Department"): 18, N_("Mail"): 30, N_("State"): 20}
_OF_MOMENT = 16
_OF_ABOUT = 20
_LEAST, _ENOUGH = 20, 28  # columns that the name keeps, and that it needs


@dataclass(frozen=True)
class ListColumns:
    """Of a list in a window of so many columns."""

    kind: ListKind
    window: int

    @property
    def headings(self) -> Sequence[str]:
        """Department and mail address where there is room for them."""
        moment, about = moment_heading(self.kind), about_heading(self.kind)
        state = [] if self.kind in OF_REGISTRATION else [_("State")]
        names = [_("Name"), _("Login"), *state, *filter(None, (moment, about))]
        for more in (_("Department"), _("Mail")):
            if self._left(self.window - 4, [*names[1:], more]) >= _LEAST:
                names.append(more)
        return names

    def widths(self, room: int) -> Sequence[int]:
        """The name takes what the others leave; what it does not need goes to what is cut first."""
        names = self.headings
        widths = [max(8, self._left(room, names[1:])), *map(self._width, names[1:])]
        for name, most in ((about_heading(self.kind) or _("State"), 40), (_("Login"), 24)):
            place = names.index(name)
            spare = max(0, min(widths[0] - _ENOUGH, most - widths[place]))
            widths[0], widths[place] = widths[0] - spare, widths[place] + spare
        return widths

    def _left(self, room: int, others: Sequence[str]) -> int:
        return room - sum(map(self._width, others)) - GAP * len(others)

    def _width(self, name: str) -> int:
        if name == moment_heading(self.kind):
            return _OF_MOMENT
        return next((width for marked, width in _WIDTHS.items() if _(marked) == name), _OF_ABOUT)

    def cells(self, row: ListedAccount) -> Sequence[str]:
        return [self._cell(name, row) for name in self.headings]

    def key(self, place: int, row: ListedAccount) -> tuple[object, ...]:
        """By which rows are put in order of that column: moments by time, what is unknown last."""
        name = self.headings[place]
        if name == moment_heading(self.kind):
            at = row.at
            return (0, at.timestamp()) if isinstance(at, datetime) else (1 if at else 2, 0.0)
        return (self._cell(name, row).casefold(),)

    def _cell(self, name: str, row: ListedAccount) -> str:
        account = row.account
        known = {
            _("Name"): account.name or _("(no name)"),
            _("Login"): known_login(account),
            _("State"): _("perhaps, unknown") if row.unsure else state_of(self.kind, row),
            _("Department"): account.department or "-",
            _("Mail"): account.mail,
            moment_heading(self.kind): _moment(row.at),
            about_heading(self.kind): row.about or "-",
        }
        return known[name]


def _moment(when: When) -> str:
    if isinstance(when, datetime):
        return f"{local(when):%Y-%m-%d %H:%M}"
    return _("never") if when else _("unknown")
