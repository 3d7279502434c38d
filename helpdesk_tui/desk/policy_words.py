"""The policy in sentences, one for each rule, for whoever wrote it."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import READING, WRITING, in_words
from helpdesk_tui.desk.banned import BannedMode
from helpdesk_tui.desk.method import FACTS, OUTSIDE_KINDS, Grade, MethodKind
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import (
    BrakeRules,
    DeskPolicy,
    DeviceOwner,
    Enabled,
    HandOver,
    OperatorRules,
    PasswordForm,
    ProtectedRule,
    Scope,
    SecondFactor,
    Tier,
    UnknownAge,
)
from helpdesk_tui.desk.ports import Channel, Limit
from helpdesk_tui.desk.tiers import PROTECTED

_FEW = 3  # tiers that are named


def sentences(policy: DeskPolicy, channels: frozenset[Channel], elevated: bool) -> Iterator[str]:
    """`channels`: by which something can be sent; `elevated`: whether the threat is."""
    rules = policy.verification
    if elevated:
        gates = f", and {_count(rules.threat_gates, 'gate')} at least" if rules.threat_gates > 1 else ""
        yield (
            "The threat is elevated: only proofs of the grade "
            f"'{_grade(rules.threat_grade)}' or stronger count{gates}."
        )
    yield _enabled(policy.scope)
    yield from _acting(policy.scope)
    yield _DEVICES[policy.device_owner]
    yield _brake(policy.brake)
    yield _protected(policy.scope)
    for tier in (*rules.tiers, rules.everybody):
        yield from _tier(tier, _whom(tier, policy))
    yield from warnings(policy, channels)
    yield from _contacts(policy, channels)
    yield from _limits(policy)
    yield from _resets(policy)
    yield from _registration(policy)
    yield from _told(policy)
    hours = _count(policy.reports.hours, "hour")
    yield (
        "Whoever says 'this was not me' has the account held, until a supervisor releases it: two people "
        f"serve it, and methods that were new in the last {hours} do not count."
    )
    yield from _operators(policy.operators)


def warnings(policy: DeskPolicy, channels: frozenset[Channel]) -> Iterator[str]:
    """What is allowed and likely not meant; told at the start too."""
    rules, mail = policy.verification, MethodKind.EMAIL
    whom = [
        _whom(tier, policy)
        for tier in (*rules.tiers, rules.everybody)
        if mail in tier.allowed and FACTS[mail].grade >= tier.minimum_grade and tier.prefilled
    ]
    if whom and Channel.MAIL in channels:
        named = ", ".join(whom) if len(whom) <= _FEW else f"{len(whom)} tiers"
        yield (
            f"The directory's own mail address proves, for {named}: it is likely the mailbox that the lost "
            "password opens."
        )
    ways = (
        (tier.handed_over or policy.passwords.handed_over, tier) for tier in (*rules.tiers, rules.everybody)
    )
    if any(way is HandOver.MAIL and tier.prefilled for way, tier in ways):
        yield (
            "New passwords go to the directory's own mail address where the person registered no other: "
            "it is likely the mailbox that they open."
        )
    operators = policy.operators
    at_the_sign_in = OUTSIDE_KINDS | {MethodKind.TOTP}
    if operators.second_factor is SecondFactor.REQUIRED and not operators.kinds & at_the_sign_in:
        yield (
            "Every operator needs a second factor, and none that counts can be registered at the sign-in: "
            "who has none stays out. Name totp in [session] second_factor_methods."
        )


def _whom(tier: Tier, policy: DeskPolicy) -> str:
    rules = policy.verification
    return "everybody else" if tier is rules.everybody and rules.tiers else tier.name


_DEVICES = {
    DeviceOwner.MANAGED_BY: "Secrets of a computer are read for the person who is named as its manager.",
    DeviceOwner.ANYBODY: "Secrets of any computer are read for anybody, but those of protected people.",
}


def _enabled(scope: Scope) -> str:
    whom = {
        Enabled.EVERYBODY: "everybody in scope",
        Enabled.GROUPS: "members of the enabled groups",
        Enabled.NOBODY: "nobody",
    }[scope.enabled]
    alone = "may" if scope.unlock_alone else "may not"
    return f"Resets are enabled for {whom}; an account {alone} be unlocked without a reset."


def _acting(scope: Scope) -> Iterator[str]:
    """Who may do what, those together that may the same."""
    by_roles: dict[frozenset[Role], list[Action]] = {}
    for spec in (*WRITING, *READING):
        by_roles.setdefault(dict(scope.roles).get(spec.action, spec.roles), []).append(spec.action)
    for roles, actions in by_roles.items():
        whom = " and ".join(f"{role}s" for role in Role if role in roles) or "nobody"
        yield f"To {in_words(actions)}: {whom}."


def _brake(rules: BrakeRules) -> str:
    if not rules.roles:
        return "There is no brake: nobody disables an account without its owner's proof."
    who = {
        Role.SUPERVISOR: "a supervisor",
        Role.OPERATOR: "an operator with a second one's yes",
    }
    whom = " or ".join(words for role, words in who.items() if role in rules.roles)
    return f"An account under attack is disabled by {whom}, {rules.per_hour} in an hour at most."


def _protected(scope: Scope) -> str:
    if scope.protected is ProtectedRule.REFUSE:
        return "Nobody at the desk acts on protected people."
    return (
        f"Supervisors act on protected people by the fixed tier '{PROTECTED}': two proofs of the grade "
        f"'{_grade(Grade.CODE)}' or stronger, no prefilled data, no questions, and a second operator."
    )


def _tier(tier: Tier, whom: str) -> Iterator[str]:
    gates = _count(tier.gates, "proof") + (" that rest on different things" if tier.gates > 1 else "")
    approval = ", and a second operator confirms" if tier.approval else ""
    yield f"For {whom}: {gates}{approval}."
    yield f"For {whom} these count: {_kinds(tier.allowed, tier.minimum_grade)}."
    prefilled = "counts" if tier.prefilled else "does not count"
    yield f"For {whom} contact data of the directory that nobody confirmed {prefilled}."
    if tier.refused:
        yield f"For {whom} this desk does not {in_words(tier.refused)}."
    if tier.exception:
        kinds = _kinds(tier.exception, Grade.KNOWLEDGE)
        needed = _count(tier.exception_gates, "proof")
        yield f"For {whom} with too few methods: {needed}, of what there is and of {kinds}."
    else:
        yield f"For {whom} with too few methods: no way."
    proven, cleared = _minutes(tier.verification_lifetime), _minutes(tier.clearance_lifetime)
    yield f"For {whom} a verification lasts {proven} minutes, and its clearance {cleared}."


def _contacts(policy: DeskPolicy, channels: frozenset[Channel]) -> Iterator[str]:
    contacts, sending = policy.verification.contacts, policy.verification.sending
    if contacts.fresh_days:
        yield f"Contact data changed in the last {_count(contacts.fresh_days, 'day')} does not count."
        counts = "does not count" if contacts.unknown_age is UnknownAge.REFUSE else "counts"
        yield f"Contact data whose last change cannot be read {counts}."
    else:
        yield "Contact data counts however new it is."
    if contacts.caller_states_number:
        yield "Before a call-back or an SMS the caller says the number, which is compared."
    ways = [word for channel, word in ((Channel.MAIL, "mail"), (Channel.SMS, "SMS")) if channel in channels]
    if not ways:
        yield "Nothing can be sent: neither mail nor SMS is configured."
        return
    yield (
        f"Codes are sent by {' and '.join(ways)}; they have {sending.digits} digits and last "
        f"{_minutes(sending.lifetime)} minutes, at most {_limit(sending.limits.account)} about one account."
    )
    limits = sending.limits
    yield (
        f"At most {_limit(limits.destination)} go to one number or address, {_limit(limits.operator)} are "
        f"sent by one operator, and {_limit(limits.desk)} by the desk."
    )
    if sending.countries:
        yield f"SMS go to numbers of {', '.join(sorted(sending.countries))} only."


def _limits(policy: DeskPolicy) -> Iterator[str]:
    limits = policy.verification.limits
    named = (("an account", limits.account), ("a method", limits.method), ("an operator", limits.operator))
    for what, limit in named:
        blocked = f", for {_span(limit.block_seconds)}" if limit.block_seconds else ""
        window = _span(limit.window_seconds)
        yield f"After {limit.failures} failed proofs in {window} {what} is blocked{blocked}."


def _resets(policy: DeskPolicy) -> Iterator[str]:
    if most := policy.verification.resets_a_day:
        yield f"One person is reset {_count(most, 'time')} a day at most; then a supervisor does it."
    rules = policy.passwords
    if not rules.always_force_change:
        yield "An operator may let a person keep the temporary password."
    elif rules.keep_never_expiring:
        yield "A reset forces a change; only whose password never expires keeps the temporary one."
    else:
        yield "A reset forces a change; whose password never expires is not reset."
    if rules.form is PasswordForm.WORDS:
        count = f"{rules.words} words or more"
        yield f"A generated password is made of {count}, where an account's policy takes them."
    yield from _handed_over(policy)
    if rules.may_be_typed and rules.minimum_score:
        yield f"A typed password that is easy to guess, below {rules.minimum_score} of 4, is refused."
    if rules.may_be_typed and rules.banned_mode is not BannedMode.OFF:
        words = _count(len(rules.banned.terms), "word")
        said = "is refused" if rules.banned_mode is BannedMode.ENFORCED else "is remarked, and taken"
        yield f"A typed password that is built on one of {words}, or on the person's name, {said}."


_WAYS = {
    HandOver.SHOWN: "is shown to the operator",
    HandOver.SMS: "is sent to the person by SMS",
    HandOver.MAIL: "is sent to the person by mail",
    HandOver.SPLIT: "is sent to the person in two halves, by SMS and by mail",
}


def _handed_over(policy: DeskPolicy) -> Iterator[str]:
    rules, tiers = policy.passwords, policy.verification.tiers
    own = [(tier.name, tier.handed_over) for tier in tiers if tier.handed_over]
    for name, way in own:
        yield f"For {name} a new password {_WAYS[way]}."
    if own or rules.handed_over is not HandOver.SHOWN:
        yield f"{'For everybody else a' if own else 'A'} new password {_WAYS[rules.handed_over]}."
        instead = "it is shown to the operator" if rules.shown_instead else "the person is not reset"
        yield f"No operator sees a password that is sent; where it cannot be sent, {instead}."


def _registration(policy: DeskPolicy) -> Iterator[str]:
    rules = policy.registration
    if rules.required:
        again = f", and confirms again after {rules.reconfirm_days} days" if rules.reconfirm_days else ""
        yield f"Everybody must register{again}."
    else:
        yield "Nobody must register."
    if rules.combined:
        yield "One registration serves reset and MFA: one of the methods must be good for MFA."
    if rules.own_hours:
        hours = _count(rules.own_hours, "hour")
        yield f"Who changed a person's methods may not reset that person for {hours}."
    if rules.any_hours:
        yield f"Nobody may for {_count(rules.any_hours, 'hour')}."
    if rules.new_hours:
        hours = _count(rules.new_hours, "hour")
        yield f"A new method proves a change of methods only for {hours}, unless a strong one proved it."
    yield f"An access pass lasts {_span(rules.pass_minutes * 60)}{', once' if rules.pass_once else ''}."


def _told(policy: DeskPolicy) -> Iterator[str]:
    notices = policy.notices
    kinds = (("resets", notices.on_reset), ("changes of methods", notices.on_methods))
    told = [words for words, holds in kinds if holds]
    yield f"The person is told of {' and '.join(told)}." if told else "The person is told of nothing."
    if notices.administrators:
        count = _count(len(notices.administrators), "address", "addresses")
        yield f"What is done to protected people is told to {count} of administrators. So is 'not me'."


def _operators(rules: OperatorRules) -> Iterator[str]:
    if rules.second_factor is SecondFactor.OFF:
        yield "Operators prove nothing but their password: whoever has it has the desk."
        return
    who = {
        SecondFactor.WHEN_REGISTERED: "Operators who have a second factor prove it",
        SecondFactor.REQUIRED: "Every operator proves a second factor",
    }[rules.second_factor]
    kinds = _kinds(rules.kinds, rules.minimum_grade)
    yield f"{who} when they sign in, and before they approve: {kinds}."
    failures, window = rules.failures.failures, _span(rules.failures.window_seconds)
    wrong = _count(failures, "wrong code")
    yield f"A second factor with {wrong} in {window} waits until the oldest is older than that."


def _kinds(kinds: Iterable[MethodKind], weakest: Grade) -> str:
    found = [
        facts.label.lower() for kind, facts in FACTS.items() if kind in set(kinds) and facts.grade >= weakest
    ]
    return ", ".join(found) or "none"


def _grade(grade: Grade) -> str:
    return grade.name.lower()


def _limit(limit: Limit) -> str:
    return f"{limit.failures} in {_span(limit.window_seconds)}"


def _span(seconds: int) -> str:
    for size, word in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= size and seconds % size == 0:
            return _count(seconds // size, word)
    return _count(seconds, "second")


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds()) // 60


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
