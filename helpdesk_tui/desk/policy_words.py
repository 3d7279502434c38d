"""The policy in sentences, one for each rule, for whoever wrote it."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import READING, WRITING, in_words
from helpdesk_tui.desk.banned import BannedMode
from helpdesk_tui.desk.method import FACTS, GRADES, OUTSIDE_KINDS, Grade, MethodKind
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import (
    BrakeRules,
    DeskPolicy,
    DeviceOwner,
    Enabled,
    HandOver,
    OperatorRules,
    PasswordForm,
    PasswordRules,
    ProtectedRule,
    Scope,
    SecondFactor,
    SendRules,
    Tier,
    UnknownAge,
)
from helpdesk_tui.desk.ports import Channel, Limit
from helpdesk_tui.desk.tiers import PROTECTED
from helpdesk_tui.language import N_, Phrases, _, ngettext
from helpdesk_tui.lengths import days, hours, minutes, whole

_FEW = 3  # tiers that are named


def sentences(policy: DeskPolicy, channels: frozenset[Channel], elevated: bool) -> Iterator[str]:
    """`channels`: by which something can be sent; `elevated`: whether the threat is."""
    rules = policy.verification
    if elevated:
        yield _elevated(_grade(rules.threat_grade), rules.threat_gates)
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
    yield (
        _(
            "Whoever says 'this was not me' has the account held, until a supervisor releases it: "
            "two people serve it, and methods that were new in the last {hours} do not count.",
            hours=hours(policy.reports.hours),
        )
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
        named = ", ".join(whom) if len(whom) <= _FEW else ngettext("{count} tier", "{count} tiers", len(whom))
        yield (
            _(
                "The directory's own mail address proves, for {named}: it is likely the mailbox that "
                "the lost password opens.",
                named=named,
            )
        )
    ways = (
        (tier.handed_over or policy.passwords.handed_over, tier) for tier in (*rules.tiers, rules.everybody)
    )
    if any(way is HandOver.MAIL and tier.prefilled for way, tier in ways):
        yield (
            _(
                "New passwords go to the directory's own mail address where the person registered no other: "
                "it is likely the mailbox that they open."
            )
        )
    operators = policy.operators
    at_the_sign_in = OUTSIDE_KINDS | {MethodKind.TOTP}
    if operators.second_factor is SecondFactor.REQUIRED and not operators.kinds & at_the_sign_in:
        yield (
            _(
                "Every operator needs a second factor, and none that counts can be registered at the "
                "sign-in: "
                "who has none stays out. Name totp in [session] second_factor_methods."
            )
        )


def _elevated(grade: str, gates: int) -> str:
    if gates > 1:
        return ngettext(
            "The threat is elevated: only proofs of the grade '{grade}' or stronger count, and "
            "{count} gate at "
            "least.",
            "The threat is elevated: only proofs of the grade '{grade}' or stronger count, and "
            "{count} gates at "
            "least.",
            gates,
            grade=grade,
        )
    return _("The threat is elevated: only proofs of the grade '{grade}' or stronger count.", grade=grade)


def _whom(tier: Tier, policy: DeskPolicy) -> str:
    rules = policy.verification
    return _("everybody else") if tier is rules.everybody and rules.tiers else _(tier.name)


_DEVICES = Phrases(
    {
        DeviceOwner.MANAGED_BY: N_(
            "Secrets of a computer are read for the person who is named as its manager."
        ),
        DeviceOwner.ANYBODY: N_(
            "Secrets of any computer are read for anybody, but those of protected people."
        ),
    }
)


def _enabled(scope: Scope) -> str:
    enabled = {
        Enabled.EVERYBODY: _("Resets are enabled for everybody in scope."),
        Enabled.GROUPS: _("Resets are enabled for members of the enabled groups."),
        Enabled.NOBODY: _("Resets are enabled for nobody."),
    }[scope.enabled]
    unlock = (
        _("An account may be unlocked without a reset.")
        if scope.unlock_alone
        else _("An account may not be unlocked without a reset.")
    )
    return f"{enabled} {unlock}"


_ROLES = Phrases(
    {
        Role.OPERATOR: N_("operators"),
        Role.SUPERVISOR: N_("supervisors"),
        Role.REGISTRAR: N_("registrars"),
        Role.AUDITOR: N_("auditors"),
    }
)


def _acting(scope: Scope) -> Iterator[str]:
    """Who may do what, those together that may the same."""
    by_roles: dict[frozenset[Role], list[Action]] = {}
    for spec in (*WRITING, *READING):
        by_roles.setdefault(dict(scope.roles).get(spec.action, spec.roles), []).append(spec.action)
    for roles, actions in by_roles.items():
        whom = ", ".join(_ROLES[role] for role in Role if role in roles) or _("nobody")
        yield _("To {actions}: {whom}.", actions=in_words(actions), whom=whom)


def _brake(rules: BrakeRules) -> str:
    if not rules.roles:
        return _("There is no brake: nobody disables an account without its owner's proof.")
    both = Role.SUPERVISOR in rules.roles and Role.OPERATOR in rules.roles
    if both:
        return _(
            "An account under attack is disabled by a supervisor, or by an operator with a second one's yes, "
            "{count} in an hour at most.",
            count=rules.per_hour,
        )
    if Role.SUPERVISOR in rules.roles:
        return _(
            "An account under attack is disabled by a supervisor, {count} in an hour at most.",
            count=rules.per_hour,
        )
    return _(
        "An account under attack is disabled by an operator with a second one's yes, {count} in an "
        "hour at most.",
        count=rules.per_hour,
    )


def _protected(scope: Scope) -> str:
    if scope.protected is ProtectedRule.REFUSE:
        return _("Nobody at the desk acts on protected people.")
    return _(
        "Supervisors act on protected people by the fixed tier '{tier}': two proofs of the grade "
        "'{grade}' or "
        "stronger, no prefilled data, no questions, and a second operator.",
        tier=_(PROTECTED),
        grade=_grade(Grade.CODE),
    )


def _tier(tier: Tier, whom: str) -> Iterator[str]:
    yield _("For {whom}: {gates}.", whom=whom, gates=_gates(tier))
    yield _("For {whom} these count: {kinds}.", whom=whom, kinds=_kinds(tier.allowed, tier.minimum_grade))
    if tier.prefilled:
        yield _("For {whom} contact data of the directory that nobody confirmed counts.", whom=whom)
    else:
        yield _("For {whom} contact data of the directory that nobody confirmed does not count.", whom=whom)
    if tier.refused:
        yield _("For {whom} this desk does not {actions}.", whom=whom, actions=in_words(tier.refused))
    if tier.exception:
        yield ngettext(
            "For {whom} with too few methods: {count} proof, of what there is and of {kinds}.",
            "For {whom} with too few methods: {count} proofs, of what there is and of {kinds}.",
            tier.exception_gates,
            whom=whom,
            kinds=_kinds(tier.exception, Grade.KNOWLEDGE),
        )
    else:
        yield _("For {whom} with too few methods: no way.", whom=whom)
    yield _(
        "For {whom} a verification lasts {proven}, and its clearance {cleared}.",
        whom=whom,
        proven=minutes(_minutes(tier.verification_lifetime)),
        cleared=minutes(_minutes(tier.clearance_lifetime)),
    )


def _gates(tier: Tier) -> str:
    if tier.gates > 1 and tier.approval:
        return _(
            "{count} proofs that rest on different things, and a second operator confirms", count=tier.gates
        )
    if tier.gates > 1:
        return _("{count} proofs that rest on different things", count=tier.gates)
    return _("1 proof, and a second operator confirms") if tier.approval else _("1 proof")


def _contacts(policy: DeskPolicy, channels: frozenset[Channel]) -> Iterator[str]:
    contacts = policy.verification.contacts
    if contacts.fresh_days:
        yield _("Contact data changed in the last {days} does not count.", days=days(contacts.fresh_days))
        if contacts.unknown_age is UnknownAge.REFUSE:
            yield _("Contact data whose last change cannot be read does not count.")
        else:
            yield _("Contact data whose last change cannot be read counts.")
    else:
        yield _("Contact data counts however new it is.")
    if contacts.caller_states_number:
        yield _("Before a call-back or an SMS the caller says the number, which is compared.")
    if channels & {Channel.MAIL, Channel.SMS}:
        yield from _sending(policy.verification.sending, channels)
    else:
        yield _("Nothing can be sent: neither mail nor SMS is configured.")


def _sending(sending: SendRules, channels: frozenset[Channel]) -> Iterator[str]:
    if channels >= {Channel.MAIL, Channel.SMS}:
        by = _("Codes are sent by mail and SMS.")
    elif Channel.MAIL in channels:
        by = _("Codes are sent by mail.")
    else:
        by = _("Codes are sent by SMS.")
    limits = sending.limits
    yield (
        by
        + " "
        + _(
            "They have {digits} digits and last {minutes}, at most {limit} about one account.",
            digits=sending.digits,
            minutes=minutes(_minutes(sending.lifetime)),
            limit=_limit(limits.account),
        )
    )
    yield _(
        "At most {there} go to one number or address, {operator} are sent by one operator, and {desk} by the "
        "desk.",
        there=_limit(limits.destination),
        operator=_limit(limits.operator),
        desk=_limit(limits.desk),
    )
    if sending.countries:
        yield _("SMS go to numbers of {countries} only.", countries=", ".join(sorted(sending.countries)))


_BLOCKED = N_("After {count} failed proofs in {window} an account is blocked.")
_METHOD_BLOCKED = N_("After {count} failed proofs in {window} a method is blocked.")
_OPERATOR_BLOCKED = N_("After {count} failed proofs in {window} an operator is blocked.")
_BLOCKED_FOR = N_("After {count} failed proofs in {window} an account is blocked, for {length}.")
_METHOD_BLOCKED_FOR = N_("After {count} failed proofs in {window} a method is blocked, for {length}.")
_OPERATOR_BLOCKED_FOR = N_("After {count} failed proofs in {window} an operator is blocked, for {length}.")


def _limits(policy: DeskPolicy) -> Iterator[str]:
    limits = policy.verification.limits
    named = (
        (limits.account, _BLOCKED, _BLOCKED_FOR),
        (limits.method, _METHOD_BLOCKED, _METHOD_BLOCKED_FOR),
        (limits.operator, _OPERATOR_BLOCKED, _OPERATOR_BLOCKED_FOR),
    )
    for limit, blocked, blocked_for in named:
        about = {"count": limit.failures, "window": whole(limit.window_seconds)}
        if limit.block_seconds:
            yield _(blocked_for, **about, length=whole(limit.block_seconds))
        else:
            yield _(blocked, **about)


def _resets(policy: DeskPolicy) -> Iterator[str]:
    if most := policy.verification.resets_a_day:
        yield ngettext(
            "One person is reset {count} time a day at most; then a supervisor does it.",
            "One person is reset {count} times a day at most; then a supervisor does it.",
            most,
        )
    rules = policy.passwords
    if not rules.always_force_change:
        yield _("An operator may let a person keep the temporary password.")
    elif rules.keep_never_expiring:
        yield _("A reset forces a change; only whose password never expires keeps the temporary one.")
    else:
        yield _("A reset forces a change; whose password never expires is not reset.")
    if rules.form is PasswordForm.WORDS:
        yield _(
            "A generated password is made of {count} words or more, where an account's policy takes them.",
            count=rules.words,
        )
    yield from _handed_over(policy)
    if rules.may_be_typed and rules.minimum_score:
        yield _(
            "A typed password that is easy to guess, below {score} of 4, is refused.",
            score=rules.minimum_score,
        )
    if rules.may_be_typed and rules.banned_mode is not BannedMode.OFF:
        yield _banned(rules)


def _banned(rules: PasswordRules) -> str:
    count = len(rules.banned.terms)
    if rules.banned_mode is BannedMode.ENFORCED:
        return ngettext(
            "A typed password that is built on {count} word, or on the person's name, is refused.",
            "A typed password that is built on one of {count} words, or on the person's name, is refused.",
            count,
        )
    return ngettext(
        "A typed password that is built on {count} word, or on the person's name, is remarked, and taken.",
        "A typed password that is built on one of {count} words, or on the person's name, is "
        "remarked, and taken.",
        count,
    )


_FOR_TIER = Phrases(
    {
        HandOver.SHOWN: N_("A new password is shown to the operator."),
        HandOver.SMS: N_("A new password is sent to the person by SMS."),
        HandOver.MAIL: N_("A new password is sent to the person by mail."),
        HandOver.SPLIT: N_("A new password is sent to the person in two halves, by SMS and by mail."),
    }
)


def _handed_over(policy: DeskPolicy) -> Iterator[str]:
    rules, tiers = policy.passwords, policy.verification.tiers
    own = [(tier.name, tier.handed_over) for tier in tiers if tier.handed_over]
    for name, way in own:
        yield _("For {whom}: {rule}", whom=name, rule=_FOR_TIER[way])
    if own or rules.handed_over is not HandOver.SHOWN:
        usual = _FOR_TIER[rules.handed_over]
        yield _("For {whom}: {rule}", whom=_("everybody else"), rule=usual) if own else usual
        if rules.shown_instead:
            yield _(
                "No operator sees a password that is sent; where it cannot be sent, it is shown to "
                "the operator."
            )
        else:
            yield _(
                "No operator sees a password that is sent; where it cannot be sent, the person is not reset."
            )


def _registration(policy: DeskPolicy) -> Iterator[str]:
    rules = policy.registration
    if rules.required and rules.reconfirm_days:
        yield _("Everybody must register, and confirms again after {days}.", days=days(rules.reconfirm_days))
    else:
        yield _("Everybody must register.") if rules.required else _("Nobody must register.")
    if rules.combined:
        yield _("One registration serves reset and MFA: one of the methods must be good for MFA.")
    if rules.own_hours:
        yield _(
            "Who changed a person's methods may not reset that person for {hours}.",
            hours=hours(rules.own_hours),
        )
    if rules.any_hours:
        yield _(
            "Nobody may reset a person for {hours} after a change of methods.", hours=hours(rules.any_hours)
        )
    if rules.new_hours:
        yield _(
            "A new method proves a change of methods only for {hours}, unless a strong one proved it.",
            hours=hours(rules.new_hours),
        )
    lasts = whole(rules.pass_minutes * 60)
    yield (
        _("An access pass lasts {length}, and works once.", length=lasts)
        if rules.pass_once
        else _("An access pass lasts {length}.", length=lasts)
    )


def _told(policy: DeskPolicy) -> Iterator[str]:
    notices = policy.notices
    if notices.on_reset and notices.on_methods:
        yield _("The person is told of resets and changes of methods.")
    elif notices.on_reset:
        yield _("The person is told of resets.")
    elif notices.on_methods:
        yield _("The person is told of changes of methods.")
    else:
        yield _("The person is told of nothing.")
    if notices.administrators:
        yield ngettext(
            "What is done to protected people is told to {count} address of administrators. So is 'not me'.",
            "What is done to protected people is told to {count} addresses of administrators. So is "
            "'not me'.",
            len(notices.administrators),
        )


def _operators(rules: OperatorRules) -> Iterator[str]:
    if rules.second_factor is SecondFactor.OFF:
        yield _("Operators prove nothing but their password: whoever has it has the desk.")
        return
    kinds = _kinds(rules.kinds, rules.minimum_grade)
    if rules.second_factor is SecondFactor.REQUIRED:
        yield _(
            "Every operator proves a second factor when they sign in, and before they approve: {kinds}.",
            kinds=kinds,
        )
    else:
        yield _(
            "Operators who have a second factor prove it when they sign in, and before they approve: "
            "{kinds}.",
            kinds=kinds,
        )
    yield ngettext(
        "A second factor with {count} wrong code in {window} waits until the oldest is older than that.",
        "A second factor with {count} wrong codes in {window} waits until the oldest is older than that.",
        rules.failures.failures,
        window=whole(rules.failures.window_seconds),
    )


def _kinds(kinds: Iterable[MethodKind], weakest: Grade) -> str:
    found = [
        facts.label.lower() for kind, facts in FACTS.items() if kind in set(kinds) and facts.grade >= weakest
    ]
    return ", ".join(found) or _("none")


def _grade(grade: Grade) -> str:
    return _(GRADES[grade])


def _limit(limit: Limit) -> str:
    return _("{count} in {window}", count=limit.failures, window=whole(limit.window_seconds))


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds()) // 60
