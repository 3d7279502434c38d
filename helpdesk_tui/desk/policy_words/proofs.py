"""What proves a caller, in sentences."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from helpdesk_tui.desk.actions.registry import in_words
from helpdesk_tui.desk.method import FACTS, GRADES, Grade, MethodKind
from helpdesk_tui.desk.policy import (
    DeskPolicy,
    SendRules,
    Tier,
    UnknownAge,
    VerificationPolicy,
)
from helpdesk_tui.desk.ports import Channel, Limit
from helpdesk_tui.language import N_, _, ngettext
from helpdesk_tui.lengths import days, minutes, whole


def elevated_words(rules: VerificationPolicy) -> str:
    grade, gates = grade_words(rules.threat_grade), rules.threat_gates
    if gates > 1:
        return ngettext(
            "The threat is elevated: only proofs of the grade '{grade}' or stronger count, and "
            "{count} gate at least.",
            "The threat is elevated: only proofs of the grade '{grade}' or stronger count, and "
            "{count} gates at least.",
            gates,
            grade=grade,
        )
    return _("The threat is elevated: only proofs of the grade '{grade}' or stronger count.", grade=grade)


def whom_words(tier: Tier, policy: DeskPolicy) -> str:
    rules = policy.verification
    return _("everybody else") if tier is rules.everybody and rules.tiers else _(tier.name)


def of_tier(tier: Tier, whom: str) -> Iterator[str]:
    yield _("For {whom}: {gates}.", whom=whom, gates=_gates(tier))
    yield _(
        "For {whom} these count: {kinds}.", whom=whom, kinds=kinds_words(tier.allowed, tier.minimum_grade)
    )
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
            kinds=kinds_words(tier.exception, Grade.KNOWLEDGE),
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


def contacts(policy: DeskPolicy, channels: frozenset[Channel]) -> Iterator[str]:
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


def limits(policy: DeskPolicy) -> Iterator[str]:
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


def kinds_words(kinds: Iterable[MethodKind], weakest: Grade) -> str:
    found = [
        facts.label.lower() for kind, facts in FACTS.items() if kind in set(kinds) and facts.grade >= weakest
    ]
    return ", ".join(found) or _("none")


def grade_words(grade: Grade) -> str:
    return _(GRADES[grade])


def _limit(limit: Limit) -> str:
    return _("{count} in {window}", count=limit.failures, window=whole(limit.window_seconds))


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds()) // 60
