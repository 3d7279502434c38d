"""Verification methods in lines: list, add an app or recovery codes, remove."""

import io
from argparse import Namespace

import segno

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.clearance import Action, Clearance
from helpdesk_tui.desk.methods import Method
from helpdesk_tui.desk.registration import Enrolment
from helpdesk_tui.errors import HelpdeskError, NotPermitted, Refused
from helpdesk_tui.plain import shapes
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.holding import held
from helpdesk_tui.plain.proving import cleared
from helpdesk_tui.secret import Secret
from helpdesk_tui.words import method_columns

_MAY_GO_ON = frozenset({"code-malformed", "registration-wrong-code"})
_READING_SECONDS = 600  # recovery codes are written down by hand


def methods(talk: Conversation, asked: Namespace) -> Exit:
    account = talk.desk.lookup.resolve(asked.account)
    if asked.change == "list":
        return _list(talk, asked, account)
    if asked.change == "remove":
        return _remove(talk, asked, account)
    return _add_app(talk, asked, account) if asked.kind == "totp" else _add_codes(talk, asked, account)


def _list(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    options = talk.desk.lookup.card(account).methods
    if asked.json:
        talk.output.data(shapes.of_methods(options))
        return Exit.DONE
    for option in options:
        talk.output.say(", ".join(part for part in (option.method.id, *method_columns(option)) if part))
    if not options:
        talk.output.note("No method is registered.")
    return Exit.DONE


def _clearance(talk: Conversation, asked: Namespace, account: AccountId, *what: str) -> Clearance:
    """Who it is about, the proof, what will happen, and yes."""
    card = talk.desk.lookup.card(account)
    talk.tell(f"{card.account.name}, {card.account.login}")
    against = card.refusals[Action.CHANGE_METHODS]
    if against:
        raise NotPermitted(against[0])
    clearance = cleared(talk, account, Action.CHANGE_METHODS, asked.ticket)
    talk.tell("What will happen:", *(f"- {each}" for each in what))
    talk.confirm(already=asked.yes)
    return clearance


def _remove(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    clearance = _clearance(
        talk, asked, account, f"Removes the method {asked.method}; its codes stop working."
    )
    with held():
        removed = talk.desk.registration.remove(clearance.id, asked.method)
        talk.output.say(f"Removed: {_named(removed)}.")
    return Exit.DONE


def _add_codes(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    talk.terminal.require()
    clearance = _clearance(talk, asked, account, "Makes new recovery codes; older ones stop working.")
    with held():
        codes = talk.desk.registration.issue_recovery_codes(clearance.id)
        talk.output.say(f"Registered: {len(codes)} recovery codes.")
    try:
        with talk.terminal.page():
            talk.terminal.say(
                "Recovery codes; each works once:", *(f"  {each.reveal()}" for each in codes), ""
            )
            talk.terminal.wait("The person writes them down. Enter clears this", _READING_SECONDS)
    except HelpdeskError:
        talk.output.note("The codes could not be shown: make new ones.")
    except KeyboardInterrupt:
        pass  # they are registered, whoever has read them
    finally:
        for code in codes:
            code.drop()
    return Exit.DONE


def _add_app(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    talk.terminal.require()
    clearance = _clearance(talk, asked, account, f"Registers an authenticator app, called {asked.label}.")
    enrolment = talk.desk.registration.begin_totp(clearance.id, asked.label)
    method: Method | None = None
    try:
        with talk.terminal.page():
            talk.terminal.say(*_invitation(enrolment))
            while method is None:
                method = _activated(talk, enrolment)
    finally:
        if method is None:
            talk.desk.registration.abandon(enrolment)
        enrolment.uri.drop()
        enrolment.key.drop()
    talk.output.say(f"Registered: {_named(method)}.")
    return Exit.DONE


def _activated(talk: Conversation, enrolment: Enrolment) -> Method | None:
    """One try. Raises what ends the registration."""
    if talk.console.demo:
        said = talk.console.demo.caller_says(enrolment.account.id)
        talk.tell(f"Demo: the person's new app shows {said or 'nothing'}.")
    typed = Secret(talk.terminal.ask("First code of the new app"))
    try:
        with held():
            return talk.desk.registration.activate(enrolment, typed)
    except (NotPermitted, Refused) as error:
        if error.problem.code not in _MAY_GO_ON:
            raise
        talk.tell(str(error.problem))
        return None
    finally:
        typed.drop()


def _invitation(enrolment: Enrolment) -> list[str]:
    picture, key = io.StringIO(), enrolment.key.reveal()
    segno.make(enrolment.uri.reveal(), error="l", micro=False).terminal(picture, border=2, compact=True)
    groups = " ".join(key[at : at + 4] for at in range(0, len(key), 4))
    return [*picture.getvalue().splitlines(), f"Scan this with the app, or type its key: {groups}"]


def _named(method: Method) -> str:
    return f"{method.kind.value} {method.label}".strip()
