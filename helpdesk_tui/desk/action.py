"""The actions, by name: in clearances, in orders, in the record, and in a directory's mapping."""

from enum import StrEnum


class Action(StrEnum):
    """In the order in which they are offered. What each one is stands in its spec (`registry.SPECS`)."""

    RESET = "reset"
    FORCE_CHANGE = "force-change"
    UNLOCK = "unlock"
    CLEAR_CHANGE = "clear-change"
    ENABLE = "enable"
    DISABLE = "disable"
    SET_DATES = "set-dates"
    ADD_TO_GROUP = "add-to-group"
    REMOVE_FROM_GROUP = "remove-from-group"
    LAPS = "laps"
    BITLOCKER = "bitlocker"
    CHANGE_METHODS = "change-methods"
    CHANGE_PASSWORD = "change-password"  # noqa: S105 - a word
    EXPIRE = "expire"


BRAKE = "brake"
"""What the record calls a write of the brake (`braking`). No action: no clearance and no order is for it."""
