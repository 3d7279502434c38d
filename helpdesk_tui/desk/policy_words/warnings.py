"""What is allowed and likely not meant."""

from collections.abc import Iterator

from helpdesk_tui.desk.method import FACTS, OUTSIDE_KINDS, MethodKind
from helpdesk_tui.desk.policy import (
    DeskPolicy,
    HandOver,
    SecondFactor,
)
from helpdesk_tui.desk.policy_words.proofs import whom_words
from helpdesk_tui.desk.ports import Channel
from helpdesk_tui.language import _, ngettext

_FEW = 3  # tiers that are named


def warnings(policy: DeskPolicy, channels: frozenset[Channel]) -> Iterator[str]:
    """What is allowed and likely not meant; told at the start too."""
    rules, mail = policy.verification, MethodKind.EMAIL
    whom = [
        whom_words(tier, policy)
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
