"""What both front ends say of a report that "this was not me"."""

from collections.abc import Iterator
from datetime import datetime

from helpdesk_tui.desk.history import Entry
from helpdesk_tui.desk.method import FACTS, KEPT_HERE, Method
from helpdesk_tui.desk.ports import Hold
from helpdesk_tui.desk.reporting import Lately, Reported
from helpdesk_tui.language import N_, _, ngettext
from helpdesk_tui.words.outcomes import notice_line
from helpdesk_tui.words.times import clock_time

TITLE = N_("This was not me")
NOTHING_LATELY = N_("Nothing was changed at this desk. Somebody may have changed something elsewhere.")
RELEASE_OF_HELD = N_(
    "The hold ends: one operator serves the account again, and the new methods count again. Be sure that the "
    "account is in the right hands."
)
HELD_AT_SIGN_IN = N_(
    "Open the card of each, look what was done, and release it when the account is in the right hands."
)
CUT = N_("There is more in the record than is looked through here: helpdesk-tui audit list has all of it.")


def held_line(hold: Hold, now: datetime) -> str:
    """On a card: that it is held, since when, and how that ends."""
    report = hold.report
    return _(
        "Held: the person said 'this was not me' to {operator}, {at}. Until a supervisor "
        "releases the account, two people at the desk must serve it.",
        operator=report.operator_login,
        at=clock_time(report.at, now),
    )


def held_short(hold: Hold, now: datetime) -> str:
    """In a list, for a supervisor."""
    report = hold.report
    return _(
        "{login}, {at}, taken down by {operator}",
        login=report.account_login,
        at=clock_time(report.at, now),
        operator=report.operator_login,
    )


def call_line(call: Entry, now: datetime) -> str:
    ticket = " · " + _("ticket {ticket}", ticket=call.ticket) if call.ticket else ""
    return f"{clock_time(call.at, now)} · {call.operator} · {call.sentence}{ticket}"


def method_line(method: Method, now: datetime) -> str:
    """What a report suspends: which method it is, and since when."""
    when = method.since if method.origin in KEPT_HERE else method.changed
    since = ", " + _("since {when}", when=clock_time(when, now)) if isinstance(when, datetime) else ""
    name = f" '{_(method.label)}'" if method.label else ""
    detail = f" {method.detail}" if method.detail else ""
    return f"{FACTS[method.kind].label}{name}{detail}{since}"


def will_lines(found: Lately) -> Iterator[str]:
    """What a report does, before it is made."""
    yield _("What was proven for this account ends at once, whoever proved it; so do codes that were sent.")
    yield _("The account is held: until a supervisor releases it, two people at the desk must serve it.")
    if found.methods:
        yield _("Methods that are new do not count until then. They are listed above.")
    yield _("Administrators are told, and the record names what is disputed. The directory is not changed.")


def done_lines(done: Reported) -> Iterator[str]:
    """What came of it, and what can be done next."""
    yield _("The account is held. The report is number {number} in the record.", number=done.number)
    if done.ended:
        yield _("A verification that could still have been used has ended.")
    if done.methods:
        yield ngettext(
            "{count} method does not count any more, until the release.",
            "{count} methods do not count any more, until the release.",
            len(done.methods),
        )
    yield from map(notice_line, done.told)
    if not done.told:
        yield _(
            "No administrator was told by message: [notices] administrators names none. Tell one yourself."
        )


def next_lines(done: Reported) -> Iterator[str]:
    """What the operator may do next, most pressing first."""
    yield _(
        "Is somebody in the account now? The brake disables it at once: k on its card, helpdesk-tui brake."
    )
    if done.had_part:
        yield _("You did or approved some of what is disputed: hand this call to a colleague.")
    else:
        yield _("Did somebody else get a password? Verify this caller, with a second operator, and reset it.")
    if done.methods:
        yield _(
            "Remove the methods that are not this person's: a registrar does, once the caller is verified."
        )
    yield _("Then let a supervisor release the account, who had no part in what was done.")
