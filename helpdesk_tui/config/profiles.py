"""Named profiles: what they set where a configuration says nothing. `desk.profiles` says what each asks for.

Beside the methods and exceptions that it adds, a profile sets nothing that is weaker than the program's own
default, be its source ever so lax there.
"""

from collections.abc import Mapping
from typing import Any

from helpdesk_tui.desk.profiles import Profile

_Settings = Mapping[str, Mapping[str, object]]
"""Section → key → value, as in a file."""

_STRONG = ("oath-token", "totp", "recovery-code", "access-pass")

SETTINGS: Mapping[Profile, _Settings] = {
    Profile.ENTRA: {
        "verification": {
            "methods": [*_STRONG, "call-back"],  # and what can be sent
            "gates": 2,
            "exception_gates": 2,
            "minutes": 15,
        },
        "contacts": {"caller_states_number": True},
        "sending": {"code_minutes": 5, "codes": 10, "per_minutes": 10},
        "questions": {"registered": 5, "asked": 3},
        "limits": {
            "account_failures": 5,
            "account_minutes": 1440,
            "account_block_minutes": 1440,
            "method_failures": 5,
            "method_minutes": 60,
        },
        "passwords": {"always_force_change": True, "keep_never_expiring": False},
        "registration": {
            "required": True,
            "reconfirm_days": 180,
            "combined": True,
            "max_apps": 5,
            "pass_minutes": 60,
        },
        "notices": {"on_reset": True, "on_methods": True},
    },
    Profile.NIST_AAL2: {
        "verification": {
            "methods": [*_STRONG],
            "minimum_grade": "code",
            "gates": 2,
            "prefilled": False,
            "exception": ["in-person", "second-operator"],
            "exception_gates": 2,
        },
        "sending": {"code_minutes": 5},
        "passwords": {"length": 15, "typed": False},
        "notices": {"on_reset": True, "on_methods": True},
    },
}

# methods that need a gateway or a server
_SENT = (("sms", "gateway", "sms"), ("mail", "server", "email"))


def with_profile(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a file says, on top of the profile that it names. What is wrong in it stays to be told as such."""
    profile = next((each for each in Profile if each == given.get("profile")), None)
    if profile is None:
        return given
    filled = dict(given)
    for name, settings in SETTINGS[profile].items():
        own = given.get(name, {})
        if isinstance(own, Mapping):
            filled[name] = {**settings, **own}
    own = filled["verification"]
    if profile is Profile.ENTRA and isinstance(own, dict) and not _says(given, "verification", "methods"):
        own["methods"] = [*own["methods"], *(kind for *where, kind in _SENT if _says(given, *where))]
    return filled


def _says(given: Mapping[str, Any], section: str, key: str) -> bool:
    own = given.get(section)
    return isinstance(own, Mapping) and bool(own.get(key))
