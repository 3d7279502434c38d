"""What became of a change, and who was told."""

from helpdesk_tui.desk.actions.reading_back import Outcome, StepResult
from helpdesk_tui.desk.handing_over import Handed, SentPart
from helpdesk_tui.desk.interrupted import Resolved
from helpdesk_tui.desk.notices import Notice
from helpdesk_tui.desk.performing import Receipt
from helpdesk_tui.desk.ports import Channel, DeliveryKind
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import N_, Phrases, _, ngettext
from helpdesk_tui.local_time import minute

CHANNEL_WORDS = Phrases({Channel.MAIL: N_("mail"), Channel.SMS: N_("SMS")})
OUTCOME_WORDS = Phrases(
    {Outcome.DONE: N_("DONE"), Outcome.REFUSED: N_("NOT DONE"), Outcome.UNKNOWN: N_("UNKNOWN")}
)


UNRECORDED = N_("The outcome could not be recorded now; the next start does it.")


def record_line(number: int, server: str) -> str:
    return _("Record {number}, server {server}.", number=number, server=server)


def steps_in_words(receipt: Receipt) -> tuple[tuple[StepResult, str], ...]:
    """Each step with what its outcome is about; at last the unlock at another server, where there was one."""
    steps = tuple((each, each.words) for each in receipt.steps)
    also = receipt.elsewhere
    if also is None:
        return steps
    if also.server:
        words = _("{what} at {server}", what=also.result.words, server=also.server)
    else:
        words = _("{what} at the server that decides on lockouts", what=also.result.words)
    return (*steps, (also.result, words))


def end_of_temporary(receipt: Receipt) -> str:
    """Until when a temporary password is good; "" = nothing ends it."""
    until = receipt.good_until
    if isinstance(until, Problem):
        return str(until)
    return _("Good until {until}, unless the person changes it before.", until=minute(until)) if until else ""


def notice_line(notice: Notice) -> str:
    """How one message after the fact went: "Told by mail, a•••@example.com."."""
    said = _TOLD_ADMINISTRATORS if notice.to_administrators else _TOLD
    told = _(said[notice.outcome], way=CHANNEL_WORDS[notice.channel], to=notice.masked)
    return f"{told} {notice.problem}" if notice.problem and notice.outcome is not DeliveryKind.SENT else told


_TOLD = {
    DeliveryKind.SENT: N_("Told by {way}, {to}."),
    DeliveryKind.UNKNOWN: N_("Perhaps told by {way}, {to}."),
    DeliveryKind.REFUSED: N_("Not told by {way}, {to}."),
}
_TOLD_ADMINISTRATORS = {
    DeliveryKind.SENT: N_("Administrators told by {way}, {to}."),
    DeliveryKind.UNKNOWN: N_("Perhaps administrators told by {way}, {to}."),
    DeliveryKind.REFUSED: N_("Not administrators told by {way}, {to}."),
}
_SENT = {
    DeliveryKind.SENT: N_("sent by {way}, {to}."),
    DeliveryKind.UNKNOWN: N_("perhaps sent by {way}, {to}."),
    DeliveryKind.REFUSED: N_("NOT sent by {way}, {to}."),
}


def handed_lines(handed: Handed) -> tuple[str, ...]:
    """How a password that nobody here sees went to the person: "Sent by SMS, •••• 23."."""
    lines = [_part_line(part) for part in handed.parts]
    if len(handed.parts) > 1:
        lines = [_("Half {number}: {line}", number=number, line=line) for number, line in enumerate(lines, 1)]
    if handed.why_not:
        lines.append(str(handed.why_not))
    if handed.parts and not handed.is_sent and not handed.left:
        lines.append(_("Reset once more: nobody has seen this password."))
    return tuple(lines)


def _part_line(part: SentPart) -> str:
    sent = _(_SENT[part.outcome], way=CHANNEL_WORDS[part.channel], to=part.masked)
    return f"{sent} {part.problem.cause}" if part.problem and part.outcome is not DeliveryKind.SENT else sent


def resolved_sentence(found: Resolved) -> str:
    """What became of an interrupted action, for the notice after signing in."""
    outcome = {
        Outcome.DONE: _("it was done"),
        Outcome.REFUSED: _("it was not done"),
        Outcome.UNKNOWN: _("it is not known whether it was done"),
    }[found.outcome]
    said = _(
        "Record {number}, account {login}: {outcome}.",
        number=found.number,
        login=found.login,
        outcome=outcome,
    )
    return f"{said} {found.problem or ''}".strip()


def interrupted_heading(count: int) -> str:
    return ngettext("An action was interrupted earlier", "{count} actions were interrupted earlier", count)


def by_ticket_sentence(login: str) -> str:
    """To whoever typed no password."""
    return _("Signed in as {login} by your Kerberos ticket.", login=login)


def wrong_codes_sentence(count: int) -> str:
    """To an operator who has signed in: who types wrong codes at the sign-in knows the password."""
    if not count:
        return ""
    return ngettext(
        "{count} wrong code was typed with your login and password within a day. Was it not you? "
        "Then somebody "
        "knows your password: change it, and tell your supervisor.",
        "{count} wrong codes were typed with your login and password within a day. Was it not you? "
        "Then somebody "
        "knows your password: change it, and tell your supervisor.",
        count,
    )
