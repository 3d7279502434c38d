"""Whether a server takes writes at all: known before anybody is asked for a proof (invariant 13)."""

import uuid

from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.messages import Modification
from helpdesk_tui.directory.problems import REFERRAL

_NO_CHANGE = (Modification("replace", "description"),)


def sends_writes_on(link: Link, base: str) -> bool:
    """Whether it is a replica that names another server for them (RFC 4511 §4.1.10). It is asked to change an
    entry that nobody has: who takes writes says just that, so nothing is written whatever it says."""
    nobody = f"cn=helpdesk-tui asks whether writes are taken {uuid.uuid4()},{base}"
    return link.ask_whether(nobody, _NO_CHANGE, []).code == REFERRAL
