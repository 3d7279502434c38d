"""What the lab's 389 Directory Server keeps of passwords: its policies, and people in every state they know.

It has no beginning and no end of an account: xenia.expired, bea.begins and paula.past are in no trouble. Nor
are nora.nopolicy and wanda.nowhere: the policy of the whole server is everybody's who has no other.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from lab import crowd, ldap_people, people
from lab.ldap_people import POLICIES
from lab.ldif import Attributes, Value

EPOCH = "19700101000000Z"
LONG_AGO = "20160215000000Z"
DAY = 86_400

GLOBAL_POLICY = "cn=config"

POLICY: dict[str, Value] = {
    "passwordStorageScheme": "SSHA512",
    "passwordChange": "on",
    "passwordMustChange": "on",
    "passwordCheckSyntax": "on",
    "passwordMinLength": 8,
    "passwordHistory": "on",
    "passwordInHistory": 3,
    "passwordMinAge": 0,
    "passwordExp": "on",
    "passwordMaxAge": 90 * DAY,
    "passwordGraceLimit": 0,
    "passwordLockout": "on",
    "passwordMaxFailure": 5,
    "passwordUnlock": "on",
    "passwordLockoutDuration": 6 * 3600,
    "passwordResetFailureCount": 900,
    "passwordTrackUpdateTime": "on",
}
POLICY_CHANGES: dict[str, dict[str, Value]] = {
    people.READABLE_POLICY: {"passwordMinLength": 14, "passwordInHistory": 5, "passwordMaxFailure": 3},
    people.UNREADABLE_POLICY: {"passwordMinLength": 12, "passwordMaxFailure": 3},
    "Services": {"passwordExp": "off"},
    "Kiosks": {"passwordChange": "off"},
    "Graceful": {"passwordGraceLimit": 3},
    "For Ever": {"passwordUnlock": "off"},
}
"""Name → how it differs from that of the whole server."""


def policy_dn(name: str) -> str:
    return f"cn={name},{POLICIES}"


def policy_entry(name: str, changes: Attributes) -> Attributes:
    """One like the usual one but for these changes."""
    classes = ["top", "extensibleObject", "ldapsubentry", "passwordpolicy"]
    return {"objectClass": classes, "cn": name, **POLICY, **changes}


def _of(name: str) -> Attributes:
    return {"pwdPolicySubentry": policy_dn(name)}


_EXPIRED: Attributes = {"passwordExpirationTime": LONG_AGO}
_MUST_CHANGE: Attributes = {"pwdReset": "TRUE", "passwordExpirationTime": EPOCH}
_DISABLED: Attributes = {"nsAccountLock": "true"}

STATES: dict[str, Attributes] = {
    "mona.mustchange": _MUST_CHANGE,
    "edgar.expired": _EXPIRED,
    "dora.disabled": _DISABLED,
    "dirk.disabled": _DISABLED,
    "felix.forever": {**_of("For Ever"), "passwordRetryCount": 5, "accountUnlockTime": EPOCH},
    "nele.never": {**_EXPIRED, **_of("Services")},
    "otis.outdated": _EXPIRED,
    "greta.grace": {**_EXPIRED, **_of("Graceful")},
    "mick.mustchange": _MUST_CHANGE,
    "clara.cannot": _of("Kiosks"),
    "wanda.nowhere": _of("Nowhere"),
    "erin.executive": _of(people.READABLE_POLICY),
    "lars.laboratory": _of(people.UNREADABLE_POLICY),
}
"""Login → what the server keeps of the password."""
LOCKED = ("lena.locked", "liam.locked")
"""Locked by wrong passwords once the server runs. For longer than tests take."""


def in_a_while(set_at: datetime | None = None) -> str:
    """When a password expires that was set then, or ten days ago."""
    return stamp((set_at or datetime.now(UTC) - timedelta(days=10)) + timedelta(days=90))


def stamp(at: datetime) -> str:
    return f"{at:%Y%m%d%H%M%S}Z"


def everything(
    crowd_size: int, acis: dict[str, list[str]], more: Iterable[tuple[str, Attributes]] = ()
) -> Iterator[tuple[str, Attributes]]:
    """All that is loaded before the server starts, as (DN, attributes): `crowd_size` people of lab.crowd too,
    `more` as it is, and the access rules of each DN."""
    set_at = datetime.now(UTC) - timedelta(days=10)
    usual = {
        "userPassword": ldap_people.hashed(people.PASSWORD, "sha512"),
        "passwordExpirationTime": in_a_while(set_at),
        "pwdUpdateTime": stamp(set_at),
    }
    entries = [
        *ldap_people.entries(STATES, usual),
        *crowd.groups(crowd_size),
        *crowd.people(crowd_size, usual),
    ]
    for dn, attributes in ldap_people.with_member_of(entries, nested=True):
        classes = attributes["objectClass"]
        named = [classes] if isinstance(classes, str) else [*classes]
        rules = {"aci": acis[dn]} if dn in acis else {}
        member = {"objectClass": [*named, "nsMemberOf"]} if "memberOf" in attributes else {}
        yield dn, {**attributes, **member, **rules}
    for dn, attributes in more:
        yield dn, {**attributes, **({"aci": acis[dn]} if dn in acis else {})}
    for name, changes in POLICY_CHANGES.items():
        yield policy_dn(name), policy_entry(name, changes)
