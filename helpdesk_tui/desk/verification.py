"""The rules of a verification, without side effects: what is offered, what counts, when it is over."""

from dataclasses import dataclass
from datetime import datetime

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.methods import FACTS, Method, MethodId, MethodKind, MethodStatus, Origin
from helpdesk_tui.desk.phone import dialable
from helpdesk_tui.desk.policy import VerificationPolicy
from helpdesk_tui.desk.ports import Blocked, OpenVerification
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.text import mask_phone


@dataclass(frozen=True)
class MethodOption:
    """A method in the list of a verification: usable, or why not."""

    method: Method
    proven: bool
    why_not: str  # "" = usable now

    @property
    def usable(self) -> bool:
        return not self.why_not and not self.proven


def known_methods(account: Account, registered: tuple[Method, ...], region: str) -> tuple[Method, ...]:
    """Registered and prefilled methods, strongest first."""
    every = [*registered, *_prefilled(account, region)]
    return tuple(sorted(every, key=lambda method: (-method.grade, method.label)))


def options(
    methods: tuple[Method, ...], policy: VerificationPolicy, proofs: frozenset[MethodKind] = frozenset()
) -> tuple[MethodOption, ...]:
    """Each method with the reason why it cannot be used in this verification, if there is one."""
    return tuple(MethodOption(each, each.kind in proofs, _why_not(each, policy)) for each in methods)


def missing(offered: tuple[MethodOption, ...], policy: VerificationPolicy) -> Problem | None:
    """Why these methods cannot fill the gates; each gate needs another kind."""
    kinds = {option.method.kind for option in offered if not option.why_not}
    if not kinds:
        return problem("no-method")
    if len(kinds) < policy.gates:
        return problem("too-few-methods", needed=policy.gates, usable=len(kinds))
    return None


def gates_met(verification: OpenVerification) -> int:
    """How many gates are met: proofs of different kinds."""
    return len({kind for _, kind, _ in verification.proofs})


def is_complete(verification: OpenVerification) -> bool:
    return gates_met(verification) >= verification.gates


def closed_by(verification: OpenVerification, policy_version: str, now: datetime) -> Problem | None:
    """What has ended this verification meanwhile, if anything."""
    if now < verification.started_at:
        return problem("clock-went-back")
    if now >= verification.expires_at:
        return problem("verification-expired")
    if policy_version != verification.policy_version:
        return problem("policy-changed")
    return None


def blocked_problem(blocked: Blocked) -> Problem:
    """Which limit was reached, and until when."""
    return problem(f"{blocked.which}-blocked", until=f"{blocked.until:%Y-%m-%d %H:%M} UTC")


def _why_not(method: Method, policy: VerificationPolicy) -> str:
    if method.status is MethodStatus.PENDING:
        return "not confirmed yet"
    if method.kind not in policy.allowed:
        return "not allowed by policy"
    if not FACTS[method.kind].good_for_reset:
        return "not good for a reset"
    if method.grade < policy.minimum_grade:
        return "too weak for this policy"
    if method.kind is MethodKind.CALL_BACK and not method.detail:
        return "the number cannot be dialled"
    return ""


def call_back_id(account: Account, which: str) -> MethodId:
    return MethodId(f"{account.id}:{which}")


def number_behind(account: Account, method: MethodId, region: str) -> str | None:
    """The number to dial for a call-back method, in international form."""
    numbers = {call_back_id(account, which): number for which, number in _numbers(account)}
    number = numbers.get(method)
    return dialable(number, region) if number else None


def _prefilled(account: Account, region: str) -> list[Method]:
    return [
        Method(
            id=call_back_id(account, which),
            account=account.id,
            kind=MethodKind.CALL_BACK,
            label=which,
            origin=Origin.PREFILLED,
            status=MethodStatus.ACTIVE,
            detail=mask_phone(number) if dialable(number, region) else "",
            since=None,
            last_used=None,
        )
        for which, number in _numbers(account)
    ]


def _numbers(account: Account) -> list[tuple[str, str]]:
    named = [("mobile", account.mobile), ("office", account.office_phone)]
    return [(which, number) for which, number in named if number]
