"""The ticket that a call belongs to."""

import re

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.policy import TicketRule, VerificationPolicy
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.text import clean


def checked(ticket: str, policy: VerificationPolicy) -> str:
    """The ticket, cleaned. Raises `Refused` (ticket-required, ticket-malformed) as policy says."""
    cleaned = clean(ticket, 64)
    if policy.ticket is TicketRule.OFF:
        return ""
    if why := lacking(cleaned, policy):
        raise Refused(why)
    if cleaned and policy.ticket_pattern and not re.fullmatch(policy.ticket_pattern, cleaned):
        raise Refused(problem("ticket-malformed", example=policy.ticket_example or policy.ticket_pattern))
    return cleaned


def lacking(ticket: str, policy: VerificationPolicy) -> Problem | None:
    """That one is needed and there is none (ticket-required); else None."""
    return problem("ticket-required") if policy.ticket is TicketRule.REQUIRED and not ticket else None


def concerns(why: Problem) -> bool:
    """Whether it is the ticket that must be mended."""
    return why.code in {"ticket-required", "ticket-malformed"}
