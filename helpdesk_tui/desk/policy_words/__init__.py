"""The policy in sentences, one for each rule, for whoever wrote it."""

from collections.abc import Iterator

from helpdesk_tui.desk.policy import DeskPolicy, OperatorRules, SecondFactor
from helpdesk_tui.desk.policy_words.acting import acting
from helpdesk_tui.desk.policy_words.passwords import resets
from helpdesk_tui.desk.policy_words.proofs import (
    contacts,
    elevated_words,
    kinds_words,
    limits,
    of_tier,
    whom_words,
)
from helpdesk_tui.desk.policy_words.warnings import warnings
from helpdesk_tui.desk.ports import Channel
from helpdesk_tui.language import _, ngettext
from helpdesk_tui.lengths import days, hours, whole

__all__ = ["sentences", "warnings"]


def sentences(policy: DeskPolicy, channels: frozenset[Channel], elevated: bool) -> Iterator[str]:
    """`channels`: by which something can be sent; `elevated`: whether the threat is."""
    rules = policy.verification
    if elevated:
        yield elevated_words(rules)
    yield from acting(policy)
    for tier in (*rules.tiers, rules.everybody):
        yield from of_tier(tier, whom_words(tier, policy))
    yield from warnings(policy, channels)
    yield from contacts(policy, channels)
    yield from limits(policy)
    yield from resets(policy)
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
    kinds = kinds_words(rules.kinds, rules.minimum_grade)
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
