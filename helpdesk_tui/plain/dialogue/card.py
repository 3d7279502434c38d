"""One account in words: what matters now, and all the rest on request."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import in_words
from helpdesk_tui.desk.explaining import Stops, of_sign_in
from helpdesk_tui.desk.lookup import Card
from helpdesk_tui.desk.verification import MethodOption
from helpdesk_tui.language import N_, _
from helpdesk_tui.plain.dialogue.speech import fact, listed
from helpdesk_tui.text import mask_phone
from helpdesk_tui.words.accounts import (
    account_state,
    ending_lines,
    full_login,
    password_lines,
    permissions,
)
from helpdesk_tui.words.methods import method_columns, registration_line
from helpdesk_tui.words.proofs import EXCEPTIONAL
from helpdesk_tui.words.reasons import reason_line
from helpdesk_tui.words.reports import held_line
from helpdesk_tui.words.times import clock_time

NOT_IN_THE_WAY = N_("Nothing that the directory shows is in the way of signing in.")


def short(card: Card, now: datetime) -> Iterator[str]:
    """Who it is, why they cannot sign in, and what is to be known before anything is done."""
    account = card.account
    yield _(
        "Card: {facts}", facts=listed((account.name, full_login(account), account.title, account.department))
    )
    yield fact(_("State"), account_state(account.state, now))
    for reason in card.reasons:
        if reason.stops is not Stops.CHANGE:
            said = f"{reason.sentence} {reason_line(reason, now)}"
            yield _("Why: {reason}", reason=said)
    if not of_sign_in(card.reasons):
        yield _(NOT_IN_THE_WAY)
    for why in filter(None, (card.braked, card.not_known_here)):
        yield str(why)
    if card.reported:
        yield held_line(card.reported, now)
    for why in card.against(Action.RESET):
        yield _("No reset: {why}", why=why)
    if card.registration.due:
        yield card.registration.due
    if card.clearance:
        until = clock_time(card.clearance.expires_at, now)
        yield _(
            "The caller is verified until {until}, once, to {actions}.",
            until=until,
            actions=in_words(card.clearance.actions),
        )


def full(card: Card, now: datetime) -> Iterator[str]:
    """The rest of it."""
    yield from _facts(card.account)
    for line in password_lines(card.account, now):
        yield fact(_("Password"), line)
    yield from ending_lines(card.account.state, now)
    for reason in card.reasons:
        if reason.stops is Stops.CHANGE:
            yield f"{reason.sentence} {reason_line(reason, now)}"
    for option in card.methods:
        yield fact(_("Method"), method_line(option))
    yield fact(_("Tier"), _(card.tier))
    yield registration_line(card.registration)
    if card.exceptional and not card.unprovable:
        yield _(EXCEPTIONAL)
    for line in permissions(card):
        yield fact(_("You may"), line)
    for each in card.history:
        yield _(
            "Done here: {time}, {operator}, {what}.",
            time=clock_time(each.at, now),
            operator=each.operator,
            what=each.sentence,
        )
    if not card.history:
        yield _("Done here: nothing yet.")


def method_line(option: MethodOption) -> str:
    """One way to prove the person, and whether it can be used now."""
    kind, detail, grade, status = method_columns(option)
    default = _("the default") if option.method.is_default else ""
    return listed((kind, detail, grade, "" if option.usable else status, default))


def _facts(account: Account) -> Iterator[str]:
    known: Sequence[tuple[str, str]] = (
        (_("Mail"), account.mail or _("none")),
        (_("Mobile"), _phone(account.mobile)),
        (_("Office phone"), _phone(account.office_phone)),
        (_("Manager"), account.manager),
        (_("Office"), account.office),
        (_("Employee number"), account.employee_number),
        ("UPN", account.principal_name),
        ("DN", account.dn),
    )
    yield from (fact(label, value) for label, value in known if value)


def _phone(number: str | None) -> str:
    """Masked: the number is shown only for a call-back, and then it is in the record."""
    if number is None:
        return _("unknown")
    return mask_phone(number) if number else _("none")
