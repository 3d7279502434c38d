"""What is known of one account, in sections."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.content import Content

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.actions.registry import SPECS, in_words
from helpdesk_tui.desk.explaining import Stops, of_sign_in
from helpdesk_tui.desk.history import Entry
from helpdesk_tui.desk.lookup import Card
from helpdesk_tui.keys.registry import id_of
from helpdesk_tui.language import _
from helpdesk_tui.text import mask_phone
from helpdesk_tui.tui.keys import key_named
from helpdesk_tui.tui.widgets.body import Page
from helpdesk_tui.tui.widgets.columns import cut, in_lines, row, widths_for
from helpdesk_tui.tui.widgets.history import entry_day, short_heading
from helpdesk_tui.tui.widgets.section import Line, Section
from helpdesk_tui.words.accounts import (
    about_line,
    account_state,
    ending_lines,
    password_lines,
    permissions,
)
from helpdesk_tui.words.methods import method_row
from helpdesk_tui.words.proofs import EXCEPTIONAL
from helpdesk_tui.words.reasons import reason_line
from helpdesk_tui.words.reports import held_line
from helpdesk_tui.words.times import clock_time

_DN_WIDTH = 480  # columns over several lines; the whole DN stays what is compared
_HISTORY = 5  # lines
_GAP = "   "
_BESIDE_LINES = 16  # columns: the names of the sections, margins, the scroll bar


class CardPage(Page):
    """Nothing is seen before the first `show`."""

    def compose(self) -> ComposeResult:
        yield Section(_("Sign-in"), id="why")
        yield Section(_("You may"), id="may")
        yield Section(_("Password"), id="password")
        yield Section(_("Methods"), id="methods")
        yield Section("", id="history")
        yield Section(_("Contact"), id="contact")

    def on_mount(self) -> None:
        self.display = False

    def show(self, card: Card, now: datetime, width: int, *, history: bool) -> None:
        """In a page of `width` columns; `history` = it stands here, and not beside the page."""
        account = card.account
        self._section("why", _why(card, now))
        self._section(
            "may", [*_held(card, now), *_may(card, now, width - _BESIDE_LINES, partial(key_named, self.app))]
        )
        self._section("password", password_lines(account, now))
        self._section("methods", _methods(card, width - _BESIDE_LINES))
        self._section("history", _history(card.history, now))
        self.query_one("#history", Section).call(short_heading(now))
        self.query_one("#history").display = history
        self._section("contact", _contact(account))
        self.display = True

    def _section(self, name: str, lines: Sequence[Line]) -> None:
        self.query_one(f"#{name}", Section).show(lines)


def card_heading(account: Account, now: datetime, width: int) -> Content:
    """Name and state, login and place, in two lines of at most `width` columns."""
    state = account_state(account.state, now)
    tag = (state, "") if state == _("active") else (f" {state} ", "bold reverse")
    name = cut(account.name or account.login, width - cell_len(tag[0]) - 3)
    return Content.assemble((name, "bold"), "   ", tag, "\n", cut(about_line(account), width))


def _why(card: Card, now: datetime) -> list[Line]:
    lines: list[Line] = []
    for reason in card.reasons:
        if reason.stops is not Stops.CHANGE:
            lines.extend([Content.styled(reason.sentence, "bold"), reason_line(reason, now)])
    if not of_sign_in(card.reasons):
        lines.append(_("Nothing that the directory shows is in the way of signing in."))
    lines.extend(ending_lines(card.account.state, now))
    for why in filter(None, (card.braked, card.not_known_here)):
        lines.extend([Content.styled(why.cause, "bold"), why.remedy])
    return lines


def _held(card: Card, now: datetime) -> list[Line]:
    return [Content.styled(held_line(card.reported, now), "bold")] if card.reported else []


def _may(card: Card, now: datetime, width: int, key_named: Callable[[str], str]) -> list[str]:
    """What has no place in the line of keys stands here with its key."""
    more = [spec for spec in SPECS.values() if not spec.mends and card.offers(spec.action)]
    lines = permissions(card, frozenset(spec.action for spec in more))
    keys = [f"{key_named(id_of(spec.action))} {spec.words}" for spec in more]
    if not card.brake:
        keys.append(_("{key} disable at once, under attack", key=key_named("card.brake")))
    return [*lines, *_key_lines(keys, width), *_verified(card, now)]


def _key_lines(keys: list[str], width: int) -> Iterator[str]:
    """A key stays with its words."""
    if not keys:
        return
    said = [_("More keys: {keys}", keys=key) if not place else key for place, key in enumerate(keys)]
    for line in in_lines([cell_len(each) + len(_GAP) for each in said], width + len(_GAP)):
        yield _GAP.join(said[place] for place in line)


def _verified(card: Card, now: datetime) -> list[str]:
    if card.clearance is None:
        return []
    words = in_words(card.clearance.actions)
    return [
        _(
            "The caller is verified until {until}, once, to {actions}.",
            until=clock_time(card.clearance.expires_at, now),
            actions=words,
        )
    ]


def _methods(card: Card, width: int) -> list[Line]:
    lines: list[Line] = []
    if card.registration.due:
        lines.append(Content.styled(card.registration.due, "bold"))
    rows = [method_row(option) for option in card.methods]
    widths = widths_for(rows, width, last_whole=True)
    for cells in rows:
        lines.append(row(zip(cells, widths, strict=True)))
    if card.exceptional and not card.unprovable:
        lines.append(_(EXCEPTIONAL))
    return [*lines, _("Tier {tier}.", tier=_(card.tier))]


def _history(entries: Sequence[Entry], now: datetime) -> list[str]:
    said = [f"{entry_day(each.at, now)}  {each.operator}  {each.sentence}" for each in entries[:_HISTORY]]
    return said or [_("Nothing at this desk yet.")]


def _contact(account: Account) -> list[str]:
    mobile, office = _phone(account.mobile), _phone(account.office_phone)
    lines = [
        _(
            "{mail} · mobile {mobile} · office {office}",
            mail=account.mail or _("no mail address"),
            mobile=mobile,
            office=office,
        )
    ]
    more = [
        (_("manager"), account.manager),
        (_("office"), account.office),
        (_("employee number"), account.employee_number),
    ]
    said = " · ".join(f"{name} {value}" for name, value in more if value)
    return [*lines, *([said] if said else []), cut(account.dn, _DN_WIDTH)]


def _phone(number: str | None) -> str:
    """Masked: the number is shown only for a call-back, and then it is in the record."""
    if number is None:
        return _("unknown")
    return mask_phone(number) if number else "-"
