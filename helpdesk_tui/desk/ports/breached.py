"""Passwords that are known from breaches."""

from typing import Protocol

from helpdesk_tui.secret import Secret


class Breached(Protocol):
    def holds(self, password: Secret) -> bool:
        """Whether it is one of them. Raises `StoreUnavailable` (breached-unreadable)."""
