"""What a new password may be, who learns it, and how long it lasts."""

from helpdesk_tui.desk.effect import Effect, Entry

ENTRIES: dict[str, Entry] = {
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
    "control-missing": (
        "{server} cannot check the password history on a reset.",
        "Set [passwords] history_on_reset to 'when-possible' or 'never'.",
    ),
    "temporary-stays": (
        "The password was set by this desk and must be changed.",
        "Let the person change it, or reset it again.",
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
}
