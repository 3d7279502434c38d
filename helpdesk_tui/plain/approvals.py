"""The second operator in lines: what waits for an approval, approve, refuse."""

from argparse import Namespace

from helpdesk_tui.desk.approving import Waiting
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import _
from helpdesk_tui.plain import desk_shapes, tables
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.holding import held
from helpdesk_tui.plain.signing_in import go_through
from helpdesk_tui.words.proofs import EXCEPTIONAL
from helpdesk_tui.words.times import clock_time


def approvals(talk: Conversation, asked: Namespace) -> Exit:
    """List what waits for this operator's approval, or approve or refuse one of it."""
    if asked.answer == "list":
        return _list(talk, asked)
    waiting = _wanted(talk, asked.verification)
    talk.tell(*described(talk, waiting))
    approve = asked.answer == "approve"
    talk.confirm(already=asked.yes)
    due = talk.desk.confirming_self.begin() if approve else None
    if due is not None:
        go_through(talk, due)
    with held():
        if approve:
            talk.desk.approving.approve(waiting.verification, waiting.request)
        else:
            talk.desk.approving.refuse(waiting.verification, waiting.request)
        talk.output.say(
            _("Approved: {who}.", who=who(waiting)) if approve else _("Refused: {who}.", who=who(waiting))
        )
    return Exit.DONE


def _list(talk: Conversation, asked: Namespace) -> Exit:
    waiting = talk.desk.approving.waiting()
    talk.listed(asked, waiting, desk_shapes.of_waiting, tables.of_waiting)
    if not waiting and not asked.json:
        talk.output.note(_("Nothing waits for your approval."))
    return Exit.DONE


def _wanted(talk: Conversation, wanted: str) -> Waiting:
    """By the verification's id or the account's login: an account has one verification at a time."""
    for each in talk.desk.approving.waiting():
        if wanted == each.verification or wanted.casefold() == each.account.login.casefold():
            return each
    raise Refused(problem("approval-unknown"))


def described(talk: Conversation, waiting: Waiting) -> list[str]:
    now = talk.console.sign_in.clock.now()
    proven = ", ".join(waiting.proofs) or _("nothing yet")
    lines = [
        _(
            "{who}, asked by {operator} at {time}",
            who=who(waiting),
            operator=waiting.operator_login,
            time=clock_time(waiting.asked_at, now),
        ),
        _("For one of: {actions}.", actions=", ".join(waiting.actions)),
        _("Proven so far: {proven}.", proven=proven),
    ]
    if waiting.ticket:
        lines.append(_("Ticket {ticket}.", ticket=waiting.ticket))
    if waiting.exceptional:
        lines.append(_(EXCEPTIONAL))
    return [*lines, _("It ends at {until}.", until=clock_time(waiting.until, now))]


def who(waiting: Waiting) -> str:
    account = waiting.account
    return ", ".join(part for part in (account.name, account.login, account.department) if part)
