"""The ticket that a call belongs to."""

import re

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.policy import TicketRule, VerificationPolicy
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.text import clean


def checked(ticket: str, policy: VerificationPolicy) -> str:
    """The ticket, cleaned. Raises `Refused` (ticket-required, ticket-malformed) as policy says."""
    cleaned = clean(ticket, 64)
    if policy.ticket is TicketRule.OFF:
        return ""
    if not cleaned:
        if policy.ticket is TicketRule.REQUIRED:
            raise Refused(problem("ticket-required"))
        return ""
    if policy.ticket_pattern and not re.fullmatch(policy.ticket_pattern, cleaned):
        raise Refused(problem("ticket-malformed", example=policy.ticket_example or policy.ticket_pattern))
    return cleaned
