"""What became of a change, and who was told."""

from helpdesk_tui.desk.actions.reading_back import Outcome, StepResult
from helpdesk_tui.desk.handing_over import Handed, SentPart
from helpdesk_tui.desk.interrupted import Resolved
from helpdesk_tui.desk.notices import Notice
from helpdesk_tui.desk.performing import Receipt
from helpdesk_tui.desk.ports import Channel, DeliveryKind
from helpdesk_tui.desk.problems import Problem

CHANNEL_WORDS = {Channel.MAIL: "mail", Channel.SMS: "SMS"}
OUTCOME_WORDS = {Outcome.DONE: "DONE", Outcome.REFUSED: "NOT DONE", Outcome.UNKNOWN: "UNKNOWN"}


UNRECORDED = "The outcome could not be recorded now; the next start does it."


def record_line(number: int, server: str) -> str:
    return f"Record {number}, server {server}."


def steps_in_words(receipt: Receipt) -> tuple[tuple[StepResult, str], ...]:
    """Each step with what its outcome is about; at last the unlock at another server, where there was one."""
    steps = tuple((each, each.words) for each in receipt.steps)
    also = receipt.elsewhere
    if also is None:
        return steps
    where = also.server or "the server that decides on lockouts"
    return (*steps, (also.result, f"{also.result.words} at {where}"))


def end_of_temporary(receipt: Receipt) -> str:
    """Until when a temporary password is good; "" = nothing ends it."""
    until = receipt.good_until
    if isinstance(until, Problem):
        return str(until)
    return f"Good until {until:%Y-%m-%d %H:%M} UTC, unless the person changes it before." if until else ""


def notice_line(notice: Notice) -> str:
    """How one message after the fact went: "Told by mail, a•••@example.com."."""
    whom = "Administrators told" if notice.to_administrators else "Told"
    way = f"by {CHANNEL_WORDS[notice.channel]}, {notice.masked}"
    why = f" {notice.problem}" if notice.problem else ""
    return {
        DeliveryKind.SENT: f"{whom} {way}.",
        DeliveryKind.UNKNOWN: f"Perhaps {whom.lower()} {way}.{why}",
        DeliveryKind.REFUSED: f"Not {whom.lower()} {way}.{why}",
    }[notice.outcome]


def handed_lines(handed: Handed) -> tuple[str, ...]:
    """How a password that nobody here sees went to the person: "Sent by SMS, •••• 23."."""
    lines = [_part_line(part) for part in handed.parts]
    if len(handed.parts) > 1:
        lines = [f"Half {number}: {line}" for number, line in enumerate(lines, 1)]
    if handed.why_not:
        lines.append(str(handed.why_not))
    if handed.parts and not handed.is_sent and not handed.left:
        lines.append("Reset once more: nobody has seen this password.")
    return tuple(lines)


def _part_line(part: SentPart) -> str:
    way = f"by {CHANNEL_WORDS[part.channel]}, {part.masked}"
    why = f" {part.problem.cause}" if part.problem else ""
    return {
        DeliveryKind.SENT: f"sent {way}.",
        DeliveryKind.UNKNOWN: f"perhaps sent {way}.{why}",
        DeliveryKind.REFUSED: f"NOT sent {way}.{why}",
    }[part.outcome]


def resolved_sentence(found: Resolved) -> str:
    """What became of an interrupted action, for the notice after signing in."""
    outcome = {
        Outcome.DONE: "it was done",
        Outcome.REFUSED: "it was not done",
        Outcome.UNKNOWN: "it is not known whether it was done",
    }[found.outcome]
    return f"Record {found.number}, account {found.login}: {outcome}. {found.problem or ''}".strip()


def interrupted_heading(count: int) -> str:
    return "An action was interrupted earlier" if count == 1 else f"{count} actions were interrupted earlier"


def by_ticket_sentence(login: str) -> str:
    """To whoever typed no password."""
    return f"Signed in as {login} by your Kerberos ticket."


def wrong_codes_sentence(count: int) -> str:
    """To an operator who has signed in: who types wrong codes at the sign-in knows the password."""
    if not count:
        return ""
    codes = "1 wrong code was" if count == 1 else f"{count} wrong codes were"
    return (
        f"{codes} typed with your login and password within a day. Was it not you? Then somebody knows your "
        "password: change it, and tell your supervisor."
    )
