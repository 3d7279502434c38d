"""FreeIPA's schema and tree on the lab's 389 Directory Server: as much of it as a help desk meets.

It is not FreeIPA: none of its plugins is here, so nothing expires a password that somebody else has set, or
counts failures of Kerberos. Names, object identifiers and the layout are FreeIPA's (install/share of its
sources).
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from lab import ldap_people, people
from lab.ds389_people import stamp
from lab.ldap_people import BASE, OPERATORS, group_dn
from lab.ldif import Attributes, Value

REALM = "LAB.EXAMPLE"
ACCOUNTS = f"cn=accounts,{BASE}"
USERS, GROUPS = f"cn=users,{ACCOUNTS}", f"cn=groups,{ACCOUNTS}"
KERBEROS = f"cn=kerberos,{BASE}"
POLICIES = f"cn={REALM},{KERBEROS}"
GLOBAL_POLICY = f"cn=global_policy,{POLICIES}"
STRICT, HIDDEN = "strict", "hidden"
"""Policies of a group; the second may not be read."""

_TEXT, _NUMBER, _TIME = (
    "1.3.6.1.4.1.1466.115.121.1.26",
    "1.3.6.1.4.1.1466.115.121.1.27",
    ("1.3.6.1.4.1.1466.115.121.1.24"),
)
_DN, _BYTES = "1.3.6.1.4.1.1466.115.121.1.12", "1.3.6.1.4.1.1466.115.121.1.40"
_NOVELL, _MIT = "2.16.840.1.113719.1.301.4", "1.3.6.1.4.1.5322.21.2"
_EQUALITY = {
    _TEXT: "caseExactIA5Match",
    _NUMBER: "integerMatch",
    _TIME: "generalizedTimeMatch",
    _DN: "distinguishedNameMatch",
    _BYTES: "octetStringMatch",
}
_ATTRIBUTES = {
    "krbPrincipalName": (f"{_NOVELL}.1.1", _TEXT),
    "krbPrincipalExpiration": (f"{_NOVELL}.6.1", _TIME),
    "krbMaxPwdLife": (f"{_NOVELL}.30.1", _NUMBER),
    "krbMinPwdLife": (f"{_NOVELL}.31.1", _NUMBER),
    "krbPwdMinDiffChars": (f"{_NOVELL}.32.1", _NUMBER),
    "krbPwdMinLength": (f"{_NOVELL}.33.1", _NUMBER),
    "krbPwdHistoryLength": (f"{_NOVELL}.34.1", _NUMBER),
    "krbPwdMaxFailure": (f"{_MIT}.1", _NUMBER),
    "krbPwdFailureCountInterval": (f"{_MIT}.2", _NUMBER),
    "krbPwdLockoutDuration": (f"{_MIT}.3", _NUMBER),
    "krbLastAdminUnlock": (f"{_MIT}.5", _TIME),
    "krbPwdPolicyReference": (f"{_NOVELL}.36.1", _DN),
    "krbPasswordExpiration": (f"{_NOVELL}.37.1", _TIME),
    "krbPrincipalKey": (f"{_NOVELL}.39.1", _BYTES),
    "krbLastPwdChange": (f"{_NOVELL}.45.1", _TIME),
    "krbLastSuccessfulAuth": (f"{_NOVELL}.48.1", _TIME),
    "krbLastFailedAuth": (f"{_NOVELL}.49.1", _TIME),
    "krbLoginFailedCount": (f"{_NOVELL}.50.1", _NUMBER),
    "ipaNTSecurityIdentifier": ("2.16.840.1.113730.3.8.11.2", _TEXT),
    "ipaPwdMaxRepeat": ("2.16.840.1.113730.3.8.23.2", _NUMBER),
    "ipaPwdMaxSequence": ("2.16.840.1.113730.3.8.23.3", _NUMBER),
}
_OF_POLICIES = (
    *("krbMaxPwdLife", "krbMinPwdLife", "krbPwdMinDiffChars", "krbPwdMinLength", "krbPwdHistoryLength"),
    *("krbPwdMaxFailure", "krbPwdFailureCountInterval", "krbPwdLockoutDuration"),
)
_OF_PRINCIPALS = (
    *("krbPrincipalName", "krbPrincipalExpiration", "krbLastAdminUnlock", "krbPwdPolicyReference"),
    *("krbPasswordExpiration", "krbPrincipalKey", "krbLastPwdChange", "krbLastSuccessfulAuth"),
    *("krbLastFailedAuth", "krbLoginFailedCount"),
)
_CLASSES = (
    ("2.16.840.1.113719.1.301.6.1.1", "krbContainer", "STRUCTURAL MUST cn", ()),
    ("2.16.840.1.113719.1.301.6.2.1", "krbRealmContainer", "STRUCTURAL MUST cn", ()),
    ("2.16.840.1.113719.1.301.6.8.1", "krbPrincipalAux", "AUXILIARY", _OF_PRINCIPALS),
    ("2.16.840.1.113719.1.301.6.14.1", "krbPwdPolicy", "STRUCTURAL MUST cn", _OF_POLICIES),
    ("2.16.840.1.113730.3.8.12.14", "ipaIDobject", "AUXILIARY", ("ipaNTSecurityIdentifier",)),
    ("2.16.840.1.113730.3.8.24.1", "ipaPwdPolicy", "AUXILIARY", ("ipaPwdMaxRepeat", "ipaPwdMaxSequence")),
)


def schema() -> str:
    """For 99user.ldif."""
    lines = ["dn: cn=schema"]
    for name, (oid, syntax) in _ATTRIBUTES.items():
        form = f"EQUALITY {_EQUALITY[syntax]} SYNTAX {syntax} SINGLE-VALUE"
        lines.append(f"attributeTypes: ( {oid} NAME '{name}' {form} )")
    for oid, name, kind, held in _CLASSES:
        may = f" MAY ( {' $ '.join(held)} )" if held else ""
        lines.append(f"objectClasses: ( {oid} NAME '{name}' SUP top {kind}{may} )")
    return "\n".join(lines) + "\n"


SERVER_POLICY: dict[str, Value] = {
    "passwordMustChange": "off",
    "passwordCheckSyntax": "off",
    "passwordHistory": "off",
    "passwordExp": "off",
    "passwordLockout": "off",
    "passwordTrackUpdateTime": "off",
}
"""FreeIPA leaves 389's own policy as it is built in."""

_POLICY: dict[str, Value] = {
    "krbMinPwdLife": 3600,
    "krbPwdMinDiffChars": 0,
    "krbPwdMinLength": 8,
    "krbPwdHistoryLength": 0,
    "krbMaxPwdLife": 7_776_000,
    "krbPwdMaxFailure": 6,
    "krbPwdFailureCountInterval": 60,
    "krbPwdLockoutDuration": 600,
}
"""As FreeIPA is installed."""
_POLICIES: dict[str, dict[str, Value]] = {
    "global_policy": {},
    STRICT: {
        "krbPwdMinLength": 20,
        "krbPwdMinDiffChars": 4,
        "krbPwdMaxFailure": 3,
        "krbPwdLockoutDuration": 0,
        "ipaPwdMaxRepeat": 1,
    },
    HIDDEN: {},
}

PEOPLE_CLASSES = ["inetOrgPerson", "krbPrincipalAux", "ipaIDobject"]


def principal(login: str, *, now: datetime | None = None, **changes: Value) -> dict[str, Value]:
    """What FreeIPA keeps of a person who is in no trouble."""
    at = now or datetime.now(UTC)
    usual: dict[str, Value] = {
        "krbPrincipalName": f"{login}@{REALM}",
        "krbLastPwdChange": stamp(at - timedelta(days=10)),
        "krbPasswordExpiration": stamp(at + timedelta(days=80)),
    }
    return usual | changes


def policy_dn(name: str) -> str:
    return f"cn={name},{POLICIES}"


def _person(login: str, name: str, **changes: Value) -> tuple[str, Attributes]:
    surname = name.rpartition(" ")[2]
    entry: dict[str, Value | list[Value]] = {
        "objectClass": [*PEOPLE_CLASSES, "nsMemberOf"],
        "uid": login,
        "cn": name,
        "sn": surname,
        "givenName": name.partition(" ")[0],
        "userPassword": ldap_people.hashed(people.PASSWORD, "sha512"),
    }
    return f"uid={login},{USERS}", {**entry, **principal(login, **changes)}


def everything() -> Iterator[tuple[str, Attributes]]:
    """All that is loaded beside the lab's own people."""
    for parent in (ACCOUNTS, USERS, GROUPS):
        yield parent, {"objectClass": "nsContainer", "cn": parent.partition(",")[0].removeprefix("cn=")}
    yield KERBEROS, {"objectClass": "krbContainer", "cn": "kerberos"}
    yield POLICIES, {"objectClass": "krbRealmContainer", "cn": REALM}
    for name, changes in _POLICIES.items():
        classes = ["krbPwdPolicy", "ipaPwdPolicy"]
        yield policy_dn(name), {"objectClass": classes, "cn": name, **_POLICY, **changes}
    now = datetime.now(UTC)
    past, soon = stamp(now - timedelta(days=1)), stamp(now - timedelta(seconds=30))
    failed: dict[str, Value] = {"krbLoginFailedCount": 6, "krbLastFailedAuth": soon}
    strict, hidden = policy_dn(STRICT), policy_dn(HIDDEN)
    yield from (
        _person("iris.ipa", "Iris Ipa", ipaNTSecurityIdentifier="S-1-5-21-1-2-3-1001"),
        _person("ian.locked", "Ian Locked", **failed),
        _person("ina.unlocked", "Ina Unlocked", **failed, krbLastAdminUnlock=stamp(now)),
        _person("igor.free", "Igor Free", krbLoginFailedCount=6, krbLastFailedAuth=past),
        _person(
            "ivy.forever",
            "Ivy Forever",
            krbPwdPolicyReference=strict,
            krbLoginFailedCount=3,
            krbLastFailedAuth=past,
        ),
        _person("ida.expired", "Ida Expired", krbPasswordExpiration=past),
        _person("ike.ended", "Ike Ended", krbPrincipalExpiration=past),
        _person("ilse.disabled", "Ilse Disabled", nsAccountLock="TRUE"),
        _person("ivo.hidden", "Ivo Hidden", krbPwdPolicyReference=hidden, **failed),
        _person("ira.admin", "Ira Admin", memberOf=f"cn=admins,{GROUPS}"),
    )
    for name, members in (("admins", [f"uid=ira.admin,{USERS}"]), ("ipausers", [f"uid=iris.ipa,{USERS}"])):
        yield f"cn={name},{GROUPS}", {"objectClass": "groupOfNames", "cn": name, "member": members}


def acis() -> dict[str, list[str]]:
    """What the roles 'User Administrators' and 'Password Policy Readers' would give, to the operators."""
    names = ("userPassword", "krbPrincipalKey", "krbPasswordExpiration", "krbLoginFailedCount")
    written = " || ".join((*names, "krbLastAdminUnlock"))
    operators = f'groupdn = "ldap:///{group_dn(OPERATORS)}"'
    return {
        USERS: [
            f'(targetattr = "{written}")(targetfilter = "(!(memberOf=cn=admins,{GROUPS}))")'
            f'(version 3.0; acl "The desk"; allow (write) {operators};)',
        ],
        policy_dn(HIDDEN): [
            '(targetattr = "*")(version 3.0; acl "Nobody reads this"; deny (all) userdn = "ldap:///all";)'
        ],
    }
