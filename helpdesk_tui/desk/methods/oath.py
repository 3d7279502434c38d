"""Apps and tokens: one-time passwords by time (RFC 6238) or by counter (RFC 4226)."""

from collections.abc import Sequence
from dataclasses import replace

from helpdesk_tui.desk import codes
from helpdesk_tui.desk.conversation.prompt import Answer, Field, FieldKind, Key, Prompt
from helpdesk_tui.desk.course import Held
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import Method, MethodId, MethodKind
from helpdesk_tui.desk.methods.dialogue import Dialogue
from helpdesk_tui.desk.ports import MethodStore, OathSeed
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.language import N_, _
from helpdesk_tui.secret import Secret

_HELP = N_(
    "The code as the caller reads it out; blanks do not matter. A wrong one counts as a failed proof, a "
    "malformed one does not. Where clock or counter are out of step, two codes in a row put them right."
)
_PAIR = Prompt(
    "two-codes",
    N_("checks both"),
    advice=N_("Two codes in a row: the caller reads one out, waits for the next, reads that out."),
    fields=(
        Field("first", FieldKind.CODE, N_("First code"), help=_HELP),
        Field("second", FieldKind.CODE, N_("Next code"), help=_HELP),
    ),
)


def code_prompt(kind: MethodKind, advice: str = "") -> Prompt:
    """One code, or two in a row of a device that is out of step (RFC 4226 §7.4)."""
    return Prompt(
        "code",
        _("checks it"),
        advice=advice or ask_for_code(kind),
        fields=(
            Field(
                "code",
                FieldKind.CODE,
                _("App code") if kind is MethodKind.TOTP else _("Token code"),
                help=_HELP,
            ),
        ),
        keys=(Key("two", _("Two codes"), _("takes two codes in a row"), _PAIR),),
    )


def ask_for_code(kind: MethodKind) -> str:
    if kind is MethodKind.TOTP:
        return _("Ask for the code that the app shows now.")
    return _("Ask for the code that the token shows now.")


def codes_of(answer: Answer) -> tuple[Secret, ...]:
    """What was typed: one code, or the two in a row."""
    names = ("first", "second") if answer.prompt == _PAIR.id else ("code",)
    return tuple(answer[name] for name in names)


def showing(prompt: Prompt, **shown: object) -> Prompt:
    """The prompt, and those that its keys lead to, with more to show."""
    keys = tuple(replace(each, prompt=each.prompt and showing(each.prompt, **shown)) for each in prompt.keys)
    return replace(prompt, keys=keys, **shown)  # type: ignore[arg-type]  # fields of `Prompt`


class OneTimeCode(Dialogue):
    """The code that the app or token shows."""

    def prompt(self, held: Held, method: Method) -> Prompt:  # noqa: ARG002 - the signature of every kind
        return code_prompt(method.kind)

    def answer(self, held: Held, method: Method, answer: Answer) -> Held:
        """By one code; by two in a row clock or counter come in step, too. A malformed one costs nothing."""
        course, session = self.course, self.course.session
        seed = session.stores.methods.seed(method.id)
        said = digits(seed, codes_of(answer))
        attempt, left = course.attempt(held, method)
        found = place(session, seed, said)
        if found is None:
            why = why_wrong(session, method.id, seed, said, left) or problem("code-wrong", left=left)
            raise course.failed(held, method, why)
        factor, drift = found
        if not session.stores.methods.accept_step(method.id, factor, session.clock.now(), drift=drift):
            raise course.failed(held, method, why_not_newer(session.stores.methods, method.id, factor, left))
        resynchronised = {"resynchronised": True, "drift": drift} if len(said) > 1 else {}
        return course.proven(held, method, attempt, **resynchronised)


def digits(seed: OathSeed, typed: Sequence[Secret]) -> list[str]:
    """Raises `Refused` (code-malformed)."""
    found = [codes.ascii_digits(each, seed.settings.digits) for each in typed]
    if None in found:
        raise Refused(problem("code-malformed", digits=seed.settings.digits))
    return [each for each in found if each is not None]


def place(session: Session, seed: OathSeed, said: Sequence[str]) -> tuple[int, int | None] | None:
    """Where the code, or the second of two, stands; and the drift to keep."""
    rules, now = session.policy.verification.oath, session.clock.now()
    if len(said) > 1:
        return codes.resynchronised(seed, said[0], said[1], now, rules)
    factor = codes.matching_factor(seed, said[0], now, rules)
    return None if factor is None else (factor, None)


def why_wrong(
    session: Session, method: MethodId, seed: OathSeed, said: Sequence[str], left: int
) -> Problem | None:
    """What more is known of codes that fit nothing. A right code of the wrong time is told as such, and used
    up by that: a guess that hits a later step must not be good when its time comes."""
    if len(said) > 1:
        return problem("resync-failed", left=left)
    now = session.clock.now()
    drift = codes.clock_drift(seed, said[0], now, session.policy.verification.oath.window)
    if drift is None:
        return None
    session.stores.methods.accept_step(method, codes.step_at(seed, now, drift), now)
    return problem("clock-drift", drift=codes.drift_in_words(drift), left=left)


def why_not_newer(methods: MethodStore, method: MethodId, factor: int, left: int) -> Problem:
    """A right code that is not newer than the newest that counted: that very one, or an earlier one, which
    nobody need have typed. Where none was ever accepted here, the count began behind it (an import)."""
    newest = methods.seed(method).last_step
    return problem("code-used" if factor == newest else "code-older", left=left)
