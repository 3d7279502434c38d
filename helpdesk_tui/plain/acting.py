"""Any action in lines: who, proof, what will happen, yes, receipt."""

from argparse import Namespace
from dataclasses import replace

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.dates import asked_dates
from helpdesk_tui.desk.errors import HelpdeskError, NoTerminal, Refused
from helpdesk_tui.desk.explaining import of_sign_in
from helpdesk_tui.desk.performing import Receipt
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import _
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.holding import held
from helpdesk_tui.plain.proving import cleared
from helpdesk_tui.plain.spelling import aloud
from helpdesk_tui.plain.visit import say_due, say_notices
from helpdesk_tui.secret import Secret
from helpdesk_tui.words.outcomes import (
    OUTCOME_WORDS,
    UNRECORDED,
    end_of_temporary,
    handed_lines,
    record_line,
    steps_in_words,
)

EXITS = {Outcome.DONE: Exit.DONE, Outcome.REFUSED: Exit.REFUSED, Outcome.UNKNOWN: Exit.UNKNOWN}


def act(talk: Conversation, asked: Namespace) -> Exit:
    """The command that is called as its action is."""
    action = Action(asked.command)
    if SPECS[action].sets_password and _may_be_shown(talk, asked):
        talk.terminal.require()  # for the password; better known before the write than after
    account = talk.desk.lookup.resolve(asked.account)
    order = _introduce(talk, account, action, asked)
    talk.warn_of_threat()
    clearance = cleared(talk, account, order.action, asked.ticket)
    if getattr(asked, "ask_password", False):
        order = replace(order, password=_typed_twice(talk))
    _announce(talk, account, order)
    talk.confirm(already=asked.yes)
    receipt: Receipt | None = None
    try:
        with held() as signals:
            receipt = talk.desk.actions.perform(clearance.id, order)
            say_receipt(talk, receipt)
            if signals:
                talk.output.note(_("The key to cancel came too late: the outcome is above."))
        _hand_over(talk, asked, receipt, typed=order.password is not None)
        _offer_again(talk, asked, receipt)
        say_due(talk, account)
    except (KeyboardInterrupt, SystemExit):  # once there is an outcome, that is what the exit code says
        if receipt is None:
            raise
    finally:
        if receipt is not None:
            talk.desk.actions.close_receipt(receipt.number)
        for secret in (order.password, receipt.password if receipt else None):
            if secret is not None:
                secret.drop()
    return EXITS[receipt.outcome]


def _may_be_shown(talk: Conversation, asked: Namespace) -> bool:
    """Whether a password may have to be shown on the terminal."""
    return talk.desk.policy.shows_passwords and not asked.ask_password and not asked.print_password


def _announce(talk: Conversation, account: AccountId, order: Order) -> None:
    """What it will do. Raises what stands against it; all of that is said."""
    shown = talk.desk.actions.preview(account, order)
    talk.announce(*shown.sentences)
    talk.tell(*(_("Note: {warning}", warning=warning) for warning in shown.warnings))
    if shown.refusals:
        talk.tell(*map(str, shown.refusals[1:]))
        raise Refused(shown.refusals[0])


def _introduce(talk: Conversation, account_id: AccountId, action: Action, asked: Namespace) -> Order:
    """Says who it is about, and gives the usual order less what was asked to be left out. Raises what stands
    against it, before anybody is asked for a code."""
    card = talk.desk.lookup.card_for(account_id, action)
    account = card.account
    usual = talk.desk.actions.usual(account, action)
    left_out = (each for each in usual.also if getattr(asked, f"no_{each.replace('-', '_')}"))
    order = replace(usual, also=usual.also.difference(left_out))
    if SPECS[action].asks_dates:
        order = replace(order, asked=asked_dates(asked.first, asked.until))
    if SPECS[action].asks_group:
        order = replace(order, asked=talk.desk.actions.group_named(asked.group))
    parts = (account.name, account.login, account.department, account.title)
    talk.tell(
        ", ".join(part for part in parts if part), *(each.sentence for each in of_sign_in(card.reasons))
    )
    shown = talk.desk.actions.preview(account_id, order)
    if shown.refusals:
        raise Refused(shown.refusals[0])
    if getattr(asked, "ask_password", False) and not talk.desk.actions.rules(account).may_be_typed:
        raise Refused(problem("typed-password-off"))
    return order


def _typed_twice(talk: Conversation) -> Secret:
    first = talk.terminal.ask_secret(_("Temporary password"))
    second = talk.terminal.ask_secret(_("The same again"))
    same = first == second
    second.drop()
    if not same:
        first.drop()
        raise Refused(problem("typed-twice"))
    if not first:
        raise Refused(problem("password-too-short", length=1))
    return first


def say_receipt(talk: Conversation, receipt: Receipt) -> None:
    """Each step with its outcome, the record's number, and who was told."""
    for each, words in steps_in_words(receipt):
        why = f". {each.problem}" if each.problem else ""
        talk.output.say(f"{words}: {OUTCOME_WORDS[each.outcome]}{why}")
    talk.output.say(record_line(receipt.number, receipt.server))
    if receipt.handed is not None:
        talk.output.say(*(_("New password: {line}", line=line) for line in handed_lines(receipt.handed)))
    if words := end_of_temporary(receipt):
        talk.output.say(words)
    say_notices(talk, receipt.notices)
    if not receipt.recorded:
        talk.output.note(_(UNRECORDED))


def _hand_over(talk: Conversation, asked: Namespace, receipt: Receipt, *, typed: bool) -> None:
    """Give the operator the generated password, once."""
    if receipt.password is None or typed:
        return
    if asked.print_password:
        talk.output.say(_("Temporary password: {password}", password=receipt.password.reveal()))
        return
    seconds = talk.desk.policy.passwords.visible_seconds
    try:
        with talk.terminal.page():
            first = _("Temporary password: {password}", password=receipt.password.reveal())
            talk.terminal.say(first, *aloud(receipt.password), "")
            talk.terminal.wait(
                _("Enter clears this; it goes by itself after {count} seconds", count=seconds), seconds
            )
    except HelpdeskError:  # the terminal is gone; the write is not
        talk.output.note(_("The temporary password could not be shown: reset it again to get another one."))


def _offer_again(talk: Conversation, asked: Namespace, receipt: Receipt) -> None:
    """A password that nobody here sees, and that was not sent, can be sent again as long as this runs; where
    nobody can be asked, it is reset once more."""
    handed = receipt.handed
    while handed is not None and handed.left and not handed.is_sent:
        try:
            said = (
                ""
                if asked.yes
                else talk.terminal.ask(_("Type again to send it again, or nothing to leave it"))
            )
            if said.strip().casefold() != "again":
                talk.output.note(_("The new password was not sent: reset once more."))
                return
            handed = talk.desk.actions.send_again(receipt.number)
            talk.output.say(*(_("New password: {line}", line=line) for line in handed_lines(handed)))
        except HelpdeskError as error:
            talk.output.note(str(error.problem))
            if error.problem.code == "password-gone" or isinstance(error, NoTerminal):
                return
