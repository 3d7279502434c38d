"""What both front ends say of a report that "this was not me"."""

from collections.abc import Iterator
from datetime import datetime

from helpdesk_tui.desk.history import Entry
from helpdesk_tui.desk.method import FACTS, KEPT_HERE, Method
from helpdesk_tui.desk.ports import Hold
from helpdesk_tui.desk.reporting import Lately, Reported
from helpdesk_tui.words.outcomes import notice_line
from helpdesk_tui.words.times import clock_time

TITLE = "This was not me"
NOTHING_LATELY = "Nothing was changed at this desk. Somebody may have changed something elsewhere."
RELEASE_OF_HELD = (
    "The hold ends: one operator serves the account again, and the new methods count again. Be sure that the "
    "account is in the right hands."
)
HELD_AT_SIGN_IN = (
    "Open the card of each, look what was done, and release it when the account is in the right hands."
)
CUT = "There is more in the record than is looked through here: helpdesk-tui audit list has all of it."


def held_line(hold: Hold, now: datetime) -> str:
    """On a card: that it is held, since when, and how that ends."""
    report = hold.report
    return (
        f"Held: the person said 'this was not me' to {report.operator_login}, {clock_time(report.at, now)}. "
        "Until a supervisor releases the account, two people at the desk must serve it."
    )


def held_short(hold: Hold, now: datetime) -> str:
    """In a list, for a supervisor."""
    report = hold.report
    return f"{report.account_login}, {clock_time(report.at, now)}, taken down by {report.operator_login}"


def call_line(call: Entry, now: datetime) -> str:
    ticket = f" · ticket {call.ticket}" if call.ticket else ""
    return f"{clock_time(call.at, now)} · {call.operator} · {call.sentence}{ticket}"


def method_line(method: Method, now: datetime) -> str:
    """What a report suspends: which method it is, and since when."""
    when = method.since if method.origin in KEPT_HERE else method.changed
    since = f", since {clock_time(when, now)}" if isinstance(when, datetime) else ""
    name = f" '{method.label}'" if method.label else ""
    detail = f" {method.detail}" if method.detail else ""
    return f"{FACTS[method.kind].label}{name}{detail}{since}"


def will_lines(found: Lately) -> Iterator[str]:
    """What a report does, before it is made."""
    yield "What was proven for this account ends at once, whoever proved it; so do codes that were sent."
    yield "The account is held: until a supervisor releases it, two people at the desk must serve it."
    if found.methods:
        yield "Methods that are new do not count until then. They are listed above."
    yield "Administrators are told, and the record names what is disputed. The directory is not changed."


def done_lines(done: Reported) -> Iterator[str]:
    """What came of it, and what can be done next."""
    yield f"The account is held. The report is number {done.number} in the record."
    if done.ended:
        yield "A verification that could still have been used has ended."
    if done.methods:
        count = len(done.methods)
        what = "1 method does" if count == 1 else f"{count} methods do"
        yield f"{what} not count any more, until the release."
    yield from map(notice_line, done.told)
    if not done.told:
        yield "No administrator was told by message: [notices] administrators names none. Tell one yourself."


def next_lines(done: Reported) -> Iterator[str]:
    """What the operator may do next, most pressing first."""
    yield "Is somebody in the account now? The brake disables it at once: k on its card, helpdesk-tui brake."
    if done.had_part:
        yield "You did or approved some of what is disputed: hand this call to a colleague."
    else:
        yield "Did somebody else get a password? Verify this caller, with a second operator, and reset it."
    if done.methods:
        yield "Remove the methods that are not this person's: a registrar does, once the caller is verified."
    yield "Then let a supervisor release the account, who had no part in what was done."
