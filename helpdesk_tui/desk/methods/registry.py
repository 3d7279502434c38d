"""Every kind of method, and what proves somebody by it."""

from collections.abc import Callable, Mapping

from helpdesk_tui.desk.course import Course
from helpdesk_tui.desk.methods import MethodKind
from helpdesk_tui.desk.methods.call_back import CallBack
from helpdesk_tui.desk.methods.dialogue import Dialogue
from helpdesk_tui.desk.methods.handed_out import AccessPass, RecoveryCode
from helpdesk_tui.desk.methods.in_person import InPerson
from helpdesk_tui.desk.methods.oath import OneTimeCode
from helpdesk_tui.desk.methods.outside import OutsideCode
from helpdesk_tui.desk.methods.questions import Questions
from helpdesk_tui.desk.methods.second_operator import SecondOperator
from helpdesk_tui.desk.methods.sent_code import SentCode

DIALOGUES: Mapping[MethodKind, Callable[[Course], Dialogue]] = {
    MethodKind.OATH_TOKEN: OneTimeCode,
    MethodKind.TOTP: OneTimeCode,
    MethodKind.RADIUS: OutsideCode,
    MethodKind.PRIVACYIDEA: OutsideCode,
    MethodKind.RECOVERY_CODE: RecoveryCode,
    MethodKind.ACCESS_PASS: AccessPass,
    MethodKind.IN_PERSON: InPerson,
    MethodKind.MANAGER: SentCode,
    MethodKind.SECOND_OPERATOR: SecondOperator,
    MethodKind.CALL_BACK: CallBack,
    MethodKind.SMS: SentCode,
    MethodKind.EMAIL: SentCode,
    MethodKind.QUESTIONS: Questions,
}
