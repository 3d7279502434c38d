"""Apps and tokens: one-time passwords by time (RFC 6238) or by counter (RFC 4226)."""

from helpdesk_tui.desk import codes
from helpdesk_tui.desk.conversation.prompt import Answer, Field, FieldKind, Key, Prompt
from helpdesk_tui.desk.course import Course, Held
from helpdesk_tui.desk.methods import Method, MethodId, MethodKind
from helpdesk_tui.desk.methods.dialogue import Dialogue
from helpdesk_tui.desk.ports import MethodStore, OathSeed
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.errors import Refused
from helpdesk_tui.secret import Secret

_HELP = (
    "The code as the caller reads it out; blanks do not matter. A wrong one counts as a failed proof, a "
    "malformed one does not. Where clock or counter are out of step, two codes in a row put them right."
)
_TWO = Key(
    "two",
    "Two codes",
    "takes two codes in a row",
    Prompt(
        "two-codes",
        "checks both",
        advice="Two codes in a row: the caller reads one out, waits for the next, reads that out.",
        fields=(
            Field("first", FieldKind.CODE, "First code", help=_HELP),
            Field("second", FieldKind.CODE, "Next code", help=_HELP),
        ),
    ),
)


class OneTimeCode(Dialogue):
    """One code, or two in a row of a device that is out of step (RFC 4226 §7.4)."""

    def prompt(self, held: Held, method: Method) -> Prompt:  # noqa: ARG002 - as every kind
        device = "app" if method.kind is MethodKind.TOTP else "token"
        return Prompt(
            "code",
            "checks it",
            advice=f"Ask for the code that the {device} shows now.",
            fields=(Field("code", FieldKind.CODE, f"{device.capitalize()} code", help=_HELP),),
            keys=(_TWO,),
        )

    def answer(self, held: Held, method: Method, answer: Answer) -> Held:
        if answer.prompt == "two-codes":
            return resync(self.course, held, method, answer["first"], answer["second"])
        return prove(self.course, held, method, answer["code"])


def prove(course: Course, held: Held, method: Method, typed: Secret) -> Held:
    """One code. A malformed one costs no attempt."""
    stores, rules = course.session.stores, course.session.policy.verification.oath
    seed = stores.methods.seed(method.id)
    code = _digits(seed, typed)
    attempt, left = course.attempt(held, method)
    now = course.session.clock.now()
    factor = codes.matching_factor(seed, code, now, rules)
    if factor is None:
        raise course.failed(held, method, _why_wrong(course, method, seed, code, left))
    if not stores.methods.accept_step(method.id, factor, now):
        raise course.failed(held, method, why_not_newer(stores.methods, method.id, factor, left))
    return course.proven(held, method, attempt)


def resync(course: Course, held: Held, method: Method, first: Secret, second: Secret) -> Held:
    """Two codes in a row: they prove the caller, and put clock or counter right."""
    stores, rules = course.session.stores, course.session.policy.verification.oath
    seed = stores.methods.seed(method.id)
    codes_typed = _digits(seed, first), _digits(seed, second)
    attempt, left = course.attempt(held, method)
    now = course.session.clock.now()
    found = codes.resynchronised(seed, *codes_typed, now, rules)
    if found is None:
        raise course.failed(held, method, problem("resync-failed", left=left))
    factor, drift = found
    if not stores.methods.accept_step(method.id, factor, now, drift=drift):
        raise course.failed(held, method, why_not_newer(stores.methods, method.id, factor, left))
    return course.proven(held, method, attempt, resynchronised=True, drift=drift)


def why_not_newer(methods: MethodStore, method: MethodId, factor: int, left: int) -> Problem:
    """A right code that is not newer than the newest that counted: that very one, or an earlier one, which
    nobody need have typed. Where none was ever accepted here, the count began behind it (an import)."""
    newest = methods.seed(method).last_step
    return problem("code-used" if factor == newest else "code-older", left=left)


def _digits(seed: OathSeed, typed: Secret) -> str:
    code = codes.ascii_digits(typed, seed.settings.digits)
    if code is None:
        raise Refused(problem("code-malformed", digits=seed.settings.digits))
    return code


def _why_wrong(course: Course, method: Method, seed: OathSeed, code: str, left: int) -> Problem:
    """A right code of the wrong time is told as such, and used up by that: a guess that hits a later step
    must not be good when its time comes."""
    rules, now = course.session.policy.verification.oath, course.session.clock.now()
    if seed.settings.period is None:
        return problem("code-wrong", left=left)
    drift = codes.clock_drift(seed, code, now, rules.window)
    if drift is None:
        return problem("code-wrong", left=left)
    course.session.stores.methods.accept_step(method.id, codes.step_at(seed, now, drift), now)
    way = "ahead" if drift > 0 else "behind"
    return problem("clock-drift", seconds=abs(drift), way=way, left=left)
