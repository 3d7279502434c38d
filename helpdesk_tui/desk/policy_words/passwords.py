"""Resets and new passwords, in sentences."""

from collections.abc import Iterator

from helpdesk_tui.desk.banned import BannedMode
from helpdesk_tui.desk.policy import (
    DeskPolicy,
    HandOver,
    PasswordForm,
    PasswordRules,
)
from helpdesk_tui.language import N_, Phrases, _, ngettext


def resets(policy: DeskPolicy) -> Iterator[str]:
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
