"""Every kind of method: what proves somebody by it, and how it is registered."""

from collections.abc import Callable, Mapping

from helpdesk_tui.desk.course import Course
from helpdesk_tui.desk.method import CONTACT_KINDS, OATH_KINDS, MethodKind
from helpdesk_tui.desk.methods import own_proof
from helpdesk_tui.desk.methods.call_back import CallBack, NewNumber
from helpdesk_tui.desk.methods.dialogue import Dialogue
from helpdesk_tui.desk.methods.enrolment import Enrolment
from helpdesk_tui.desk.methods.handed_out import NewAccessPass, NewRecoveryCodes
from helpdesk_tui.desk.methods.in_person import InPerson
from helpdesk_tui.desk.methods.oath_enrolment import KnownDevice, NewApp
from helpdesk_tui.desk.methods.questions import NewQuestions, Questions
from helpdesk_tui.desk.methods.second_operator import SecondOperator
from helpdesk_tui.desk.methods.sent_code import NewAddress, SentCode

DIALOGUES: Mapping[MethodKind, Callable[[Course], Dialogue]] = {
    **own_proof.DIALOGUES,
    MethodKind.IN_PERSON: InPerson,
    MethodKind.MANAGER: SentCode,
    MethodKind.SECOND_OPERATOR: SecondOperator,
    MethodKind.CALL_BACK: CallBack,
    MethodKind.QUESTIONS: Questions,
}

ENROLMENTS: Mapping[MethodKind, type[Enrolment]] = {
    MethodKind.OATH_TOKEN: KnownDevice,
    MethodKind.TOTP: NewApp,
    MethodKind.RECOVERY_CODE: NewRecoveryCodes,
    MethodKind.ACCESS_PASS: NewAccessPass,
    MethodKind.CALL_BACK: NewNumber,
    MethodKind.SMS: NewAddress,
    MethodKind.EMAIL: NewAddress,
    MethodKind.QUESTIONS: NewQuestions,
}
"""Other kinds are not registered here."""

OF_KNOWN: Mapping[MethodKind, type[Enrolment]] = {
    **dict.fromkeys(OATH_KINDS, KnownDevice),
    **{kind: ENROLMENTS[kind] for kind in CONTACT_KINDS},
}
"""The same for a method that is there: an imported one is confirmed, an address or number replaced."""
