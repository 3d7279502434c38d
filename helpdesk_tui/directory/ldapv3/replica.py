"""Whether a server takes writes at all: known before anybody is asked for a proof (invariant 13)."""

from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import Modification
from helpdesk_tui.directory.problems import REFERRAL

_NOBODY = "cn=helpdesk-tui asks whether writes are taken"
_NOTHING = (Modification("delete", "description", (b"a value that nothing has",)),)


def sends_writes_on(link: Link, base: str) -> bool:
    """Whether it is a replica that names another server for them (RFC 4511 §4.1.10). It is asked to take from
    an entry that is not there a value that nothing has: who takes writes refuses just that, and nothing is
    written whatever it says."""
    return link.ask_whether(f"{_NOBODY},{base}", _NOTHING, []).code == REFERRAL
