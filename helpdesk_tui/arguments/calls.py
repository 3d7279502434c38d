"""The arguments of a call: find, show, verify, act; and of the second operator."""

from typing import Any

from helpdesk_tui.arguments.parts import (
    add_account,
    add_json,
    add_list_form,
    add_ticket,
    add_yes,
    columns_of_list,
    command,
    days,
    flag,
    inner,
    one,
    rows,
)
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.change_password import CHANGE_PASSWORD
from helpdesk_tui.desk.actions.registry import READING, SPECS, WRITING
from helpdesk_tui.desk.actions.spec import ActionSpec
from helpdesk_tui.desk.listing import ListKind
from helpdesk_tui.desk.method import EXCEPTIONAL_KINDS, OUTSIDE_KINDS, MethodKind
from helpdesk_tui.language import N_, _
from helpdesk_tui.plain.tables import LIST_COLUMNS
from helpdesk_tui.text import clean

_COUNTED = [each.value for each in MethodKind if each not in EXCEPTIONAL_KINDS | OUTSIDE_KINDS]


def add_dialogue(commands: Any) -> None:
    """`plain`."""
    plain = command(commands, "plain", _("hold whole calls in plain lines: for screen readers and bad lines"))
    flag(plain, "--pictures", _("draw QR codes, too; without, their keys are said"))


def add_reading(commands: Any) -> None:
    """`lookup`, `show` and `directory`."""
    lookup = command(commands, "lookup", _("find accounts by name, login, mail, phone or number"))
    lookup.add_argument("query", type=clean, metavar="QUERY", nargs="+", help=_("what to look for"))
    lookup.add_argument("--limit", type=rows, metavar="N", help=_("show N at most; else what policy says"))
    add_list_form(lookup)
    add_listing(commands)
    show = command(commands, "show", _("show one account: why it cannot sign in, methods, rights"))
    add_account(show)
    flag(show, "--servers", _("ask every server where wrong passwords came in, too"))
    flag(show, "--why", _("show what stops the person alone, by what every server knows"))
    add_json(show)
    shown = command(commands, "directory", _("show what was recognised of the directory, and what it can do"))
    shown.add_argument(
        "account", type=clean, metavar="ACCOUNT", nargs="?", help=_("show the rights on it, too")
    )
    add_json(shown)


def add_listing(commands: Any) -> None:
    """`list`."""
    listing = command(commands, "list", _("list those who are locked, expire, have not registered, …"))
    listing.add_argument(
        "kind", choices=[each.value for each in ListKind], metavar="LIST", help=", ".join(ListKind)
    )
    listing.add_argument("--days", type=days, metavar="N", help=_("how far those look ahead that end soon"))
    listing.add_argument(
        "--method",
        choices=sorted(_COUNTED),
        metavar="KIND",
        help=_("of registrations: who has one of that kind"),
    )
    listing.add_argument(
        "--columns",
        type=columns_of_list,
        default=LIST_COLUMNS[:7],
        metavar="NAMES",
        help=_("with commas between: {names}", names=", ".join(LIST_COLUMNS)),
    )
    form = listing.add_mutually_exclusive_group()
    flag(form, "--header", _("begin with the names of the columns"))
    flag(form, "--csv", _("write CSV for a spreadsheet, with the names of the columns"))
    flag(form, "--json", _("write a line of JSON for each row, and one behind them"))


def add_explain(commands: Any) -> None:
    """`explain`."""
    explain = command(
        commands, "explain", _("say what a code, a line of a log or some words mean; nobody signs in")
    )
    explain.add_argument(
        "words", type=clean, metavar="WORDS", nargs="*", help=_("else standard input is read")
    )
    add_json(explain)


def add_acting(commands: Any) -> None:
    """`verify`, and a command for each action."""
    verify = command(commands, "verify", _("prove the caller; an action may follow within minutes"))
    add_account(verify)
    add_ticket(verify)
    verify.add_argument(
        "--for",
        dest="purpose",
        choices=("call", "methods"),
        default="call",
        help=_("what it clears the way for, once: reset, forced change, unlock (call), or methods"),
    )
    add_json(verify)
    for spec in WRITING:
        _add_action(commands, spec)
    own = command(commands, CHANGE_PASSWORD.action.value, CHANGE_PASSWORD.purpose)
    add_account(own)
    for spec in READING:
        _add_reading_of(commands, spec)


def _add_action(commands: Any, spec: ActionSpec) -> None:
    act = command(commands, spec.action.value, spec.purpose)
    add_account(act)
    add_ticket(act)
    if spec.sets_password:
        flag(act, "--ask-password", _("type the password instead of a generated one"))
    if spec.asks_dates:
        act.add_argument("--until", type=clean, metavar="DAY", default="", help=_("its last day, or never"))
        act.add_argument(
            "--from", dest="first", type=clean, metavar="DAY", default="", help=_("its first day")
        )
    if spec.asks_group:
        act.add_argument("group", type=clean, metavar="GROUP", help=_("one of those that policy names"))
    for each in spec.also:
        flag(act, f"--no-{each.value}", SPECS[each].left_out)
    if spec.sets_password:
        words = _("write the generated password to standard output, where it stays")
        flag(act, "--print-password", words)
    add_yes(act)


_NAMED = {
    Action.LAPS: ("DEVICE", N_("the computer's whole name")),
    Action.BITLOCKER: ("KEY-ID", N_("the first eight digits that the computer shows, or all of the ID")),
}


def _add_reading_of(commands: Any, spec: ActionSpec) -> None:
    read = command(commands, spec.action.value, spec.purpose)
    add_account(read)
    name, words = _NAMED[spec.action]
    read.add_argument("named", type=clean, metavar=name, help=_(words))
    add_ticket(read)
    flag(read, "--print-secret", _("write it to standard output, where it stays"))
    add_yes(read)


def add_brake(commands: Any) -> None:
    """`brake`."""
    brake = command(commands, "brake", _("disable an account under attack at once; no caller is proven"))
    add_account(brake)
    brake.add_argument(
        "--reason", type=clean, metavar="TEXT", default="", help=_("why; else it is asked for")
    )
    brake.add_argument(
        "--second", type=clean, metavar="LOGIN", default="", help=_("who confirms beside an operator")
    )
    add_ticket(brake)
    add_yes(brake)


def add_approvals(commands: Any) -> None:
    """`approvals list`, `approve` and `refuse`."""
    approvals = command(commands, "approvals", _("what waits for a second operator's approval"))
    what = inner(approvals, "answer")
    add_list_form(one(what, "list", _("list what waits for yours, oldest first")))
    for name, words in (("approve", _("approve one")), ("refuse", _("refuse one"))):
        answer = one(what, name, words)
        answer.add_argument(
            "verification", type=clean, metavar="ID", help=_("as shown by list, or the account's login")
        )
        add_yes(answer)


def add_not_me(commands: Any) -> None:
    """`not-me report`, `show` and `list`."""
    not_me = command(commands, "not-me", _('a person says "this was not me": end what rests on that call'))
    what = inner(not_me, "what")
    report = one(what, "report", _("take it down: the account is held until a supervisor releases it"))
    add_account(report)
    report.add_argument(
        "--reason", required=True, type=clean, metavar="WORDS", help=_("what the person said, in a few words")
    )
    add_ticket(report)
    add_yes(report)
    add_json(report)
    shown = one(what, "show", _("show what was done lately, which a report would dispute"))
    add_account(shown)
    add_json(shown)
    add_list_form(one(what, "list", _("list the accounts that are held; for supervisors")))
