"""The rules of a verification, without side effects: what is offered, what counts, when it is over."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from helpdesk_tui.desk.account import AccountId, When
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.method import (
    CONTACT_KINDS,
    EXCEPTIONAL_KINDS,
    FACTS,
    OUTSIDE_KINDS,
    Factor,
    Method,
    MethodId,
    MethodKind,
    MethodStatus,
    Origin,
)
from helpdesk_tui.desk.newness import why_too_new
from helpdesk_tui.desk.policy import Tier, UnknownAge
from helpdesk_tui.desk.ports import Blocked, Channel, Hold, OpenVerification
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.reports import is_suspended
from helpdesk_tui.desk.sending import CHANNELS
from helpdesk_tui.desk.services import why_not_outside
from helpdesk_tui.desk.session import Session
from helpdesk_tui.language import N_, _
from helpdesk_tui.local_time import date, minute

_BLOCKS = {"account": "account-blocked", "method": "method-blocked", "operator": "operator-blocked"}
_METHODS_ONLY = frozenset({Action.CHANGE_METHODS})
_WITHOUT = {Channel.MAIL: N_("no mail server is configured"), Channel.SMS: N_("no SMS gateway is configured")}


@dataclass(frozen=True)
class Rules:
    """What decides whether a method counts in one verification, beside the policy and what is configured."""

    session: Session
    tier: Tier
    actions: frozenset[Action]
    elevated: bool = False
    new_hours: int = 0  # for which a new method proves a change of methods only
    hold: Hold | None = None  # what a report holds back


@dataclass(frozen=True)
class MethodOption:
    """A method in the list of a verification: usable, or why not."""

    method: Method
    proven: bool
    why_not: str  # "" = usable now

    @property
    def usable(self) -> bool:
        return not self.why_not and not self.proven


@dataclass(frozen=True)
class Plan:
    """How this caller can be proven."""

    options: tuple[MethodOption, ...]  # strongest first
    gates: int
    exceptional: bool  # too few methods: by the way that policy leaves for that
    lacking: Problem | None  # why the gates cannot be filled


def plan(methods: tuple[Method, ...], rules: Rules) -> Plan:
    """The gates and what may fill them; the exception path where the ordinary one cannot. What a report
    suspends opens no exception: a mere word would have led past the person's own methods."""
    tier = rules.tier
    ordinary = options(methods, rules)
    lacking = _lacking(ordinary, tier, tier.gates)
    if lacking is None or not tier.exception or (rules.hold and _is_enough(methods, rules)):
        return Plan(ordinary, tier.gates, False, lacking)
    exceptional = options(methods, rules, exceptional=True)
    lacking = _lacking(exceptional, tier, tier.exception_gates)
    return Plan(exceptional, tier.exception_gates, True, lacking)


def _is_enough(methods: tuple[Method, ...], rules: Rules) -> bool:
    """Whether the ordinary way would do if no report suspended any."""
    unheld = options(methods, replace(rules, hold=None))
    return _lacking(unheld, rules.tier, rules.tier.gates) is None


def options(
    methods: tuple[Method, ...], rules: Rules, *, exceptional: bool = False
) -> tuple[MethodOption, ...]:
    """Each method with the reason why it does not count, if there is one. What nobody registers here is left
    out where it is not meant."""
    meant = rules.tier.allowed | (rules.tier.exception if exceptional else frozenset())
    if rules.tier.approval:
        meant |= {MethodKind.SECOND_OPERATOR}
    return tuple(
        MethodOption(each, False, _why_not(each, rules, exceptional))
        for each in methods
        if each.kind not in EXCEPTIONAL_KINDS | OUTSIDE_KINDS or each.kind in meant
    )


def marked(offered: tuple[MethodOption, ...], verification: OpenVerification) -> tuple[MethodOption, ...]:
    """The options with what is proven by now: a method fills its factor's gate for all of that factor, and
    those that were not tried themselves say so."""
    proven = {FACTS[kind].factor for _, kind, _ in verification.proofs}
    return tuple(
        replace(
            option, proven=True, why_not="" if _was_met(option, verification) else _("covered by a proof")
        )
        if FACTS[option.method.kind].factor in proven
        else option
        for option in offered
    )


def _was_met(option: MethodOption, verification: OpenVerification) -> bool:
    """An approval's proof has its approver behind the method's id."""
    own = option.method.id
    return any(method == own or method.startswith(f"{own}:") for method, _, _ in verification.proofs)


def factors_met(verification: OpenVerification) -> frozenset[Factor]:
    """The factors that fill gates; a demanded approval stands beside them."""
    met = frozenset(FACTS[kind].factor for _, kind, _ in verification.proofs)
    return met - {Factor.COLLEAGUE} if verification.approval else met


def is_approved(verification: OpenVerification) -> bool:
    return any(kind is MethodKind.SECOND_OPERATOR for _, kind, _ in verification.proofs)


def approval_id(method: MethodId, approver: AccountId) -> MethodId:
    """The proof of a second operator's approval says whose it is."""
    return MethodId(f"{method}:{approver}")


def has_approved(verification: OpenVerification, who: AccountId) -> bool:
    return any(
        kind is MethodKind.SECOND_OPERATOR and method.endswith(f":{who}")
        for method, kind, _ in verification.proofs
    )


def is_complete(verification: OpenVerification) -> bool:
    gates_met = len(factors_met(verification)) >= verification.gates
    return gates_met and (not verification.approval or is_approved(verification))


def may_change_ticket(verification: OpenVerification) -> bool:
    """A proof, and an approval that is asked for, are for the ticket that stood then."""
    return not verification.proofs and verification.approval_asked_at is None


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
    return problem(_BLOCKS[blocked.which], until=minute(blocked.until))


# --- whether the gates can be filled ------------------------------------------------------------------


def _usable_factors(offered: tuple[MethodOption, ...], tier: Tier) -> frozenset[Factor]:
    found = frozenset(FACTS[option.method.kind].factor for option in offered if not option.why_not)
    return found - {Factor.COLLEAGUE} if tier.approval else found


def _lacking(offered: tuple[MethodOption, ...], tier: Tier, gates: int) -> Problem | None:
    usable = len(_usable_factors(offered, tier))
    if usable >= gates:
        return None
    return problem("too-few-methods", needed=gates, usable=usable) if usable else problem("no-method")


# --- why a method does not count ----------------------------------------------------------------------


def _why_not(method: Method, rules: Rules, exceptional: bool) -> str:
    return (
        _not_ready(method, rules)
        or _against_policy(method, rules, exceptional)
        or why_not_outside(method, rules.session.verifiers)
        or _against_contact(method, rules)
        or _too_new(method, rules)
        or (_("new when the person said 'not me'") if is_suspended(method, rules.hold) else "")
    )


def _not_ready(method: Method, rules: Rules) -> str:
    if method.status is not MethodStatus.ACTIVE:
        return _("not confirmed yet")
    if method.expires_at is not None and method.expires_at <= rules.session.clock.now():
        return _("all are used") if method.kind is MethodKind.RECOVERY_CODE else _("has expired")
    return ""


def _against_policy(method: Method, rules: Rules, exceptional: bool) -> str:
    kind, tier = method.kind, rules.tier
    if kind is MethodKind.SECOND_OPERATOR and tier.approval:
        return ""  # demanded beside the gates
    if exceptional and kind in tier.exception:
        return _without_channel(kind, rules)
    if kind not in tier.allowed:
        return _("not allowed by policy")
    if not FACTS[kind].good_for_reset and rules.actions != _METHODS_ONLY:
        return _("only for changing methods")
    if method.grade < tier.minimum_grade:
        return _("too weak while the threat is elevated") if rules.elevated else _("too weak for this policy")
    return _without_channel(kind, rules)


def _too_new(method: Method, rules: Rules) -> str:
    if rules.actions == _METHODS_ONLY:
        return ""
    return why_too_new(method, rules.new_hours, rules.session.clock.now())


def _without_channel(kind: MethodKind, rules: Rules) -> str:
    channel = CHANNELS.get(kind)
    return (
        _(_WITHOUT[channel]) if channel is not None and channel not in rules.session.delivery.channels else ""
    )


def _against_contact(method: Method, rules: Rules) -> str:
    if method.kind is MethodKind.MANAGER:
        return too_fresh(rules.session, method.changed)
    if method.kind not in CONTACT_KINDS:
        return ""
    if not method.detail:
        return (
            _("the address cannot be used")
            if method.kind is MethodKind.EMAIL
            else _("the number cannot be used")
        )
    if method.origin is not Origin.PREFILLED:
        return ""
    if not rules.tier.prefilled:
        return _("policy wants a registered one")
    return too_fresh(rules.session, method.changed)


def too_fresh(session: Session, changed: When) -> str:
    """Why a datum of the directory does not count yet. "never" cannot be for one that is there: so it is as
    good as unknown."""
    rules, now = session.policy.verification.contacts, session.clock.now()
    if rules.fresh_days == 0:
        return ""
    if not isinstance(changed, datetime):
        refuse = rules.unknown_age is UnknownAge.REFUSE
        return _("when it last changed cannot be read") if refuse else ""
    counts_from = changed + timedelta(days=rules.fresh_days)
    return (
        _(
            "changed {changed}, counts from {counts_from}",
            changed=date(changed),
            counts_from=date(counts_from),
        )
        if now < counts_from
        else ""
    )
