"""Proving a caller in lines: the methods strongest first, one proof after the other, until a clearance."""

import contextlib
from argparse import Namespace

from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.clearance import Action, Clearance
from helpdesk_tui.desk.methods import Method, MethodKind
from helpdesk_tui.desk.policy import TicketRule
from helpdesk_tui.desk.verification import MethodOption
from helpdesk_tui.desk.verifying import CALL_ACTIONS, Progress
from helpdesk_tui.errors import HelpdeskError, NotPermitted, Refused
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.secret import Secret
from helpdesk_tui.words import method_columns

_MAY_GO_ON = frozenset(
    {
        "code-wrong", "code-malformed", "recovery-code-malformed", "code-used", "clock-drift",
        "call-back-failed", "method-blocked", "method-not-offered", "method-already-proven",
    }
)  # fmt: skip
"""After these another try, or another method, may still prove the caller."""


def verify(talk: Conversation, asked: Namespace) -> Exit:
    """The command: prove the caller, and leave the clearance for the command that follows."""
    account = talk.desk.lookup.resolve(asked.account)
    actions = frozenset({Action.CHANGE_METHODS}) if asked.purpose == "methods" else CALL_ACTIONS
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
    talk.tell(*_heading(progress))
    try:
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
        "one proof" if progress.gates == 1 else f"{progress.gates} proofs, each by another kind of method"
    )
    return [
        f"Verify the caller as {_who(progress.account)}.",
        f"Needed: {proofs}, before {progress.expires_at:%H:%M} UTC.",
    ]


def _who(account: Account) -> str:
    named = f"{account.name} ({account.login})"
    return f"{named}, {account.department}" if account.department else named


def _next(talk: Conversation, progress: Progress) -> Progress:
    """One try. What may be tried again is said, and the verification stays where it was."""
    method = _chosen(talk, progress)
    if method is None:
        return progress
    try:
        if method.kind is MethodKind.CALL_BACK:
            return _call_back(talk, progress, method)
        return _code(talk, progress, method)
    except (NotPermitted, Refused) as error:
        if error.problem.code not in _MAY_GO_ON:
            raise
        talk.tell(str(error.problem))
        return progress


def _chosen(talk: Conversation, progress: Progress) -> Method | None:
    usable = [option for option in progress.options if option.usable]
    barred = [option for option in progress.options if not option.usable]
    talk.tell(*(f"{number}. {_line(option)}" for number, option in enumerate(usable, 1)))
    talk.tell(*(f"-  {_line(option)}" for option in barred))
    typed = talk.terminal.ask("Method, by its number; Enter alone for 1").strip() or "1"
    if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(usable):
        return usable[int(typed) - 1].method
    talk.tell(f"Type a number from 1 to {len(usable)}.")
    return None


def _line(option: MethodOption) -> str:
    kind, detail, grade, status = method_columns(option)
    said = f"{kind}, {detail}, {grade}" if detail else f"{kind}, {grade}"
    return said if option.usable else f"{said}: {status}"


def _code(talk: Conversation, progress: Progress, method: Method) -> Progress:
    """An app's code is seen while it is typed: a mistyped one costs an attempt, and it is worthless once
    it was accepted or half a minute old. A recovery code that is not accepted stays good: unseen."""
    if method.kind is MethodKind.RECOVERY_CODE:
        typed = talk.terminal.ask_secret("Recovery code that the caller reads out")
    else:
        if talk.console.demo:
            said = talk.console.demo.caller_says(progress.account.id)
            talk.tell(f"Demo: the caller's app shows {said or 'nothing'}.")
        typed = Secret(talk.terminal.ask("Code that the caller reads out; Enter alone for the list"))
    if not typed:
        return progress
    try:
        return talk.desk.verifying.prove(progress.id, method.id, typed)
    finally:
        typed.drop()


def _call_back(talk: Conversation, progress: Progress, method: Method) -> Progress:
    number = talk.desk.verifying.number_to_dial(progress.id, method.id)
    talk.tell(f"Hang up, then call {number}. Do not read the number out; ask for {progress.account.name}.")
    said = talk.terminal.ask(
        "yes when the person answered and confirmed, no if not; Enter alone for the list"
    )
    answer = said.strip().casefold()
    if answer not in ("yes", "no"):
        return progress
    return talk.desk.verifying.attest(progress.id, method.id, confirmed=answer == "yes")
