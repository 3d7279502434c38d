"""Lists of accounts: what each is called, what its columns say, whether it is whole."""

from collections.abc import Sequence

from helpdesk_tui.desk.listing import OF_REGISTRATION, WITHIN_DAYS, ListedAccount, ListKind
from helpdesk_tui.desk.lists import ListPart, WantedList
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.words.accounts import summary_state

TITLES = {
    ListKind.LOCKED: "Locked out now",
    ListKind.DISABLED: "Disabled",
    ListKind.EXPIRED: "Account has expired",
    ListKind.ENDING: "Account expires soon",
    ListKind.PASSWORD_EXPIRED: "Password has expired",
    ListKind.PASSWORD_EXPIRING: "Password expires soon",
    ListKind.MUST_CHANGE: "Must change the password",
    ListKind.NEVER_SIGNED_IN: "Never signed in",
    ListKind.TEMPORARY: "Temporary password of this desk not used yet",
    ListKind.REGISTERED: "Registered: methods enough for every gate",
    ListKind.ENABLED: "Enabled: the desk may serve them",
    ListKind.CAPABLE: "Capable: registered and enabled",
    ListKind.MUST_REGISTER: "Must register methods and has not",
    ListKind.RECONFIRM: "Must confirm the methods again",
}

_MOMENTS = {
    ListKind.LOCKED: "Locked since",
    ListKind.EXPIRED: "Expired",
    ListKind.ENDING: "Expires",
    ListKind.PASSWORD_EXPIRED: "Expired",
    ListKind.PASSWORD_EXPIRING: "Expires",
    ListKind.TEMPORARY: "Set",
    **dict.fromkeys(OF_REGISTRATION, "Confirmed"),
}


def title(wanted: WantedList) -> str:
    if wanted.kind in WITHIN_DAYS:
        days = "1 day" if wanted.days == 1 else f"{wanted.days} days"
        return TITLES[wanted.kind].replace("soon", f"within {days}")
    return TITLES[wanted.kind]


def moment_heading(kind: ListKind) -> str:
    """What its moment is of; "" = it has none."""
    return _MOMENTS.get(kind, "")


def about_heading(kind: ListKind) -> str:
    """What else there is of a row; "" = nothing."""
    return "Methods" if kind in OF_REGISTRATION else "Set by" if kind is ListKind.TEMPORARY else ""


def state_of(kind: ListKind, row: ListedAccount) -> str:
    """The state beside the list; of registrations none is read."""
    state = "" if kind in OF_REGISTRATION else summary_state(row.account)
    return f"{state}: perhaps not on this list" if row.unsure else state


def count_line(part: ListPart, *, stopped: bool = False) -> str:
    """How many there are, and how far it is."""
    found = "1 account" if part.found == 1 else f"{part.found:,} accounts"
    if stopped:
        return f"Stopped: {found} among the first {part.looked_at:,} that were looked at."
    if part.is_last:
        return f"{found}." if part.found else "Nobody is on this list."
    if part.is_checking:
        return f"{found}. Looking whether everybody could be compared …"
    return f"{found} so far, {part.looked_at:,} looked at …"


def held_line(shown: int, kind: ListKind) -> str:
    """Where there are more than can be shown."""
    return (
        f"The first {shown:,} are shown, all are counted: helpdesk-tui list {kind.value} --csv has them all."
    )


def doubts(part: ListPart) -> list[str]:
    """Whom the list does not tell of."""
    lines = []
    if part.unsure:
        who = "1 more is" if part.unsure == 1 else f"{part.unsure:,} more are"
        lines.append(f"{who} shown of whom the directory does not tell enough to be sure.")
    if part.untold:
        who = "1 person" if part.untold == 1 else f"{part.untold:,} people"
        lines.append(f"INCOMPLETE: {who} may be on it unseen. The desk may not read what decides it.")
    return lines


def missing(incomplete: Sequence[Problem]) -> list[str]:
    """What was not looked through."""
    return [f"INCOMPLETE: {each}" for each in incomplete]
