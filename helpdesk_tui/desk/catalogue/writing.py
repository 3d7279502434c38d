"""Writing to the directory."""

from helpdesk_tui.desk.effect import Effect, Entry

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
    "password-refused": (
        "The directory's policy refused the password.",
        "Generate another: each is longer than the last. A typed one may be too short, used before, or come "
        "too soon after the last change.",
    ),
    "password-in-history": (
        "The directory refused the password: it was used before, or the last change is too recent.",
        "Generate another, or wait for the minimum age.",
    ),
    "password-too-short": (
        "The password is shorter than {length} characters.",
        "Use a longer one.",
    ),
    "password-too-long": (
        "The password is longer than {length} characters.",
        "Use a shorter one.",
    ),
    "password-too-simple": (
        "The password needs three of: capitals, small letters, digits, symbols.",
        "Mix them.",
    ),
    "password-has-name": (
        "The password holds the person's name or login.",
        "Leave names out.",
    ),
    "password-lacks": (
        "The password needs at least {count} {what}.",
        "Add some.",
    ),
    "password-repeats": (
        "The password has the same character more than {count} times in a row.",
        "Mix them.",
    ),
    "password-pattern": (
        "The password follows a pattern: a sequence, too many of one kind in a row, or the same backwards.",
        "Mix the characters.",
    ),
    "password-common": (
        "The password holds a word that the directory's policy forbids.",
        "Generate one, or leave words out.",
    ),
    "password-dictionary": (
        "The directory refuses every password: it cannot load its list of forbidden words.",
        "Tell an administrator of the directory: passwordDictCheck, passwordDictPath.",
    ),
    "password-characters": (
        "The password holds a character that cannot be typed everywhere.",
        "Use letters, digits and common symbols.",
    ),
    "password-generation": (
        "No generated password meets this account's policy.",
        "Ask an administrator to check the policy.",
    ),
    "password-not-changeable": (
        "The directory lets nobody change this password.",
        "Ask an administrator of the directory: its password policy says so.",
    ),
    "old-password-needed": (
        "The directory takes a new password only with the old one.",
        "Ask an administrator of the directory: its password policy says so (pwdSafeModify).",
    ),
    "password-too-young": (
        "The password is too young to be changed: the policy's minimum age holds for you too.",
        "Wait until it has passed, or ask an administrator of the directory.",
    ),
    "old-password-wrong": (
        "The old password is wrong.",
        "Type it again, or verify the person and reset it. Every wrong one counts for a lockout.",
    ),
    "own-change-off": (
        "Policy lets nobody change a password with the old one here.",
        "Verify the person and reset it.",
        Effect.OVER,
    ),
    "own-change-locked": (
        "The account is locked: the directory takes no old password now.",
        "Verify the person and unlock it, or wait until the lockout ends.",
        Effect.OVER,
    ),
    "own-change-too-young": (
        "The password is too young to be changed: the policy's minimum age holds until {until}.",
        "Wait until then, or verify the person and reset it.",
        Effect.OVER,
    ),
    "own-change-expired": (
        "The old password is right, but it has expired, and this directory takes no change with it.",
        "Verify the person and reset it.",
        Effect.OVER,
    ),
    "own-change-closed": (
        "The directory lets nobody change this password with the old one now.",
        "The card says why the person cannot sign in; the detail has the directory's words.",
        Effect.OVER,
    ),
    "own-change-refused": (
        "The directory's policy refused the new password.",
        "Choose a longer one that was never used here. A password changed a short while ago must wait.",
    ),
    "own-change-used": (
        "The directory refused the new password: it was used before.",
        "Choose one that was never used here.",
    ),
    "own-change-recent": (
        "The last change is too recent: the minimum age of the directory's policy still holds.",
        "Wait until it has passed, or verify the person and reset it.",
        Effect.OVER,
    ),
    "own-change-again": (
        "The directory asks for one more change at the next sign-in.",
        "It does so where somebody else sends the change: sign in with the new password, and choose another.",
    ),
    "own-change-unfit": (
        "{broken}",
        "Choose another new password; none was sent yet.",
    ),
    "own-change-same": (
        "The new password is the old one.",
        "Choose another.",
    ),
    "own-change-blocked": (
        "Too many old passwords were wrong here.",
        "At this desk none is tried before {until}. Verify the person and reset it.",
        Effect.OVER,
    ),
    "own-change-over": (
        "This change is over.",
        "Begin it again from the account.",
        Effect.OVER,
    ),
    "temporary-unbounded": (
        "Nothing will end this temporary password: what it takes for that could not be read or kept.",
        "See that the person uses it soon; the detail is for an administrator.",
    ),
    "temporary-changed": (
        "The password is another one by now, or need not be changed any more.",
        "Nothing is to do: it was used, or set again.",
    ),
    "temporary-used": (
        "Somebody has signed in since the reset, and the password is still the temporary one.",
        "Ask the person, and reset it again if it was nobody.",
    ),
    "temporary-unread": (
        "Whether it still is the temporary password cannot be read.",
        "Ask an administrator for read rights; it is looked at again.",
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
    "control-missing": (
        "{server} cannot check the password history on a reset.",
        "Set [passwords] history_on_reset to 'when-possible' or 'never'.",
    ),
    "bad-modify": (
        "The directory did not accept the form of the change.",
        "Show the detail to an administrator.",
    ),
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
    "temporary-stays": (
        "The password was set by this desk and must be changed.",
        "Let the person change it, or reset it again.",
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
    "word-list": (
        "The list of words for passwords cannot be used: {source}: {why}.",
        "An administrator checks [passwords] word_list.",
    ),
    "password-unsendable": (
        "The new password cannot be sent to the person: {why}.",
        "Register a number or an address first, which counts after a while; or an administrator allows it to "
        "be shown: [passwords] shown_instead.",
    ),
    "password-shown-instead": (
        "The new password will be shown to you, not sent. {why}",
        "Read it out to the person, and tell it to nobody else.",
    ),
    "password-unproven": (
        "The new password was not sent: it is not known whether it is in force.",
        "Sending it again looks first. Else reset once more.",
    ),
    "password-gone": (
        "The new password cannot be sent any more.",
        "Reset once more: nobody has seen this one, and it was sent often enough, too long ago or replaced.",
    ),
    "password-breached": (
        "The password is known from a breach.",
        "Take another one: whoever tries passwords tries these first.",
    ),
    "breached-unreadable": (
        "The list of breached passwords cannot be read: {path}. So no typed password is taken.",
        "Let one be generated. An administrator checks [passwords] breached_file: a digest a line, in order.",
    ),
    "password-guessable": (
        "The password is easy to guess.",
        "Take a longer one, of words that do not belong together.",
    ),
    "password-banned": (
        "The password is built on a word that is banned here, or on a name of the person.",
        "Take words that nobody connects with this place; a word that is banned counts as one letter.",
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
    "history-unchecked": (
        "{server} does not check the password history on a reset.",
        "Do not reuse an old password.",
    ),
    "change-must-be-forced": (
        "After a reset the person must change the password.",
        "Leave the forced change on.",
    ),
    "change-forced-anyway": (
        "The server forces a change of this password all the same.",
        "The person changes it at the next sign-in. An administrator can give the right 'Unexpire Password'.",
    ),
    "typed-password-off": (
        "This desk uses generated passwords only.",
        "Leave the password empty.",
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
