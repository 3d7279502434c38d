"""Exit codes: what a script can tell without reading."""

from enum import IntEnum

from helpdesk_tui.desk.errors import (
    DirectoryUnreachable,
    HelpdeskError,
    NotPermitted,
    Refused,
    VerifierUnreachable,
)


class Exit(IntEnum):
    """What a command ends with."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    NOT_PERMITTED = 3
    UNKNOWN = 4
    UNREACHABLE = 5


MEANINGS = {
    Exit.DONE: "done",
    Exit.REFUSED: "refused or cancelled; nothing was changed, or not all that was asked",
    Exit.USAGE: "wrong usage, configuration, store or terminal; nothing was changed",
    Exit.NOT_PERMITTED: "not verified or not permitted; nothing was changed",
    Exit.UNKNOWN: "outcome unknown: it may have been changed; the next start looks again",
    Exit.UNREACHABLE: "directory, or a service that checks codes, unreachable; nothing was changed",
}

_CONFIGURED = frozenset({"role-group-missing", "service-refused"})
"""Faults of the configuration that only the directory can tell: they stop a sign-in as a refusal does."""


def exit_of(error: HelpdeskError) -> Exit:
    """What a command ends with that this error ended."""
    if error.problem.code in _CONFIGURED:
        return Exit.USAGE
    if isinstance(error, NotPermitted):
        return Exit.NOT_PERMITTED
    if isinstance(error, Refused):
        return Exit.REFUSED
    unreachable = isinstance(error, DirectoryUnreachable | VerifierUnreachable)
    return Exit.UNREACHABLE if unreachable else Exit.USAGE
