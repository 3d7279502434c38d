"""What named sources ask of a policy, a rule for each thing they say, and where a policy asks for less.

`config.profiles` has the settings that fulfil them. Sources: "entra" is the documentation of Microsoft Entra
ID's self-service password reset, with two methods, the more of the two numbers that it offers; "nist-aal2"
is NIST SP 800-63B-4 for recovering an account at AAL2, and its rules for passwords and notices.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from helpdesk_tui.desk.account import PasswordPolicy
from helpdesk_tui.desk.method import Grade, MethodKind
from helpdesk_tui.desk.policy import DAY, HOUR, DeskPolicy, ProtectedRule, Tier
from helpdesk_tui.desk.ports import Limit
from helpdesk_tui.desk.tiers import stronger
from helpdesk_tui.language import _

_NUMBERS = frozenset({MethodKind.CALL_BACK, MethodKind.SMS})
_SINGLE_PASSWORD = 15  # characters of a password that stands alone: SP 800-63B-4 §3.1.1.2


class Profile(StrEnum):
    ENTRA = "entra"
    NIST_AAL2 = "nist-aal2"


@dataclass(frozen=True)
class Judged:
    """What is held against a profile."""

    policy: DeskPolicy
    directory: PasswordPolicy | None  # as it holds for the operator; None = unknown

    @property
    def tiers(self) -> tuple[Tier, ...]:
        return (*self.policy.verification.tiers, self.policy.verification.everybody)


Rule = Callable[[Judged], Iterator[str]]
"""A sentence for each place where the policy asks for less than the source."""


def weaker(profile: Profile, judged: Judged) -> tuple[str, ...]:
    """Where a policy asks for less than `profile`; empty = nowhere."""
    return tuple(sentence for rule in RULES[profile] for sentence in rule(judged))


# --- both ---------------------------------------------------------------------------------------------


def _gates(judged: Judged) -> Iterator[str]:
    for tier in judged.tiers:
        if tier.gates < 2:
            yield _(
                "For {tier_name} one proof is enough, not two: [verification] gates.", tier_name=tier.name
            )


def _exceptions(judged: Judged) -> Iterator[str]:
    for tier in judged.tiers:
        if tier.exception and tier.exception_gates < 2:
            yield _(
                "For {tier_name} an exception takes one proof, not two: [verification] exception_gates.",
                tier_name=tier.name,
            )


def _told_of_resets(judged: Judged) -> Iterator[str]:
    if not judged.policy.notices.on_reset:
        yield _("People are not told of a reset: [notices] on_reset.")


def _link(judged: Judged) -> Iterator[str]:
    if not judged.policy.notices.help_link:
        yield _("No message says where to object: [notices] help_link.")


# --- Entra --------------------------------------------------------------------------------------------


def _administrators(judged: Judged) -> Iterator[str]:
    """Two methods, no questions. The fixed tier sees to it; this says so should it ever not."""
    for tier in map(stronger, judged.tiers):
        if tier.gates < 2 or MethodKind.QUESTIONS in tier.allowed:
            yield _("Administrators are proven by less than two methods, or by questions.")


def _administrators_told(judged: Judged) -> Iterator[str]:
    policy = judged.policy
    if policy.scope.protected is ProtectedRule.SUPERVISOR and not policy.notices.administrators:
        yield _("Administrators are not told when one of them is reset: [notices] administrators.")


def _stated_number(judged: Judged) -> Iterator[str]:
    uses = any(tier.allowed & _NUMBERS for tier in judged.tiers)
    if uses and not judged.policy.verification.contacts.caller_states_number:
        yield _("Callers need not say the number that is called or texted: [contacts] caller_states_number.")


def _questions(judged: Judged) -> Iterator[str]:
    rules = judged.policy.verification.questions
    if min(rules.register, rules.ask) < 3:
        yield _("Fewer than three security questions are registered or asked: [questions].")


def _registers(judged: Judged) -> Iterator[str]:
    rules = judged.policy.registration
    if not rules.required:
        yield _("Nobody must register: [registration] required.")
    if not 0 < rules.reconfirm_days <= 180:
        yield _("Methods are not confirmed again after 180 days: [registration] reconfirm_days.")


def _account_limit(judged: Judged) -> Iterator[str]:
    limit = judged.policy.verification.limits.account
    if _is_laxer(limit, 5, DAY) or limit.block_seconds < DAY:
        yield _("More than 5 failed proofs a day are let pass, or block for less: [limits] account_….")


def _method_limit(judged: Judged) -> Iterator[str]:
    if _is_laxer(judged.policy.verification.limits.method, 5, HOUR):
        yield _("More than 5 failed proofs an hour with one method are let pass: [limits] method_….")


def _sending_limit(judged: Judged) -> Iterator[str]:
    if _is_laxer(judged.policy.verification.sending.limits.account, 10, 600):
        yield _("More than 10 codes in 10 minutes are sent: [sending] codes.")


def _times(judged: Judged) -> Iterator[str]:
    if judged.policy.verification.sending.lifetime > timedelta(minutes=5):
        yield _("A sent code works for more than 5 minutes: [sending] code_minutes.")
    for tier in judged.tiers:
        if tier.verification_lifetime > timedelta(minutes=15):
            yield _(
                "For {tier_name} a verification lasts more than 15 minutes: [verification] minutes.",
                tier_name=tier.name,
            )


def _apps_and_passes(judged: Judged) -> Iterator[str]:
    rules = judged.policy.registration
    if rules.max_apps > 5:
        yield _("A person may have more than 5 apps and tokens: [registration] max_apps.")
    if rules.pass_minutes > 30 * 24 * 60 or rules.pass_length < 8:
        yield _(
            "An access pass may last more than 30 days, or be shorter than 8 signs: [registration] pass_…."
        )


def _temporary(judged: Judged) -> Iterator[str]:
    rules = judged.policy.passwords
    if not rules.always_force_change:
        yield _("A temporary password may be kept: [passwords] always_force_change.")
    if rules.keep_never_expiring:
        yield _("A temporary password that never expires may be kept: [passwords] keep_never_expiring.")


# --- NIST ---------------------------------------------------------------------------------------------


def _strong_methods(judged: Judged) -> Iterator[str]:
    """Two codes, or a code and an authenticator; what others may know, and a call, are below that."""
    for tier in judged.tiers:
        if tier.minimum_grade < Grade.CODE:
            yield _(
                "For {tier_name} proofs below the grade 'code' count: [verification] minimum_grade.",
                tier_name=tier.name,
            )


def _prefilled(judged: Judged) -> Iterator[str]:
    for tier in judged.tiers:
        if tier.prefilled:
            yield _(
                "For {tier_name} contact data that nobody confirmed counts: [verification] prefilled.",
                tier_name=tier.name,
            )


def _proofed_anew(judged: Judged) -> Iterator[str]:
    for tier in judged.tiers:
        if MethodKind.MANAGER in tier.exception:
            yield _(
                "For {tier_name} a mail to the manager stands for a document: [verification] exception.",
                tier_name=tier.name,
            )


def _told_of_methods(judged: Judged) -> Iterator[str]:
    if not judged.policy.notices.on_methods:
        yield _("People are not told of a new or removed method: [notices] on_methods.")


def _code_life(judged: Judged) -> Iterator[str]:
    sending = judged.policy.verification.sending
    if sending.lifetime > timedelta(minutes=10) or sending.digits < 6:
        yield _("A sent code works for more than 10 minutes, or has less than 6 digits: [sending].")


def _throttled(judged: Judged) -> Iterator[str]:
    if judged.policy.verification.limits.account.failures > 100:
        yield _("More than 100 failed proofs are let pass: [limits] account_failures.")


def _long_passwords(judged: Judged) -> Iterator[str]:
    passwords, asked = judged.policy.passwords, judged.directory.min_length if judged.directory else 0
    if passwords.length < _SINGLE_PASSWORD:
        yield _(
            "Generated passwords have less than {single_password} characters: [passwords] length.",
            single_password=_SINGLE_PASSWORD,
        )
    if passwords.typed and asked < _SINGLE_PASSWORD:
        yield _(
            "Operators may type a password of less than {single_password} characters: [passwords] typed.",
            single_password=_SINGLE_PASSWORD,
        )


def _of_the_directory(judged: Judged) -> Iterator[str]:
    """Not the desk's to change, but the person's next password is held against it."""
    policy = judged.directory
    if policy is None:
        yield _("The directory's password policy cannot be read, so it is not compared.")
        return
    if policy.min_length < _SINGLE_PASSWORD:
        yield _(
            "The directory takes passwords of {min_length} characters, not of {single_password}.",
            min_length=policy.min_length,
            single_password=_SINGLE_PASSWORD,
        )
    if policy.complexity:
        yield _("The directory demands several kinds of characters, which the source advises against.")
    if policy.max_age is not None:
        days = policy.max_age.days
        yield _(
            "The directory lets passwords expire after {days} days, which the source advises against.",
            days=days,
        )


RULES: Mapping[Profile, tuple[Rule, ...]] = {
    Profile.ENTRA: (
        _gates, _exceptions, _administrators, _administrators_told, _stated_number, _questions, _registers,
        _told_of_resets, _link, _account_limit, _method_limit, _sending_limit, _times, _apps_and_passes,
        _temporary,
    ),
    Profile.NIST_AAL2: (
        _gates, _exceptions, _strong_methods, _prefilled, _proofed_anew, _told_of_resets, _told_of_methods,
        _link, _code_life, _throttled, _long_passwords, _of_the_directory,
    ),
}  # fmt: skip


def _is_laxer(limit: Limit, failures: int, seconds: int) -> bool:
    return limit.failures > failures or limit.window_seconds < seconds
