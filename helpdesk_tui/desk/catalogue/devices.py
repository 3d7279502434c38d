"""Reading secrets of devices."""

from helpdesk_tui.desk.effect import Effect, Entry

_NONE_OR_NO_RIGHT = "Ask an administrator whether there is one, and for the right to read it."

ENTRIES: dict[str, Entry] = {
    "device-secrets-unable": (
        "{server} keeps no secrets of computers that this desk can read.",
        "Ask an administrator of the directory.",
    ),
    "device-secrets-read-only": (
        "{server} is a read-only server, and those are not given such secrets.",
        "Sign in at another server of the domain.",
    ),
    "device-account-off": (
        "The account is disabled or has expired, or neither can be told: nothing of its computers is read.",
        "Hand the call to an administrator.",
    ),
    "device-missing": (
        "No computer is named.",
        "Type its name, as the person reads it on the computer.",
        Effect.TYPE_AGAIN,
    ),
    "device-not-found": (
        "No computer is called {name}, or it lies where this desk does not look.",
        "Type its whole name, without a domain or with all of it.",
        Effect.TYPE_AGAIN,
    ),
    "device-ambiguous": (
        "Several computers are called {name}.",
        "Type the whole name with its domain.",
        Effect.TYPE_AGAIN,
    ),
    "device-unowned": (
        "Nobody is named as the one whose computer {device} is, so this proof does not reach it.",
        "Have an administrator write the person into 'Managed by' of the computer.",
    ),
    "device-of-another": (
        "{device} is not this person's computer.",
        "Ask for the name once more; whose it is stands in 'Managed by' of the computer.",
    ),
    "device-owner-unknown": (
        "Whose computer {device} is cannot be read.",
        "Ask an administrator for the right to read 'Managed by'; it must name a person.",
    ),
    "device-of-protected": (
        "{device} is the computer of a protected person, or of one of whom that cannot be told.",
        "Hand the call to the administrators of the domain.",
    ),
    "device-protected": (
        "{device} is protected: it belongs to {group}.",
        "Hand the call to the administrators of the domain.",
    ),
    "device-protection-unknown": (
        "The groups of {device} cannot be read, so it may be protected.",
        "Ask an administrator for read rights.",
    ),
    "device-out-of-scope": (
        "{device} is in a part of the directory that this desk does not touch.",
        "Hand the call to the desk that serves it.",
    ),
    "device-changed": (
        "{device} was changed while its secret was about to be read. Nothing is shown.",
        "Verify the caller again.",
    ),
    "local-password-none": (
        "{device} has no local password in the directory.",
        "LAPS does not manage this computer: ask whoever does.",
    ),
    "local-password-hidden": (
        "{device} has a local password that you have no right to read.",
        "Ask an administrator for that right.",
    ),
    "local-password-unseen": (
        "{device} shows no local password: there is none, or you have no right to read it.",
        _NONE_OR_NO_RIGHT,
    ),
    "local-password-encrypted": (
        "The local password of {device} is stored encrypted, which this desk cannot open.",
        "Read it on a Windows computer: Get-LapsADPassword {device}.",
    ),
    "recovery-key-malformed": (
        "This is no ID of a recovery key.",
        "Type the first eight characters of it: digits and the letters A to F.",
        Effect.TYPE_AGAIN,
    ),
    "recovery-key-not-found": (
        "No recovery key with the ID {key} is seen: there is none here, or you have no right to see it.",
        "Ask for the ID once more. Else ask an administrator for that right.",
        Effect.TYPE_AGAIN,
    ),
    "recovery-key-ambiguous": (
        "Several recovery keys begin with {key}.",
        "Type the whole ID.",
        Effect.TYPE_AGAIN,
    ),
    "recovery-key-unseen": (
        "The recovery key itself is not shown: you have no right to read it.",
        "Ask an administrator for that right.",
    ),
    "device-secret-garbled": (
        "What the directory keeps there is not what it should be.",
        "Show the detail to an administrator.",
    ),
    "resolve-read": (
        "The program ended while a secret of a computer was read: it may have been shown.",
        "Ask whoever read it; the computer's secret should be replaced.",
    ),
}
