"""What stops a person: from signing in, or from changing the password."""

from helpdesk_tui.desk.effect import Entry

ENTRIES: dict[str, Entry] = {
    "why-disabled": (
        "The account is disabled.",
        "Whoever answers for the account decides whether it is enabled again.",
    ),
    "why-not-begun": (
        "The account may not be used yet.",
        "Whoever answers for the account decides whether it begins earlier.",
    ),
    "why-account-expired": (
        "The account has expired.",
        "Whoever answers for the account decides whether it goes on.",
    ),
    "why-idle": (
        "The account is closed: nobody signed in for too long.",
        "Ask an administrator of the directory to open it again.",
    ),
    "why-locked": (
        "The account is locked after wrong passwords.",
        "Unlock it once the caller is proven. If it locks again, a device or a program has an old password.",
    ),
    "why-locked-for-good": (
        "The account is locked.",
        "It stays so until somebody unlocks it: an administrator may have locked it. Ask why first.",
    ),
    "why-locked-elsewhere": (
        "The account is locked at {server}.",
        "Whoever signs in there is kept out. Reset the password with an unlock, or wait until it ends.",
    ),
    "why-silo": (
        "{name} decides where and how this account signs in.",
        "No new password changes that. Ask an administrator of the directory.",
    ),
    "why-outside-hours": (
        "Sign-in is not allowed at this hour.",
        "Wait, or ask whoever answers for the account about its hours.",
    ),
    "why-workstations": (
        "Sign-in is allowed at certain computers only.",
        "Ask the caller which computer it is: at another one no password works.",
    ),
    "why-smart-card": (
        "A smart card is required; no password works.",
        "The person signs in with the card. Whoever issues the cards helps with a lost one.",
    ),
    "why-no-password": (
        "No password was ever set.",
        "Reset it once the caller is proven.",
    ),
    "why-trapped": (
        "The password must be changed, and this person may not change it.",
        "Ask an administrator of the directory to allow the change: until then every forced change keeps the "
        "person out.",
    ),
    "why-must-change": (
        "The password must be changed at the next sign-in.",
        "The person changes it where a sign-in asks for it. Mail and web pages only refuse.",
    ),
    "why-password-expired": (
        "The password has expired.",
        "The person changes it where a sign-in asks for it, or it is reset. Mail and web pages only refuse.",
    ),
    "why-grace": (
        "The password has expired, and still works for {count}.",
        "Let the person change it at once.",
    ),
    "why-grace-used-up": (
        "The password has expired, and no sign-in with it is left.",
        "Reset it once the caller is proven.",
    ),
    "why-may-not-change": (
        "This person may not change the password.",
        "It is set by the desk or an administrator.",
    ),
    "why-too-young": (
        "This person cannot change the password yet.",
        "A new password must be kept for a while first (minimum age). The desk can reset it.",
    ),
    "why-old-password": (
        "Something may still use an old password.",
        "Ask about phones, mail programs, saved networks, other computers and open sessions: it locks again.",
    ),
    "why-policy-unread": (
        "Which password policy is in force could not be read.",
        "Ask an administrator of the directory for the right to read it.",
    ),
    "why-unread": (
        "Could not be read: {parts}.",
        "Ask an administrator of the directory for the right to read it.",
    ),
}
