"""What can go wrong, as one tree.

    HelpdeskError               carries a Problem: cause and remedy
     ├─ Refused                 the desk or the directory said no; nothing was written
     │   └─ NotPermitted        … because of who asks, or whom it concerns, or a missing proof
     ├─ DirectoryUnreachable    no answer; nothing was written
     ├─ VerifierUnreachable     a service that checks codes gave no answer; no proof failed
     ├─ StoreUnavailable        the store cannot be read or written; nothing was written
     ├─ ConfigError             the configuration cannot be used
     └─ NoTerminal              a question must be asked, and there is no terminal to ask it on

A library's exception stops at its adapter and becomes one of these; `from None` where a secret
was in flight. A lost reply to a write is no exception: it is the outcome "unknown" (desk.actions).
"""

from helpdesk_tui.desk.problems import Problem


class HelpdeskError(Exception):
    """Something a person can be told: `problem` says what, why and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.cause)
        self.problem = problem


class Refused(HelpdeskError):
    """No; nothing was written. Exit code 1."""


class NotPermitted(Refused):
    """Not this operator, not this account, or not without proof. Exit code 3."""


class DirectoryUnreachable(HelpdeskError):
    """The directory gave no answer, or no trustworthy one. Nothing was written. Exit code 5."""


class VerifierUnreachable(HelpdeskError):
    """A service outside gave no answer about a code, or no trustworthy one. No proof failed. Exit code 5."""


class StoreUnavailable(HelpdeskError):
    """The store cannot be read or written. Nothing was written. Exit code 2."""


class ConfigError(HelpdeskError):
    """The configuration cannot be used. Exit code 2."""


class NoTerminal(HelpdeskError):
    """There is no terminal to ask on. Exit code 2."""
