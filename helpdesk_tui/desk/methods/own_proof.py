"""The operator as the one who is proven: by a method of their own, in the dialogues that prove callers."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.conversation.prompt import Answer, Key, Prompt, checked
from helpdesk_tui.desk.course import Course, Held
from helpdesk_tui.desk.errors import NotPermitted
from helpdesk_tui.desk.method import Method, MethodId, MethodKind
from helpdesk_tui.desk.methods.dialogue import Dialogue
from helpdesk_tui.desk.methods.enrolment import named
from helpdesk_tui.desk.methods.handed_out import AccessPass, RecoveryCode
from helpdesk_tui.desk.methods.oath import OneTimeCode
from helpdesk_tui.desk.methods.outside import OutsideCode
from helpdesk_tui.desk.methods.sent_code import SentCode
from helpdesk_tui.desk.planning import unproven
from helpdesk_tui.desk.ports import Admitted, Attempt, Blocked
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.language import N_
from helpdesk_tui.local_time import minute

DIALOGUES: Mapping[MethodKind, Callable[[Course], Dialogue]] = {
    MethodKind.OATH_TOKEN: OneTimeCode,
    MethodKind.TOTP: OneTimeCode,
    MethodKind.RADIUS: OutsideCode,
    MethodKind.PRIVACYIDEA: OutsideCode,
    MethodKind.RECOVERY_CODE: RecoveryCode,
    MethodKind.ACCESS_PASS: AccessPass,
    MethodKind.SMS: SentCode,
    MethodKind.EMAIL: SentCode,
}
"""Of `policy.SECOND_FACTOR_KINDS`: they prove an operator at a sign-in just as they prove a caller."""

_ASKS = {
    MethodKind.OATH_TOKEN: N_("Type the code that your token shows now."),
    MethodKind.TOTP: N_("Type the code that your app shows now."),
    MethodKind.RADIUS: N_("Type the code that your token shows now."),
    MethodKind.PRIVACYIDEA: N_("Type the code that your token shows now."),
    MethodKind.RECOVERY_CODE: N_("Type one of your recovery codes that is not used yet, with its number."),
    MethodKind.ACCESS_PASS: N_("Type the access pass that you were given."),
}
_ASKS_TWO = N_("Two codes in a row: type the one that it shows, wait for the next, type that.")
_HELP = N_(
    "Your own, as it is shown or printed; blanks do not matter. A wrong one counts, a malformed one does not."
)
_ANOTHER = Key("method", N_("Another way"), N_("takes another of your methods"))


class OwnCourse(Course):
    """Counts and records what an operator tries at the sign-in: with limits of its own, so that nobody who
    phones the desk locks an operator out, and no operator's slip at the sign-in counts in a call."""

    is_own = True

    def attempt(self, held: Held, method: Method) -> tuple[Attempt, int]:
        self.record("verification.attempt", held, method)
        admitted = count(self.session, held.account.id, method.id)
        if isinstance(admitted, Blocked):
            raise self.failed(held, method, blocked(admitted))
        return admitted.attempt, admitted.left

    def proven(self, held: Held, method: Method, attempt: Attempt | None, **facts: object) -> Held:
        """It clears nothing: the proof is kept by whoever asked for it."""
        self.record("verification.proof", held, method, grade=method.grade.name.lower(), **facts)
        if attempt is not None:
            self.session.stores.attempts.succeed(attempt)
        proof = (method.id, method.kind, self.session.clock.now())
        return replace(held, verification=replace(held.verification, proofs=(proof,)))

    def record(self, event: str, held: Held, method: Method | None = None, **facts: object) -> None:
        super().record(event.replace("verification.", "second-factor.", 1), held, method, **facts)


class OwnProof:
    """One proof by one operator, asked for by the strongest method first. No store keeps it: who asked for it
    sees it given."""

    def __init__(self, session: Session, account: Account, usable: tuple[Method, ...]) -> None:
        """`account`: the operator's own; `usable`: what may prove them, one at least."""
        self._course = OwnCourse(session)
        self._methods = usable
        self._place = 0
        unstored = unproven(session, account, session.policy.operators.lifetime)  # no clearance comes of it
        self._held = Held(unstored, account, ())
        self._dialogues: dict[MethodId, Dialogue] = {}

    @property
    def method(self) -> Method:
        """Whose proof is asked for now."""
        return self._methods[self._place]

    @property
    def is_proven(self) -> bool:
        return bool(self._held.verification.proofs)

    def prompt(self) -> Prompt:
        """What is asked now. Asks neither directory nor store."""
        asked = to_oneself(self._dialogue.prompt(self._held, self.method), _ASKS.get(self.method.kind))
        if len(self._methods) == 1:
            return asked
        which = f"{named(self.method)}. {asked.advice}".rstrip()
        return replace(asked, advice=which, keys=(*asked.keys, _ANOTHER))

    def answer(self, answer: Answer) -> None:
        """Take an answer to `prompt`; `is_proven` says what came of it. Raises `Refused`, `NotPermitted`,
        `VerifierUnreachable`, `StoreUnavailable`; what counts is counted then."""
        given = checked(self.prompt(), answer)
        session, verification = self._course.session, self._held.verification
        if not verification.started_at <= session.clock.now() < verification.expires_at:
            raise NotPermitted(problem("second-factor-expired"))
        if given.key == _ANOTHER.name:
            self._place = (self._place + 1) % len(self._methods)
            return
        self._held = self._dialogue.answer(self._held, self.method, given)
        if self.is_proven:
            session.proved.at, session.proved.by = session.clock.now(), self.method

    @property
    def _dialogue(self) -> Dialogue:
        method = self.method
        if method.id not in self._dialogues:
            self._dialogues[method.id] = DIALOGUES[method.kind](self._course)
        return self._dialogues[method.id]


def count(session: Session, account: AccountId, method: MethodId) -> Admitted | Blocked:
    """Count a try at a sign-in as failed, before it is looked at."""
    own, of_method = own_counts(account), MethodId(f"sign-in {method}")
    limits, now = session.policy.operators.limits, session.clock.now()
    return session.stores.attempts.begin(own, of_method, own, limits, now)


def wrong_codes(session: Session, account: AccountId) -> int:
    """How many tries failed at this operator's sign-ins within a day, and were not forgiven."""
    own, limits = own_counts(account), session.policy.operators.limits
    left = session.stores.attempts.left(own, own, limits, session.clock.now())
    return limits.account.failures - left


def own_counts(account: AccountId) -> AccountId:
    """Under what an operator's tries at the sign-in are counted: not among those of calls."""
    return AccountId(f"sign-in {account}")


def blocked(by: Blocked) -> Problem:
    """Which limit was reached: one that a supervisor's release ends, or the one that it does not."""
    code = "second-factor-guessed" if by.which == "operator" else "second-factor-blocked"
    return problem(code, until=minute(by.until))


def release(session: Session, account: AccountId, *, whole: bool = False) -> None:
    """Forget the failed tries at an operator's sign-ins; but for a supervisor's, only with `whole` those that
    limit guessing with a supervisor's help."""
    session.stores.attempts.clear(own_counts(account))
    if whole:
        session.stores.attempts.clear_operator(own_counts(account))


def to_oneself(prompt: Prompt, asks: str | None) -> Prompt:
    """The same prompt, said to whom it is about; `asks` is the advice for a code, None = as it stands."""
    said = {"code": asks, "two-codes": _ASKS_TWO}.get(prompt.id)
    keys = tuple(
        replace(each, prompt=to_oneself(each.prompt, asks)) if each.prompt else each for each in prompt.keys
    )
    fields = tuple(replace(each, help=_HELP) for each in prompt.fields)
    return replace(prompt, advice=prompt.advice if said is None else said, keys=keys, fields=fields)
