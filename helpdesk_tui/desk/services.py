"""Services outside that check codes: how they know people, and whose methods they are.

A login there is made of names that people cannot change themselves. A mail address is not among them: who may
write their own would be proven by somebody else's token.
"""

import re
from collections.abc import Collection, Mapping

from helpdesk_tui.desk.account import Person
from helpdesk_tui.desk.method import OUTSIDE_KINDS, Method, MethodKind
from helpdesk_tui.desk.ports import LONGEST_CODE
from helpdesk_tui.language import _

SERVICES: Mapping[MethodKind, str] = {MethodKind.RADIUS: "RADIUS", MethodKind.PRIVACYIDEA: "privacyIDEA"}

WORDS = ("login", "upn", "domain")
_BRACED = re.compile(r"\{([^{}]*)\}")


def service_login(template: str, person: Person, most_bytes: int) -> str:
    """`template` with the account's names: "{login}", "{upn}", "{domain}\\\\{login}"; "" where one of them is
    missing, or what comes of it is too long for the service."""
    names = {"login": person.login, "upn": person.principal_name, "domain": person.domain}
    if not all(names[word] for word in _BRACED.findall(template)):
        return ""
    found = _BRACED.sub(lambda word: names[word[1]], template)
    return found if len(found.encode()) <= most_bytes else ""


def is_template(value: str) -> bool:
    """Whether it fills in the login or the UPN, and nothing that there is not."""
    words = _BRACED.findall(value)
    no_brace = not set("{}") & set(_BRACED.sub("", value))
    return no_brace and set(words) <= set(WORDS) and bool({"login", "upn"} & set(words))


def is_code(typed: str) -> bool:
    """Whether a service can be asked about it; nothing, too, where there is nothing to type."""
    return typed.isprintable() and len(typed.encode()) <= LONGEST_CODE  # half a character is not printable


def why_not_outside(method: Method, configured: Collection[str]) -> str:
    """What speaks against a method of these kinds now, on top of what policy says."""
    if method.kind not in OUTSIDE_KINDS:
        return ""
    if method.kind not in configured:
        return _("no {services} server is configured", services=SERVICES[method.kind])
    return "" if method.detail else _("the account has no login there")
