"""Secrets that were handed out once: recovery codes and access passes."""

from helpdesk_tui.desk import codes
from helpdesk_tui.desk.course import Course, Held, Progress
from helpdesk_tui.desk.methods import Method
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.errors import Refused
from helpdesk_tui.secret import Secret


def prove_recovery_code(course: Course, held: Held, method: Method, typed: Secret) -> Progress:
    parsed = codes.parse_recovery_code(typed)
    if parsed is None:
        raise Refused(problem("recovery-code-malformed", form=codes.RECOVERY_FORM))
    attempt, left = course.attempt(held, method)
    number, code = parsed
    now = course.session.clock.now()
    if not course.session.stores.methods.use_recovery_code(method.id, number, code, now):
        raise course.failed(held, method, problem("code-wrong", left=left))
    return course.proven(held, method, attempt, short=codes.is_earlier_recovery_code(code))


def prove_pass(course: Course, held: Held, method: Method, typed: Secret) -> Progress:
    code = codes.parse_pass(typed)
    if code is None:
        raise Refused(problem("pass-malformed"))
    attempt, left = course.attempt(held, method)
    if not course.session.stores.methods.use_pass(method.id, code, course.session.clock.now()):
        raise course.failed(held, method, problem("pass-wrong", left=left))
    return course.proven(held, method, attempt)
