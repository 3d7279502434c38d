"""Lists of accounts: what each is called, what its columns say, whether it is whole."""

from collections.abc import Sequence

from helpdesk_tui.desk.listing import OF_REGISTRATION, ListedAccount, ListKind
from helpdesk_tui.desk.lists import ListPart, WantedList
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import N_, Phrases, _, ngettext
from helpdesk_tui.lengths import days
from helpdesk_tui.words.accounts import summary_state

TITLES = Phrases(
    {
        ListKind.LOCKED: N_("Locked out now"),
        ListKind.DISABLED: N_("Disabled"),
        ListKind.EXPIRED: N_("Account has expired"),
        ListKind.ENDING: N_("Account expires soon"),
        ListKind.PASSWORD_EXPIRED: N_("Password has expired"),
        ListKind.PASSWORD_EXPIRING: N_("Password expires soon"),
        ListKind.MUST_CHANGE: N_("Must change the password"),
        ListKind.NEVER_SIGNED_IN: N_("Never signed in"),
        ListKind.TEMPORARY: N_("Temporary password of this desk not used yet"),
        ListKind.REGISTERED: N_("Registered: methods enough for every gate"),
        ListKind.ENABLED: N_("Enabled: the desk may serve them"),
        ListKind.CAPABLE: N_("Capable: registered and enabled"),
        ListKind.MUST_REGISTER: N_("Must register methods and has not"),
        ListKind.RECONFIRM: N_("Must confirm the methods again"),
    }
)

_WITHIN = {
    ListKind.ENDING: N_("Account expires within {days}"),
    ListKind.PASSWORD_EXPIRING: N_("Password expires within {days}"),
}

_MOMENTS = Phrases(
    {
        ListKind.LOCKED: N_("Locked since"),
        ListKind.EXPIRED: N_("Expired"),
        ListKind.ENDING: N_("Expires"),
        ListKind.PASSWORD_EXPIRED: N_("Expired"),
        ListKind.PASSWORD_EXPIRING: N_("Expires"),
        ListKind.TEMPORARY: N_("Set"),
        **dict.fromkeys(OF_REGISTRATION, N_("Confirmed")),
    }
)


def title(wanted: WantedList) -> str:
    if wanted.kind in _WITHIN:
        return _(_WITHIN[wanted.kind], days=days(wanted.days))
    return TITLES[wanted.kind]


def moment_heading(kind: ListKind) -> str:
    """What its moment is of; "" = it has none."""
    return _MOMENTS.get(kind, "")


def about_heading(kind: ListKind) -> str:
    """What else there is of a row; "" = nothing."""
    if kind in OF_REGISTRATION:
        return _("Methods")
    return _("Set by") if kind is ListKind.TEMPORARY else ""


def state_of(kind: ListKind, row: ListedAccount) -> str:
    """The state beside the list; of registrations none is read."""
    state = "" if kind in OF_REGISTRATION else summary_state(row.account)
    return _("{state}: perhaps not on this list", state=state) if row.unsure else state


def count_line(part: ListPart, *, stopped: bool = False) -> str:
    """How many there are, and how far it is."""
    found = ngettext("1 account", "{count:,} accounts", part.found)
    if stopped:
        return _(
            "Stopped: {found} among the first {looked_at:,} that were looked at.",
            found=found,
            looked_at=part.looked_at,
        )
    if part.is_last:
        return f"{found}." if part.found else _("Nobody is on this list.")
    if part.is_checking:
        return _("{found}. Looking whether everybody could be compared …", found=found)
    return _("{found} so far, {looked_at:,} looked at …", found=found, looked_at=part.looked_at)


def held_line(shown: int, kind: ListKind) -> str:
    """Where there are more than can be shown."""
    return _(
        "The first {shown:,} are shown, all are counted: helpdesk-tui list {kind} --csv has them all.",
        shown=shown,
        kind=kind.value,
    )


def doubts(part: ListPart) -> list[str]:
    """Whom the list does not tell of."""
    lines = []
    if part.unsure:
        lines.append(
            ngettext(
                "{count:,} more is shown of whom the directory does not tell enough to be sure.",
                "{count:,} more are shown of whom the directory does not tell enough to be sure.",
                part.unsure,
            )
        )
    if part.untold:
        lines.append(
            ngettext(
                "INCOMPLETE: {count:,} person may be on it unseen. The desk may not read what decides it.",
                "INCOMPLETE: {count:,} people may be on it unseen. The desk may not read what decides it.",
                part.untold,
            )
        )
    return lines


def missing(incomplete: Sequence[Problem]) -> list[str]:
    """What was not looked through."""
    return [_("INCOMPLETE: {what}", what=each) for each in incomplete]
