"""What the lab's OpenLDAP keeps of passwords: its policies, and people in every state that they know."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from lab import crowd, ldap_people, people
from lab.ldap_people import POLICIES
from lab.ldif import Attributes, Value

FOR_EVER = "000001010000Z"
LONG_AGO = "20160215000000Z"
DAY = 86_400

_POLICY: dict[str, Value] = {
    "pwdAttribute": "userPassword",
    "pwdMinLength": 8,
    "pwdCheckQuality": 2,
    "pwdInHistory": 3,
    "pwdMaxAge": 90 * DAY,
    "pwdLockout": "TRUE",
    "pwdMaxFailure": 5,
    "pwdFailureCountInterval": 900,
    "pwdLockoutDuration": 6 * 3600,
    "pwdMustChange": "TRUE",
    "pwdAllowUserChange": "TRUE",
    "pwdGraceAuthNLimit": 0,
}
POLICY_OF_ALL = "Everybody"
POLICY_CHANGES: dict[str, dict[str, Value]] = {
    POLICY_OF_ALL: {},
    people.READABLE_POLICY: {"pwdMinLength": 14, "pwdInHistory": 5, "pwdMaxFailure": 3},
    people.UNREADABLE_POLICY: {"pwdMinLength": 12, "pwdMaxFailure": 3},
    "Services": {"pwdMaxAge": 0},
    "Kiosks": {"pwdAllowUserChange": "FALSE"},
    "Graceful": {"pwdGraceAuthNLimit": 3},
}
"""Name → how it differs from the usual one."""


def policy_dn(name: str) -> str:
    return f"cn={name},{POLICIES}"


def _of(name: str) -> Attributes:
    return {"pwdPolicySubentry": policy_dn(name)}


_OLD: Attributes = {"pwdChangedTime": LONG_AGO}
_MUST_CHANGE: Attributes = {"pwdReset": "TRUE"}
_FOR_EVER: Attributes = {"pwdAccountLockedTime": FOR_EVER}

STATES: dict[str, Attributes] = {
    "mona.mustchange": _MUST_CHANGE,
    "edgar.expired": _OLD,
    "paula.past": {"pwdEndTime": LONG_AGO},
    "dora.disabled": _FOR_EVER,
    "felix.forever": _FOR_EVER,
    "nele.never": {**_OLD, **_of("Services")},
    "xenia.expired": {"pwdEndTime": LONG_AGO},
    "bea.begins": {"pwdStartTime": "20990101000000Z"},
    "otis.outdated": _OLD,
    "greta.grace": {**_OLD, **_of("Graceful")},
    "mick.mustchange": _MUST_CHANGE,
    "clara.cannot": _of("Kiosks"),
    "nora.nopolicy": {"pwdPolicySubentry": POLICIES},  # an entry that is no policy
    "wanda.nowhere": _of("Nowhere"),
    "erin.executive": _of(people.READABLE_POLICY),
    "lars.laboratory": _of(people.UNREADABLE_POLICY),
}
"""Login → what the server keeps of the password."""
LOCKED = ("lena.locked", "liam.locked")
"""Locked by wrong passwords once the server runs. For longer than tests take."""


def policy_entry(name: str, changes: Attributes) -> Attributes:
    """One like the usual one but for these changes."""
    return {"objectClass": ["device", "pwdPolicy"], "cn": name, **_POLICY, **changes}


def everything(crowd_size: int) -> Iterator[tuple[str, Attributes]]:
    """All that is loaded before the server starts, as (DN, attributes); `crowd_size` is that of lab.crowd."""
    usual = {
        "userPassword": ldap_people.hashed(people.PASSWORD),
        "pwdChangedTime": f"{datetime.now(UTC) - timedelta(days=10):%Y%m%d%H%M%S}Z",
    }
    entries = [*ldap_people.entries(STATES, usual), *crowd.groups(crowd_size)]
    yield from ldap_people.with_member_of([*entries, *crowd.people(crowd_size, usual)])
    for name, changes in POLICY_CHANGES.items():
        yield policy_dn(name), policy_entry(name, changes)
