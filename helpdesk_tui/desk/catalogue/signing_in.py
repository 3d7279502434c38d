"""Signing in to the desk."""

from helpdesk_tui.desk.effect import Effect, Entry

ENTRIES: dict[str, Entry] = {
    "wrong-password": (
        "The directory did not accept this login and password.",
        "Type both again.",
    ),
    "sign-in-empty": (
        "Login and password are both needed.",
        "Type both.",
        Effect.TYPE_AGAIN,
    ),
    "operator-password-expired": (
        "Your own password has expired.",
        "Change it on your computer, then sign in here.",
    ),
    "operator-must-change": (
        "You must change your own password first.",
        "Change it on your computer, then sign in here.",
    ),
    "operator-temporary": (
        "Your own temporary password is used up, too old, or not valid yet.",
        "Ask a colleague for another.",
    ),
    "operator-locked": (
        "Your own account is locked.",
        "Ask a colleague to unlock it, or wait.",
    ),
    "operator-disabled": (
        "Your own account is disabled.",
        "Ask an administrator.",
    ),
    "operator-expired": (
        "Your own account has expired.",
        "Ask an administrator.",
    ),
    "operator-hours": (
        "You may not sign in at this hour.",
        "Ask an administrator to check your logon hours.",
    ),
    "operator-workstation": (
        "You may not sign in from this computer.",
        "Ask an administrator to check your workstations.",
    ),
    "operator-restricted": (
        "A policy of the directory stops your sign-in.",
        "Ask an administrator.",
    ),
    "no-role": (
        "You are in none of the groups that may use this desk.",
        "Ask an administrator for a desk role.",
    ),
    "role-lost": (
        "You no longer have the role that you signed in with.",
        "Sign in again.",
    ),
    "operator-elsewhere": (
        "Your account is not in the domain {domain}.",
        "Sign in with an account of that domain.",
    ),
    "service-refused": (
        "The directory did not accept the desk's service account.",
        "Tell an administrator: its password may have changed or expired.",
    ),
    "signed-out": (
        "You are signed out.",
        "Sign in again.",
    ),
}
