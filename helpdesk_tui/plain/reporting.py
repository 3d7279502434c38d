""" "This was not me" in lines or JSON: what was done lately, the report, what is held."""

from argparse import Namespace
from typing import Any

from helpdesk_tui.desk.method import Method
from helpdesk_tui.desk.reporting import Lately, Reported
from helpdesk_tui.language import _
from helpdesk_tui.local_time import minute
from helpdesk_tui.plain import shapes, tables
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.holding import held
from helpdesk_tui.words import reports


def not_me(talk: Conversation, asked: Namespace) -> Exit:
    """Take a report down, show what it would be about, or list what is held."""
    if asked.what == "list":
        return _list(talk, asked)
    account = talk.desk.lookup.resolve(asked.account)
    found = talk.desk.reporting.lately(account)
    if asked.what == "show":
        if asked.json:
            talk.output.data(_of_lately(found))
        else:
            talk.output.say(*lately_lines(talk, found))
        return Exit.DONE
    talk.tell(*lately_lines(talk, found))
    talk.announce(*reports.will_lines(found))
    talk.confirm(already=asked.yes)
    with held():
        done = talk.desk.reporting.report(account, asked.reason, asked.ticket)
        if asked.json:
            talk.output.data(_of_reported(done))
        else:
            talk.output.say(*reports.done_lines(done), *_listed(_("Next"), list(reports.next_lines(done))))
    return Exit.DONE


def _list(talk: Conversation, asked: Namespace) -> Exit:
    found = talk.desk.reporting.held()
    talk.listed(asked, found, lambda holds: [shapes.of_hold(each) for each in holds], tables.of_holds)
    if not found and not asked.json:
        talk.output.note(_("No account is held."))
    return Exit.DONE


def lately_lines(talk: Conversation, found: Lately) -> list[str]:
    now = talk.console.sign_in.clock.now()
    done = [reports.call_line(each, now) for each in found.calls] or [reports.NOTHING_LATELY]
    return [
        f"{found.account.name}, {found.account.login}",
        *([reports.held_line(found.hold, now)] if found.hold else []),
        *_listed(_("Done here since {since}", since=minute(found.since)), done),
        *_listed(_("New methods"), [reports.method_line(each, now) for each in found.methods]),
        *([_(reports.CUT)] if found.cut else []),
    ]


def _listed(heading: str, lines: list[str]) -> list[str]:
    return [f"{heading}:", *(f"- {line}" for line in lines)] if lines else []


def _of_lately(found: Lately) -> dict[str, Any]:
    return {
        "account": found.account.login,
        "id": found.account.id,
        "since": shapes.moment(found.since),
        "calls": [
            {
                "seq": each.seq,
                "at": shapes.moment(each.at),
                "operator": each.operator,
                "sentence": each.sentence,
                "ticket": each.ticket,
            }
            for each in found.calls
        ],
        "methods": [_of_method(each) for each in found.methods],
        "held": shapes.of_hold(found.hold) if found.hold else None,
        "cut": found.cut,
    }


def _of_method(method: Method) -> dict[str, Any]:
    return {
        "id": method.id,
        "kind": method.kind.value,
        "label": method.label,
        "detail": method.detail,
        "since": shapes.moment(method.since),
        "changed": shapes.moment(method.changed),
    }


def _of_reported(done: Reported) -> dict[str, Any]:
    return {
        "record": done.number,
        "account": done.account.login,
        "id": done.account.id,
        "ended": done.ended,
        "suspended": [_of_method(each) for each in done.methods],
        "had_part": done.had_part,
        "told": [
            {"channel": each.channel.value, "to": each.masked, "outcome": each.outcome.value}
            for each in done.told
        ],
    }
