"""When a ticket signs in, and what speaks against it.

It tells who started the desk at this terminal. Whoever sits there later may be somebody else, and the ticket
is there still: so it signs in once, and not at all after nobody was there for a while.
"""

from collections.abc import Callable
from dataclasses import dataclass

from helpdesk_tui.desk.errors import HelpdeskError, NotPermitted
from helpdesk_tui.desk.operator import SignInBy
from helpdesk_tui.desk.problems import Problem, problem


@dataclass
class SignInTicket:
    """The one of this run of the program."""

    is_spent: bool = False

    def spend(self) -> None:
        """Somebody signed in by it, or the terminal was left alone."""
        self.is_spent = True

    def against(self, by: SignInBy) -> Problem | None:
        """Why it does not sign in, whoever's it is."""
        if by is SignInBy.PASSWORD:
            return problem("ticket-unused")
        return problem("ticket-spent") if self.is_spent else None


@dataclass(frozen=True)
class TicketOffer:
    """`holder`: whose ticket signs in now, as it says itself; "" = a password does. `why_not`: what was wrong
    with a ticket that might have."""

    holder: str = ""
    why_not: Problem | None = None


def offer_of(by: SignInBy, ticket: SignInTicket, ask_holder: Callable[[], str], login: str) -> TicketOffer:
    """Raises what speaks against it where there is no other way in."""
    if by is SignInBy.PASSWORD or (by is SignInBy.EITHER and ticket.is_spent):
        return TicketOffer()
    try:
        if why := ticket.against(by):
            raise NotPermitted(why)
        holder = ask_holder()
    except HelpdeskError as error:
        if by is SignInBy.TICKET:
            raise
        is_expected = error.problem.code == "no-ticket"
        return TicketOffer(why_not=None if is_expected else error.problem)
    if not login.strip() or _is_of(login.strip(), holder):
        return TicketOffer(holder)
    if by is SignInBy.TICKET:
        raise NotPermitted(problem("ticket-of-another", holder=holder, login=login.strip()))
    return TicketOffer()


def _is_of(login: str, holder: str) -> bool:
    """Whether "login", "DOMAIN\\login" or "login@domain" can be the holder "login@REALM"."""
    name, _, realm = holder.rpartition("@")
    bare, at, domain = login.rpartition("\\")[2].partition("@")
    return bare.casefold() == name.casefold() and (not at or domain.casefold() == realm.casefold())
