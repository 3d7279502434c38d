"""The password policy in force: that of the whole server, in cn=config, or an entry's own, which is whole by
itself. What an own one does not say is as the server has it built in, never as the whole server's says."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from helpdesk_tui.desk.account import ANY_QUALITY, PasswordPolicy, Quality
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3.attributes import Attributes, surely_empty
from helpdesk_tui.directory.problems import NO_OBJECT
from helpdesk_tui.text import LONGEST_DN

GLOBAL = "cn=config"
LOCAL_ALLOWED, INHERITS_SYNTAX = "nsslapd-pwpolicy-local", "nsslapd-pwpolicy-inherit-global"

_FLAGS: Mapping[str, bool] = {
    "passwordChange": True,
    "passwordMustChange": False,
    "passwordExp": False,
    "passwordHistory": False,
    "passwordLockout": False,
    "passwordUnlock": True,
    "passwordCheckSyntax": False,
    "passwordPalindrome": False,
}
_NUMBERS: Mapping[str, int] = {
    "passwordMinLength": 8,
    "passwordInHistory": 6,
    "passwordMinAge": 0,
    "passwordMaxAge": 8_640_000,
    "passwordMaxFailure": 3,
    "passwordLockoutDuration": 3600,
    "passwordResetFailureCount": 600,
    "passwordMinDigits": 0,
    "passwordMinAlphas": 0,
    "passwordMinUppers": 0,
    "passwordMinLowers": 0,
    "passwordMinSpecials": 0,
    "passwordMin8Bit": 0,
    "passwordMinCategories": 3,
    "passwordMinTokenLength": 3,
    "passwordMaxRepeats": 0,
    "passwordMaxSequence": 0,
    "passwordMaxClassChars": 0,
    "passwordTPRMaxUse": -1,
    "passwordGraceLimit": 0,
}
"""Attribute → what the server has built in."""
_OF_POLICY = (*_FLAGS, *_NUMBERS)


@dataclass(frozen=True)
class Policy:
    """What of a policy decides about an account."""

    desk: PasswordPolicy
    must_change: bool  # a password that somebody else has set must be changed
    may_change: bool  # the person may change it
    expires: bool
    lockout: bool
    max_failures: int
    unlocks: bool  # by itself, after a while
    most_uses: int  # of a temporary password; below 0 = as often as one likes
    grace: int  # sign-ins with an expired password


@dataclass(frozen=True)
class ServerPolicy:
    """That of the whole server, and what it says of others. None = not to be read."""

    policy: Policy | None
    local_allowed: bool | None  # whether entries may have a policy of their own
    inherits_syntax: bool | None  # whether one that checks no syntax takes this one's


def server_policy(link: Link) -> ServerPolicy:
    """cn=config shows every setting to whoever may read it."""
    answer = link.read(GLOBAL, [*_OF_POLICY, LOCAL_ALLOWED, INHERITS_SYNTAX])
    if not answer.result.done or not answer.entries:
        return ServerPolicy(None, None, None)
    entry = Attributes(answer.entries[0])
    whole = all(entry.raw(name) is not None for name in _OF_POLICY if name not in _LATER)
    return ServerPolicy(
        _policy(entry, "server policy") if whole else None,
        entry.decoded(LOCAL_ALLOWED, _flag),
        entry.decoded(INHERITS_SYNTAX, _flag),
    )


_LATER = frozenset(
    {"passwordTPRMaxUse", "passwordMaxSequence", "passwordMaxClassChars", "passwordPalindrome"}
)
"""Unknown to older servers."""


def local_policy(link: Link, dn: str, whole: ServerPolicy) -> Policy | None:
    """An entry's own. One that is not there has no effect: then the whole server's holds. None = unknown."""
    where = "(|(objectClass=ldapsubentry)(objectClass=*))"
    answer = link.read(dn, ["objectClass", "cn", *_OF_POLICY], where)
    if answer.result.code == NO_OBJECT:  # of one that may not be read, the server says nothing
        return whole.policy
    if not answer.result.done or not answer.entries:
        return None
    shown = answer.entries[0]
    absent = {name for name in _OF_POLICY if not shown.values.get(name.lower())}
    entry = Attributes(shown, surely_empty(link, dn, absent))
    if not _is_known(entry, _OF_POLICY):
        return None
    policy = _policy(entry, entry.text("cn", LONGEST_DN) or entry.dn)
    if policy is None or policy.desk.quality != ANY_QUALITY:
        return policy
    if whole.inherits_syntax is False or whole.policy is None:
        return policy
    # where that cannot be read, ours are to be good by either
    desk = replace(policy.desk, min_length=whole.policy.desk.min_length, quality=whole.policy.desk.quality)
    return replace(policy, desk=desk)


def _is_known(entry: Attributes, names: Collection[str]) -> bool:
    return all(entry.raw(name) is not None or entry.is_empty(name) for name in names)


def _policy(entry: Attributes, source: str) -> Policy | None:
    """None where anything is there and cannot be read as what it should be."""
    flags = {name: _decoded_flag(entry, name, default) for name, default in _FLAGS.items()}
    numbers = {name: _decoded_number(entry, name, default) for name, default in _NUMBERS.items()}
    if None in flags.values() or None in numbers.values():
        return None
    known = {name: number for name, number in numbers.items() if number is not None}
    lockout, unlocks = bool(flags["passwordLockout"]), bool(flags["passwordUnlock"])
    checked = bool(flags["passwordCheckSyntax"])
    lasting = _seconds(known["passwordLockoutDuration"])
    desk = PasswordPolicy(
        source=source,
        min_length=known["passwordMinLength"] if checked else 0,
        complexity=False,
        history=known["passwordInHistory"] if flags["passwordHistory"] else 0,
        min_age=_seconds(known["passwordMinAge"]),
        max_age=(_seconds(known["passwordMaxAge"]) or None) if flags["passwordExp"] else None,
        lockout_threshold=known["passwordMaxFailure"] if lockout else 0,
        lockout_duration=lasting if unlocks else None,
        lockout_window=_seconds(known["passwordResetFailureCount"]),
        quality=_quality(known, backwards=bool(flags["passwordPalindrome"])) if checked else ANY_QUALITY,
    )
    return Policy(
        desk,
        must_change=bool(flags["passwordMustChange"]),
        may_change=bool(flags["passwordChange"]),
        expires=bool(flags["passwordExp"]),
        lockout=lockout,
        max_failures=known["passwordMaxFailure"],
        unlocks=unlocks,
        most_uses=known["passwordTPRMaxUse"],
        grace=known["passwordGraceLimit"],
    )


def _quality(known: Mapping[str, int], *, backwards: bool) -> Quality:
    """Dictionaries, forbidden words and repeated sequences are the server's own matter."""
    return Quality(
        digits=known["passwordMinDigits"],
        letters=known["passwordMinAlphas"],
        capitals=known["passwordMinUppers"],
        small_letters=known["passwordMinLowers"],
        symbols=known["passwordMinSpecials"],
        beyond_ascii=known["passwordMin8Bit"],
        kinds=known["passwordMinCategories"],
        same=known["passwordMaxRepeats"],
        sequence=known["passwordMaxSequence"],
        same_kind=known["passwordMaxClassChars"],
        name_part=known["passwordMinTokenLength"],
        not_backwards=backwards,
    )


def _decoded_flag(entry: Attributes, name: str, default: bool) -> bool | None:
    return default if entry.raw(name) is None else entry.decoded(name, _flag)


def _decoded_number(entry: Attributes, name: str, default: int) -> int | None:
    return default if entry.raw(name) is None else entry.integer(name)


def _flag(raw: bytes) -> bool:
    found = {b"on": True, b"off": False}.get(raw.strip().lower())
    if found is None:
        raise ValueError("neither on nor off")
    return found


def _seconds(number: int) -> timedelta:
    """At most what a calendar holds."""
    return timedelta(seconds=max(0, min(number, 10**10)))
