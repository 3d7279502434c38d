"""Verification methods in lines: list, add, confirm, change, remove, and ask for a new registration."""

from argparse import Namespace
from collections.abc import Callable, Mapping
from functools import partial

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.clearance import ClearanceId
from helpdesk_tui.desk.methods import CONTACT_KINDS, FACTS, Method, MethodKind, Origin
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.errors import Refused
from helpdesk_tui.plain import shapes, tables
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.enrolment import apps, contacts, handed_out, questions
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.holding import held
from helpdesk_tui.plain.visit import cleared_to_change, named, say_change
from helpdesk_tui.text import clean
from helpdesk_tui.words.methods import registration_line


def methods(talk: Conversation, asked: Namespace) -> Exit:
    account = talk.desk.lookup.resolve(asked.account)
    return _CHANGES[asked.change](talk, asked, account)


def _list(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    card = talk.desk.lookup.card(account)
    if asked.json:
        talk.output.data(shapes.of_methods(card.methods))
        return Exit.DONE
    talk.output.table(tables.of_methods(card.methods), header=asked.header)
    if not any(option.method.origin in _OWN for option in card.methods):
        talk.output.note("No method is registered.")
    talk.output.note(registration_line(card.registration))
    return Exit.DONE


# --- adding -------------------------------------------------------------------------------------------


def _add(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    talk.terminal.require()
    return _ADDING[asked.kind](talk, asked, account)


def _add_app(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    clearance = cleared_to_change(
        talk, asked, account, f"Registers an authenticator app, called {asked.label}."
    )
    begin = talk.desk.registration.begin_app
    return _registered(talk, account, apps.add_app(talk, lambda: begin(clearance.id, asked.label)))


def _add_token(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    serial = asked.serial or clean(talk.terminal.ask("Serial number on the token"))
    clearance = cleared_to_change(talk, asked, account, f"Gives the token {serial} to this person.")
    begin = talk.desk.registration.begin_token
    return _registered(talk, account, apps.confirm_known(talk, lambda: begin(clearance.id, serial)))


def _add_contact(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    kind = MethodKind(asked.kind)
    clearance = cleared_to_change(talk, asked, account, f"Registers a method: {FACTS[kind].label}.")
    address, begin = contacts.asked_address(talk, kind, asked.address), talk.desk.registration.begin_contact
    start = partial(begin, clearance.id, kind, address, asked.label)
    return _registered(talk, account, contacts.add_contact(talk, start, address))


def _add_codes(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    clearance = cleared_to_change(talk, asked, account, "Makes new recovery codes; older ones stop working.")
    say_change(talk, account, handed_out.recovery_codes(talk, clearance.id))
    return Exit.DONE


def _add_questions(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    count = talk.desk.policy.verification.questions.register
    clearance = cleared_to_change(
        talk, asked, account, f"Registers {count} security questions; older ones are forgotten."
    )
    return _registered(talk, account, questions.set_questions(talk, clearance.id))


def _confirm(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    talk.terminal.require()
    method = _known(talk, account, asked.method)
    clearance = cleared_to_change(talk, asked, account, f"Confirms {named(method)} by a code.")
    begin = talk.desk.registration.begin_token
    known = apps.confirm_known(talk, lambda: begin(clearance.id, method=method.id))
    return _registered(talk, account, known)


def _registered(talk: Conversation, account: AccountId, method: Method) -> Exit:
    say_change(talk, account, f"Registered: {named(method)}.")
    return Exit.DONE


# --- changing -----------------------------------------------------------------------------------------


def _change(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    talk.terminal.require()
    method = _known(talk, account, asked.method)
    if method.kind not in CONTACT_KINDS:
        raise Refused(problem("method-not-changed"))
    clearance = cleared_to_change(talk, asked, account, f"Replaces {named(method)} by another one.")
    address = contacts.asked_address(talk, method.kind, asked.address)
    begin = talk.desk.registration.begin_contact
    start = partial(begin, clearance.id, method.kind, address, method.label, replaces=method.id)
    changed = contacts.add_contact(talk, start, address)
    say_change(talk, account, f"Changed: {named(changed)}.")
    return Exit.DONE


def _remove(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    method = _known(talk, account, asked.method)

    def remove(clearance: ClearanceId) -> str:
        return f"Removed: {named(talk.desk.registration.remove(clearance, method.id))}."

    return _at_once(talk, asked, account, remove, f"Removes {named(method)}; it proves nothing any more.")


def _rename(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    method = _known(talk, account, asked.method)

    def rename(clearance: ClearanceId) -> str:
        return f"Renamed: {named(talk.desk.registration.rename(clearance, method.id, asked.name))}."

    return _at_once(talk, asked, account, rename, f"Calls {named(method)} from now on: {asked.name}.")


def _default(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    method = _known(talk, account, asked.method)

    def choose(clearance: ClearanceId) -> str:
        return f"The default: {named(talk.desk.registration.set_default(clearance, method.id))}."

    return _at_once(talk, asked, account, choose, f"Makes {named(method)} the person's default.")


def _reconfirm(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    def reconfirm(clearance: ClearanceId) -> str:
        talk.desk.registration.reconfirm(clearance)
        return "Confirmed: all that is registered is still right."

    options = talk.desk.lookup.card(account).methods
    registered = [each.method for each in options if each.method.origin in _OWN]
    return _at_once(talk, asked, account, reconfirm, *(f"Still right: {named(each)}." for each in registered))


def _at_once(
    talk: Conversation,
    asked: Namespace,
    account: AccountId,
    change: Callable[[ClearanceId], str],
    *what: str,
) -> Exit:
    """A change that needs no code of its own; `change` says what was done."""
    clearance = cleared_to_change(talk, asked, account, *what)
    with held():
        done = change(clearance.id)
        say_change(talk, account, done)
    return Exit.DONE


def _require(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    """It only asks for more, so it takes no proof."""
    card = talk.desk.lookup.card(account)
    talk.tell(f"{card.account.name}, {card.account.login}")
    talk.tell("What will happen:", "- The person must register again at the next contact.")
    talk.confirm(already=asked.yes)
    with held():
        talk.desk.registration.require_again(account)
        talk.output.say("The person must register again.")
    return Exit.DONE


def _pass(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    talk.terminal.require()
    what = (
        "Issues an access pass; an older one stops working. It proves the person for changing methods alone."
    )
    clearance = cleared_to_change(talk, asked, account, what)
    once = False if asked.many else None
    say_change(talk, account, handed_out.access_pass(talk, clearance.id, asked.minutes, once))
    return Exit.DONE


def _known(talk: Conversation, account: AccountId, wanted: str) -> Method:
    """One of the person's registered methods by its id. Raises `Refused` (method-unknown)."""
    for option in talk.desk.lookup.card(account).methods:
        if option.method.id == wanted and option.method.origin in _OWN:
            return option.method
    raise Refused(problem("method-unknown"))


_OWN = frozenset({Origin.REGISTERED, Origin.IMPORTED})

_Doing = Callable[[Conversation, Namespace, AccountId], Exit]

_ADDING: Mapping[str, _Doing] = {
    "totp": _add_app,
    "oath-token": _add_token,
    "sms": _add_contact,
    "email": _add_contact,
    "call-back": _add_contact,
    "recovery-codes": _add_codes,
    "questions": _add_questions,
}

_CHANGES: Mapping[str, _Doing] = {
    "list": _list,
    "add": _add,
    "confirm": _confirm,
    "change": _change,
    "remove": _remove,
    "rename": _rename,
    "default": _default,
    "reconfirm": _reconfirm,
    "require": _require,
    "pass": _pass,
}
