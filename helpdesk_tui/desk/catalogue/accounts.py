"""Whether an account is in use, until when, and in which groups; and the brake."""

from helpdesk_tui.desk.effect import Effect, Entry

ENTRIES: dict[str, Entry] = {
    "still-disabled": (
        "The account is disabled and stays so.",
        "Its owner or an administrator decides about that.",
    ),
    "still-expired": (
        "The account has expired and stays so.",
        "Set its dates, too.",
    ),
    "not-disabled": (
        "The account is not disabled.",
        "Look at the card for what else stops the person.",
    ),
    "already-disabled": (
        "The account is disabled already.",
        "There is nothing to do.",
    ),
    "cannot-be-disabled": (
        "The password policy in force locks nobody, so this directory has nothing that disables an account.",
        "Set its end instead, or ask an administrator of the directory.",
    ),
    "reset-would-enable": (
        "The account is disabled, and in this directory a new password would enable it.",
        "Whoever may enable it decides first; then reset.",
    ),
    "no-change-forced": (
        "No change of the password is forced.",
        "Look at the card for what else stops the person.",
    ),
    "no-groups-offered": (
        "Policy names no group to which this desk adds people.",
        "An administrator names them in [actions] groups.",
    ),
    "group-missing": (
        "No group is chosen.",
        "Choose one of those that policy names.",
        Effect.TYPE_AGAIN,
    ),
    "group-not-offered": (
        "That is none of the groups that policy names.",
        "Choose one of these, or hand the call to an administrator.",
        Effect.TYPE_AGAIN,
    ),
    "in-group-already": (
        "The account is in {group} already.",
        "There is nothing to do.",
    ),
    "not-in-group": (
        "The account is not in {group}.",
        "There is nothing to do.",
    ),
    "not-member-itself": (
        "The account is in this group through another group, or the group is its primary one.",
        "Ask an administrator: the desk removes only who is a member itself.",
    ),
    "group-gives-power": (
        "This group gives power: {why}.",
        "Ask an administrator, and to take the group out of [actions] groups.",
    ),
    "group-elsewhere": (
        "The group is not of this account's domain.",
        "Ask an administrator of the group's domain.",
    ),
    "group-gone": (
        "The group is not there any more, or cannot be seen.",
        "Ask an administrator of the directory.",
    ),
    "login-hides-characters": (
        "The login holds characters that nobody sees, so it may be taken for somebody else's: the desk writes"
        " it into no group.",
        "Ask an administrator of the directory to give the account a plain login.",
    ),
    "group-needs-member": (
        "The account is the last member, and this kind of group must have one.",
        "Ask an administrator of the directory.",
    ),
    "dates-missing": (
        "No date is given.",
        "Type the last day as YYYY-MM-DD, or never.",
        Effect.TYPE_AGAIN,
    ),
    "dates-unreadable": (
        "That is no date: {typed}.",
        "Type it as YYYY-MM-DD, or never.",
        Effect.TYPE_AGAIN,
    ),
    "dates-past": (
        "That day is over: the account would end at once.",
        "To close an account at once, disable it.",
        Effect.TYPE_AGAIN,
    ),
    "dates-crossed": (
        "The account would end before it begins.",
        "Give an end that is later than its beginning.",
        Effect.TYPE_AGAIN,
    ),
    "dates-same": (
        "The account has these dates already.",
        "Give others, or leave it as it is.",
        Effect.TYPE_AGAIN,
    ),
    "first-day-unable": (
        "{server} keeps no first day of an account.",
        "Set its end alone, or enable it on that day.",
    ),
}
