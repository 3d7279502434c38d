"""Verification methods in lines: list, add, confirm, change, remove, and ask for a new registration."""

from argparse import Namespace
from collections.abc import Callable, Mapping

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.clearance import ClearanceId
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import CONTACT_KINDS, FACTS, KEPT_HERE, Method, MethodId, MethodKind
from helpdesk_tui.desk.methods.enrolment import named
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import _
from helpdesk_tui.plain import shapes, tables
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.enrolling import enrolled, in_lines
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.holding import held
from helpdesk_tui.plain.json_lines import JsonLines, registered_object
from helpdesk_tui.plain.proving import cleared
from helpdesk_tui.plain.visit import cleared_to_change, say_change
from helpdesk_tui.words.methods import registration_line
from helpdesk_tui.words.outcomes import notice_line


def methods(talk: Conversation, asked: Namespace) -> Exit:
    account = talk.desk.lookup.resolve(asked.account)
    return _CHANGES[asked.change](talk, asked, account)


def _list(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    card = talk.desk.lookup.card(account)
    talk.listed(asked, card.methods, shapes.of_methods, tables.of_methods)
    if not asked.json:
        if not any(option.method.origin in KEPT_HERE for option in card.methods):
            talk.output.note(_("No method is registered."))
        talk.output.note(registration_line(card.registration))
    return Exit.DONE


# --- adding and replacing -----------------------------------------------------------------------------


def _add(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    kind = MethodKind(asked.kind)
    return _register(talk, asked, account, _("Registers a method: {label}.", label=FACTS[kind].label), kind)


def _pass(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    what = _(
        "Issues an access pass; an older one stops working. It proves the person for changing methods alone."
    )
    if asked.many and talk.desk.policy.registration.pass_once:
        raise Refused(problem("pass-once-only"))
    return _register(talk, asked, account, what, MethodKind.ACCESS_PASS)


def _confirm(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    method = _known(talk, account, asked.method)
    return _register(
        talk, asked, account, _("Confirms {named} by a code.", named=named(method)), method.kind, method.id
    )


def _change(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    method = _known(talk, account, asked.method)
    if method.kind not in CONTACT_KINDS:
        raise Refused(problem("method-not-changed"))
    return _register(
        talk,
        asked,
        account,
        _("Replaces {named} by another one.", named=named(method)),
        method.kind,
        method.id,
    )


def _register(  # noqa: PLR0917 - what is registered, and for whom
    talk: Conversation,
    asked: Namespace,
    account: AccountId,
    what: str,
    kind: MethodKind,
    method: MethodId | None = None,
) -> Exit:
    if asked.json:
        return _register_by_json(talk, asked, account, kind, method)
    talk.terminal.require()
    clearance = cleared_to_change(talk, asked, account, what)
    asker = in_lines(talk, account, kind, _given(asked), frozenset({"make"}))
    say_change(talk, account, enrolled(talk, asker, clearance.id, kind, method).done)
    return Exit.DONE


def _register_by_json(
    talk: Conversation, asked: Namespace, account: AccountId, kind: MethodKind, method: MethodId | None
) -> Exit:
    talk.desk.lookup.card_for(account, Action.CHANGE_METHODS)
    lines = JsonLines(talk.output)
    clearance = cleared(talk, account, Action.CHANGE_METHODS, asked.ticket, lines)
    stands = enrolled(talk, lines, clearance.id, kind, method)
    told = tuple(notice_line(each) for each in talk.desk.registering.notices(account))
    if stands.method:
        talk.output.line({"registered": registered_object(stands.method, told)})
    return Exit.DONE


def _given(asked: Namespace) -> dict[str, str | None]:
    """What the command line said of the fields; None = as it stands there."""
    said = {name: getattr(asked, name, None) for name in ("label", "serial", "address", "minutes")}
    given: dict[str, str | None] = {name: str(value) for name, value in said.items() if value}
    times = {"times": "many" if getattr(asked, "many", False) else None}
    return {"label": None, "minutes": None, "which": "stock", **times, **given}


def _remove(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    method = _known(talk, account, asked.method)

    def remove(clearance: ClearanceId) -> str:
        return _("Removed: {named}.", named=named(talk.desk.keeping.remove(clearance, method.id)))

    return _at_once(
        talk, asked, account, remove, _("Removes {named}; it proves nothing any more.", named=named(method))
    )


def _rename(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    method = _known(talk, account, asked.method)

    def rename(clearance: ClearanceId) -> str:
        return _("Renamed: {named}.", named=named(talk.desk.keeping.rename(clearance, method.id, asked.name)))

    return _at_once(
        talk,
        asked,
        account,
        rename,
        _("Calls {named} from now on: {name}.", named=named(method), name=asked.name),
    )


def _default(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    method = _known(talk, account, asked.method)

    def choose(clearance: ClearanceId) -> str:
        return _("The default: {named}.", named=named(talk.desk.keeping.set_default(clearance, method.id)))

    return _at_once(
        talk, asked, account, choose, _("Makes {named} the person's default.", named=named(method))
    )


def _reconfirm(talk: Conversation, asked: Namespace, account: AccountId) -> Exit:
    def reconfirm(clearance: ClearanceId) -> str:
        talk.desk.keeping.reconfirm(clearance)
        return _("Confirmed: all that is registered is still right.")

    options = talk.desk.lookup.card(account).methods
    registered = [each.method for each in options if each.method.origin in KEPT_HERE]
    return _at_once(
        talk,
        asked,
        account,
        reconfirm,
        *(_("Still right: {named}.", named=named(each)) for each in registered),
    )


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
    talk.announce(_("The person must register again at the next contact."))
    talk.confirm(already=asked.yes)
    with held():
        talk.desk.keeping.require_again(account)
        talk.output.say(_("The person must register again."))
    return Exit.DONE


def _known(talk: Conversation, account: AccountId, wanted: str) -> Method:
    """One of the person's registered methods by its id. Raises `Refused` (method-unknown)."""
    for option in talk.desk.lookup.card(account).methods:
        if option.method.id == wanted and option.method.origin in KEPT_HERE:
            return option.method
    raise Refused(problem("method-unknown"))


_Doing = Callable[[Conversation, Namespace, AccountId], Exit]

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
