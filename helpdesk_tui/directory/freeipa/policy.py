"""FreeIPA's password policy (class krbPwdPolicy): of a group, or of everybody."""

from collections.abc import Mapping
from datetime import timedelta

from helpdesk_tui.desk.account import PasswordPolicy, Quality
from helpdesk_tui.directory.attributes import Attributes as AnyAttributes
from helpdesk_tui.directory.filters import both, equal
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3.attributes import Attributes, surely_empty

GLOBAL = "global_policy"
_POLICY = "(objectClass=krbPwdPolicy)"
_NUMBERS: Mapping[str, int] = {
    "krbMinPwdLife": 0,  # seconds
    "krbMaxPwdLife": 0,
    "krbPwdMinLength": 0,
    "krbPwdMinDiffChars": 0,
    "krbPwdHistoryLength": 0,
    "krbPwdMaxFailure": 0,
    "krbPwdLockoutDuration": 0,
    "krbPwdFailureCountInterval": 0,
    "ipaPwdMaxRepeat": 0,  # since FreeIPA 4.9
    "ipaPwdMaxSequence": 0,
}
"""Attribute → what holds where a policy does not say it."""


def global_policy_dn(link: Link, suffix: str) -> str:
    """ "" where it cannot be found: only some may see it."""
    answer = link.search(f"cn=kerberos,{suffix}", both(_POLICY, equal("cn", GLOBAL)), ["1.1"], 2)
    return answer.entries[0].dn if len(answer.entries) == 1 else ""


def read_policy(link: Link, dn: str) -> PasswordPolicy | None:
    """None = unknown."""
    answer = link.read(dn, ["cn", *_NUMBERS], _POLICY)
    if not answer.result.done or not answer.entries:
        return None
    shown = answer.entries[0]
    absent = {name for name in _NUMBERS if not shown.values.get(name.lower())}
    return policy_of(Attributes(shown, surely_empty(link, dn, absent)))


def policy_of(entry: AnyAttributes) -> PasswordPolicy | None:
    """None where any part is not known."""
    known = {name: entry.integer(name, if_empty=default) for name, default in _NUMBERS.items()}
    numbers = {name: number for name, number in known.items() if number is not None and number >= 0}
    if len(numbers) < len(_NUMBERS):
        return None

    def seconds(name: str) -> timedelta:
        return timedelta(seconds=min(numbers[name], 10**10))

    return PasswordPolicy(
        source=entry.text("cn") or entry.dn,
        min_length=numbers["krbPwdMinLength"],
        complexity=False,
        history=numbers["krbPwdHistoryLength"],
        min_age=seconds("krbMinPwdLife"),
        max_age=seconds("krbMaxPwdLife") or None,
        lockout_threshold=numbers["krbPwdMaxFailure"],
        lockout_duration=seconds("krbPwdLockoutDuration") or None,
        lockout_window=seconds("krbPwdFailureCountInterval"),
        quality=Quality(
            kinds=numbers["krbPwdMinDiffChars"],
            same=numbers["ipaPwdMaxRepeat"],
            sequence=numbers["ipaPwdMaxSequence"],
        ),
    )
