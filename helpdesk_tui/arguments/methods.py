"""The arguments of `methods`: what can be registered, and what can be changed of it."""

import argparse
from typing import Any

from helpdesk_tui.arguments.parts import (
    Parser,
    add_account,
    add_json,
    add_list_form,
    add_ticket,
    add_yes,
    command,
    count,
    flag,
    inner,
    one,
)
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.language import _
from helpdesk_tui.text import clean


def add_methods(commands: Any) -> None:
    """`methods` with all that can be done to them."""
    methods = command(commands, "methods", _("list, register, change or remove verification methods"))
    add_account(methods)
    what = inner(methods, "change")
    add_list_form(one(what, "list", _("list them, strongest first")))
    changes = [*_adding(what), *_changing(what)]
    for change in changes:
        add_ticket(change)
        add_yes(change)
    add_yes(one(what, "require", _("make the person register again")))


def _adding(what: Any) -> list[argparse.ArgumentParser]:
    """A parser for each kind that can be registered, each with what it needs alone."""
    adding = one(what, "add", _("register one, after verification"))
    kinds = adding.add_subparsers(dest="kind", metavar="KIND", required=True, parser_class=Parser)
    token = one(kinds, "oath-token", _("a hardware token out of the stock"))
    token.add_argument(
        "--serial", default="", type=clean, metavar="NUMBER", help=_("the number on the token")
    )
    app = one(kinds, "totp", _("an authenticator app"))
    contacts = [
        one(kinds, "sms", _("a mobile number, for codes by SMS")),
        one(kinds, "email", _("a mail address, for codes by mail")),
        one(kinds, "call-back", _("a number to call")),
    ]
    for each, option in zip(contacts, ("--number", "--address", "--number"), strict=True):
        _add_address(each, option)
    for each, usual in ((app, "phone"), *((each, "") for each in contacts)):
        each.add_argument(
            "--label", default=usual, type=clean, metavar="NAME", help=_("the person's name for it")
        )
    codes = one(kinds, "recovery-codes", _("ten new codes; older ones stop working"))
    codes.set_defaults(kind=MethodKind.RECOVERY_CODE.value)  # the others are called as their kinds are
    questions = one(kinds, "questions", _("security questions; older ones are forgotten"))
    made = [token, app, *contacts, codes, questions]
    for each in made:
        add_json(each)
    return made


def _changing(what: Any) -> list[argparse.ArgumentParser]:
    confirm = one(what, "confirm", _("confirm an imported app or token by its first code"))
    change = one(what, "change", _("replace a number or address by another one"))
    _add_address(change, "--number", "--address")
    rename = one(what, "rename", _("give one another name"))
    default = one(what, "default", _("make one the person's default"))
    remove = one(what, "remove", _("remove one"))
    for each in (confirm, change, rename, default, remove):
        each.add_argument("method", type=clean, metavar="ID", help=_("as shown by list"))
    rename.add_argument("name", type=clean, metavar="NAME", help=_("the new one"))
    reconfirm = one(what, "reconfirm", _("note that all that is registered is still right"))
    issue = one(what, "pass", _("issue an access pass, good for changing methods alone"))
    issue.add_argument("--minutes", type=count, metavar="N", help=_("its life, at most what policy says"))
    flag(issue, "--many", _("it works more than once, where policy allows"))
    for each in (confirm, change, issue):
        add_json(each)
    return [confirm, change, rename, default, remove, reconfirm, issue]


def _add_address(command: argparse.ArgumentParser, *options: str) -> None:
    command.add_argument(
        *options, dest="address", default="", type=clean, metavar="WHERE", help=_("otherwise it is asked for")
    )
