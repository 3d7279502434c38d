"""Writing to the directory."""

from helpdesk_tui.desk.effect import Entry

_REPLICATED = (
    "It learns of the unlock by replication, within minutes as a rule: let the person try again then."
)

ENTRIES: dict[str, Entry] = {
    "nothing-to-do": (
        "There is nothing to change.",
        "Choose at least one step.",
    ),
    "not-locked": (
        "The account is not locked.",
        "No unlock is needed.",
    ),
    "must-change-ineffective": (
        "Forcing a new password has no effect here: {reason}.",
        "Ask an administrator to clear that first.",
    ),
    "must-change-unknown": (
        "Whether the server will ask for a new password cannot be told: the policy in force cannot be read.",
        "Ask the person to change it at once, whatever happens.",
    ),
    "not-on-this-server": (
        "{server} cannot {action}: {why}.",
        "Do what can be done here, or ask an administrator of the directory.",
    ),
    "must-change-trap": (
        "The person may not change the password, so a forced change would lock them out.",
        "Ask an administrator to allow the change first.",
    ),
    "reset-not-forced": (
        "A reset must force a change, which does not work here: {reason}.",
        "Ask an administrator to clear that first.",
    ),
    "smart-card-required": (
        "A smart card is required: no password lets this person sign in.",
        "Hand the call to whoever issues the cards, or to an administrator.",
    ),
    "policy-unknown": (
        "The password policy of this account cannot be read.",
        "You may go on: the directory decides. Ask an administrator for the right to read the policy.",
    ),
    "not-encrypted": (
        "The directory takes no password without encryption.",
        "An administrator writes ldaps:// in [directory] servers.",
    ),
    "changed-meanwhile": (
        "The account changed at the same moment.",
        "Verify the caller again.",
    ),
    "read-only-directory": (
        "{server} is read-only.",
        "Name a writable server in [directory] servers.",
    ),
    "wrong-server": (
        "{server} sends whoever asks for this account on to another server. The desk does not follow.",
        "Name a server that holds the account in [directory] servers.",
    ),
    "write-elsewhere": (
        "{server} does not make this change: it names {other} for it. The desk did not go there.",
        "Nothing was changed. Sign in at {other}, if you know it: name it in [directory] servers.",
    ),
    "bad-modify": (
        "The directory did not accept the form of the change.",
        "Show the detail to an administrator.",
    ),
    "runs-services": (
        "Programs sign in with this account; with the old password they lock it again.",
        "Tell whoever runs them first.",
    ),
    "change-not-carried": (
        "A service outside may take the new password without asking for the change.",
        "See that the person changes it at a computer here.",
    ),
    "was-protected": (
        "The account is or was an administrator's.",
        "Be sure who is calling; the directory may refuse.",
    ),
    "right-unlikely": (
        "The directory will likely refuse: {action}.",
        "Ask an administrator to give the desk this right. Protected accounts never allow it.",
    ),
    "reply-lost": (
        "The directory's answer was lost.",
        "The desk reads the account to find out.",
    ),
    "not-applied": (
        "The connection broke, and the account shows that nothing was changed.",
        "Verify the caller again and repeat.",
    ),
    "not-settled": (
        "A change whose answer was lost is not seen yet.",
        "The desk looks again at your next sign-in.",
    ),
    "outcome-unknown": (
        "It is not known whether the change was made.",
        "The desk looks again at the next start. Do not tell the caller it is done.",
    ),
    "not-as-asked": (
        "The directory said yes, but the account does not show it.",
        "Tell an administrator, with the record's number.",
    ),
    "lockout-server-unknown": (
        "Which server decides on lockouts cannot be told, so the account was unlocked at this one alone.",
        "If the person stays locked out, let them try again in some minutes.",
    ),
    "lockout-server-unasked": (
        "{server}, which decides on lockouts, could not be asked. {why}",
        _REPLICATED,
    ),
    "lockout-server-keeps": (
        "The account stays locked at {server}, which decides on lockouts. {why}",
        _REPLICATED,
    ),
    "lockout-server-blind": (
        "{server}, which decides on lockouts, does not let the desk see whether the account is locked there.",
        _REPLICATED,
    ),
    "lockout-server-unrecorded": (
        "The unlock could not be recorded, so it was not taken to {server}, which decides on lockouts.",
        _REPLICATED,
    ),
    "resolve-elsewhere": (
        "An earlier change was made at {server}.",
        "Sign in to that server to find out what became of it.",
    ),
    "resolve-superseded": (
        "The account was changed again since, so nobody can tell whether the earlier change was made.",
        "Look at the record of both changes.",
    ),
    "resolve-blind": (
        "The account does not show whether the change was made.",
        "If the person cannot sign in, verify and reset again.",
    ),
    "read-back-blind": (
        "The directory said yes, but does not let the desk see the result.",
        "Ask an administrator for read rights; the person can try to sign in.",
    ),
}
