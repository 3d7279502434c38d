"""What the made-up caller of the demo answers: whoever tries the desk plays the caller, too."""

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.methods import MethodKind
from helpdesk_tui.plain.conversation import Conversation

_SAYS = {
    MethodKind.TOTP: "the caller's app shows",
    MethodKind.OATH_TOKEN: "the caller's token shows",
    MethodKind.RECOVERY_CODE: "the caller's sheet has",
    MethodKind.ACCESS_PASS: "the caller's pass is",
    MethodKind.SMS: "the message says",
    MethodKind.EMAIL: "the message says",
    MethodKind.MANAGER: "the manager's message says",
    MethodKind.CALL_BACK: "the caller says the number",
    MethodKind.QUESTIONS: "the caller answers",
    MethodKind.SECOND_OPERATOR: "a colleague, whose password is the login, is",
}


def hint(talk: Conversation, account: AccountId, kind: MethodKind) -> None:
    """A line in the demo; nothing in a real desk, where nobody knows this."""
    demo = talk.console.demo
    if demo is not None:
        said = demo.caller_says(account, kind)
        talk.tell(f"Demo: {_SAYS[kind]} {said or 'nothing'}.")
