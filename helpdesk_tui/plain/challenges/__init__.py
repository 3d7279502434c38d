"""What is asked for each kind of method: a room for each sort of challenge.

Each takes the conversation, the verification as it stands and the method that was chosen, and asks until
the verification moved on or the operator wants the list again (Enter alone).
"""

from collections.abc import Callable, Mapping

from helpdesk_tui.desk.methods import Method, MethodKind
from helpdesk_tui.desk.verifying import Progress
from helpdesk_tui.plain.challenges import attested, knowledge, second_operator, sent, typed
from helpdesk_tui.plain.conversation import Conversation

ASK: Mapping[MethodKind, Callable[[Conversation, Progress, Method], Progress]] = {
    MethodKind.TOTP: typed.one_time_code,
    MethodKind.OATH_TOKEN: typed.one_time_code,
    MethodKind.RECOVERY_CODE: typed.recovery_code,
    MethodKind.ACCESS_PASS: typed.access_pass,
    MethodKind.SMS: sent.code,
    MethodKind.EMAIL: sent.code,
    MethodKind.MANAGER: sent.code,
    MethodKind.CALL_BACK: attested.call_back,
    MethodKind.IN_PERSON: attested.in_person,
    MethodKind.QUESTIONS: knowledge.questions,
    MethodKind.SECOND_OPERATOR: second_operator.approval,
}
