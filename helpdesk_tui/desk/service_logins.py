"""How a service outside knows an account: a template over names that people cannot change themselves.

A mail address is not among them: who may write their own would be proven by somebody else's token.
"""

import re

from helpdesk_tui.desk.account import Account

WORDS = ("login", "upn", "domain")
_BRACED = re.compile(r"\{([^{}]*)\}")


def service_login(template: str, account: Account, most_bytes: int) -> str:
    """`template` with the account's names: "{login}", "{upn}", "{domain}\\\\{login}"; "" where one of them is
    missing, or what comes of it is too long for the service."""
    names = {"login": account.login, "upn": account.upn, "domain": account.domain}
    if not all(names[word] for word in _BRACED.findall(template)):
        return ""
    found = _BRACED.sub(lambda word: names[word[1]], template)
    return found if len(found.encode()) <= most_bytes else ""


def is_template(value: str) -> bool:
    """Whether it fills in the login or the UPN, and nothing that there is not."""
    words = _BRACED.findall(value)
    no_brace = not set("{}") & set(_BRACED.sub("", value))
    return no_brace and set(words) <= set(WORDS) and bool({"login", "upn"} & set(words))
