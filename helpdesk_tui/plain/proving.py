"""Proving a caller in lines: the methods strongest first, one proof after the other, until a clearance."""

import contextlib
from argparse import Namespace

from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.actions.action import Action
from helpdesk_tui.desk.actions.registry import CALL_ACTIONS
from helpdesk_tui.desk.clearance import Clearance
from helpdesk_tui.desk.methods import Method
from helpdesk_tui.desk.policy import TicketRule
from helpdesk_tui.desk.verification import MethodOption
from helpdesk_tui.desk.verifying import Approval, Progress
from helpdesk_tui.errors import HelpdeskError
from helpdesk_tui.plain.challenges import ASK
from helpdesk_tui.plain.challenges.tries import TakeAnother
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.words.methods import method_columns
from helpdesk_tui.words.proofs import EXCEPTIONAL, proofs_line, tier_line
from helpdesk_tui.words.times import time_left

_APPROVALS = {
    Approval.ASKED: "A second operator was asked and has not answered yet.",
    Approval.GIVEN: "A second operator approved.",
}


def verify(talk: Conversation, asked: Namespace) -> Exit:
    """The command: prove the caller, and leave the clearance for the command that follows."""
    account = talk.desk.lookup.resolve(asked.account)
    actions = frozenset({Action.CHANGE_METHODS}) if asked.purpose == "methods" else CALL_ACTIONS
    talk.warn_of_threat()
    clearance = prove(talk, account, actions, asked.ticket)
    kinds = ", ".join(sorted(action.value for action in clearance.actions))
    talk.output.say(
        f"The caller is verified until {clearance.expires_at:%Y-%m-%d %H:%M} UTC, for one of: {kinds}."
    )
    return Exit.DONE


def cleared(talk: Conversation, account: AccountId, action: Action, ticket: str) -> Clearance:
    """The clearance that is in force, or a new one."""
    found = talk.desk.verifying.clearance_for(account, action, ticket)
    if found is not None:
        talk.tell(f"The caller was verified before; that holds until {found.expires_at:%H:%M} UTC.")
        return found
    actions = CALL_ACTIONS if action in CALL_ACTIONS else frozenset({action})
    return prove(talk, account, actions, ticket)


def prove(talk: Conversation, account: AccountId, actions: frozenset[Action], ticket: str) -> Clearance:
    """Ask until all gates are met. Raises what ends the verification."""
    talk.terminal.require()
    if not ticket and talk.desk.policy.verification.ticket is TicketRule.REQUIRED:
        ticket = talk.terminal.ask("Ticket")
    progress = talk.desk.verifying.begin(account, actions, ticket)
    try:
        talk.tell(*_heading(progress))
        while progress.clearance is None:
            progress = _next(talk, progress)
    except BaseException:
        with contextlib.suppress(HelpdeskError):  # what ended it is said; it expires by itself, too
            talk.desk.verifying.cancel(progress.id)
        raise
    talk.tell("The caller is verified.")
    return progress.clearance


def _heading(progress: Progress) -> list[str]:
    proofs = (
        "one proof"
        if progress.gates == 1
        else f"{progress.gates} proofs, each resting on something else: an app, a phone, a mailbox …"
    )
    said = [f"Verify the caller as {_who(progress.account)}."]
    if progress.exceptional:
        said.append(EXCEPTIONAL)
    approval = "" if progress.approval is Approval.NOT_NEEDED else " and a second operator's approval"
    return [*said, f"Needed: {proofs}{approval}, before {progress.expires_at:%H:%M} UTC."]


def _who(account: Account) -> str:
    named = f"{account.name} ({account.login})" if account.name else account.login
    return f"{named}, {account.department}" if account.department else named


def _next(talk: Conversation, progress: Progress) -> Progress:
    """One method. Where it proves nothing the verification stays where it was."""
    if progress.approval is Approval.ASKED:
        progress = talk.desk.verifying.look(progress.id)  # the answer may have come meanwhile
        if progress.clearance is not None:
            return progress
    method = _chosen(talk, progress)
    if method is None:
        return progress
    try:
        return ASK[method.kind](talk, progress, method)
    except TakeAnother:
        return talk.desk.verifying.look(progress.id)  # attempts left, and whether it still is open


def _chosen(talk: Conversation, progress: Progress) -> Method | None:
    usable = [option for option in progress.options if option.usable]
    barred = [option for option in progress.options if not option.usable]
    talk.tell(
        _standing(talk, progress),
        *(f"{number}. {_line(option)}" for number, option in enumerate(usable, 1)),
        *(f"-  {_line(option)}" for option in barred),
    )
    if not usable:
        talk.terminal.ask("Nothing can be proven now. Enter looks again, Ctrl+C ends the call")
        return None
    typed = talk.terminal.ask("Method, by its number; Enter alone for 1").strip() or "1"
    chosen = talk.by_number(typed, usable)
    return chosen.method if chosen else None


def _standing(talk: Conversation, progress: Progress) -> str:
    left = time_left(progress.expires_at, talk.console.sign_in.clock.now())
    parts = (
        proofs_line(progress),
        _APPROVALS.get(progress.approval, ""),
        tier_line(progress.tier, progress.attempts_left),
        f"Time left: {left}.",
    )
    return " ".join(part for part in parts if part)


def _line(option: MethodOption) -> str:
    kind, detail, grade, status = method_columns(option)
    said = f"{kind}, {detail}, {grade}" if detail else f"{kind}, {grade}"
    return said if option.usable else f"{said}: {status}"
