"""Registering on a person's behalf, on the full screen."""

from helpdesk_tui.tui.registering.course import Registering

__all__ = ["Registering"]
