"""Whether whoever is signed in is a password administrator of an entry: then the server checks nothing that
they set (slapo-ppolicy(5): the manage privilege on userPassword), and the desk must.

No server tells. But it says different things to a change that cannot be made: one that takes away a password
that nobody has, on an entry that is none. Whom the server takes for the person, it asks for the right old
password; an administrator hears that the condition does not hold, or that there is no such value. Each of the
two alone keeps it from writing (RFC 4511 §4.6, RFC 4528 §3).
"""

from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3 import ppolicy
from helpdesk_tui.directory.ldapv3.controls import assertion
from helpdesk_tui.directory.messages import Modification
from helpdesk_tui.directory.problems import NO_ATTRIBUTE, NO_RIGHTS, NOT_AS_ASSERTED, UNWILLING

_NEVER = "(!(objectClass=*))"


def is_password_administrator(link: Link, dn: str, identity: str) -> bool | None:
    """None = it does not tell. Nothing is written, whatever it says."""
    nobodys = f"nobody has this password: {identity}".encode()
    change = [
        Modification("delete", "userPassword", (nobodys,)),
        Modification("add", "userPassword", (nobodys,)),
    ]
    code = link.ask_whether(dn, change, [assertion(_NEVER), ppolicy.ASK]).code
    if code in {NOT_AS_ASSERTED, NO_ATTRIBUTE}:
        return True
    return False if code in {UNWILLING, NO_RIGHTS} else None
