"""What a directory can do for the desk, what it cannot, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Capability(StrEnum):
    """Beside the actions; in the order in which they are told."""

    CHECKED_RESET = "checked-reset"  # the server weighs a new password by its own policy
    HISTORY_ON_RESET = "history-on-reset"  # a reset can be made to obey history and minimum age
    PASSWORD_POLICY = "password-policy"  # noqa: S105 - the policy in force can be read
    SIGN_IN_STATE = "sign-in-state"  # what keeps somebody from signing in can be read
    CONDITIONAL_WRITE = "conditional-write"  # a change is refused where the account was changed meanwhile
    PROOF_OF_WRITE = "proof-of-write"  # a read shows whether a password was written
    CONTACT_TIMES = "contact-times"  # when a number or an address was last changed
    FIND_GROUPS = "groups"  # nested groups
    EVERY_SERVER = "every-server"  # each server tells how many wrong passwords came in there
    FIRST_DAY = "first-day"  # an account can be given a moment from which on it may sign in
    END_SESSIONS = "end-sessions"  # what is open already can be ended
    PROTECTION = "protection"  # it tells its administrators from other people


@dataclass(frozen=True)
class Ability:
    """Whether a directory can; None = unknown, or it depends on the account. `why`: in words, with what the
    desk does instead; "" where there is nothing to say."""

    able: bool | None
    why: str = ""


YES, UNKNOWN = Ability(True), Ability(None)

Abilities = Mapping[Capability, Ability]
"""What is not there is unknown."""
