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
    "login-of-another-domain": (
        "This login is of the domain {other}; the desk works in {domain}. No password was sent.",
        "Sign in with an account of {domain}, or at the desk of {other}.",
    ),
    "service-refused": (
        "The directory did not accept the desk's service account.",
        "Tell an administrator: its password may have changed or expired.",
    ),
    "service-none": (
        "The desk has no account of its own to do this with: each operator acts with their own rights.",
        'Sign in, without --system; or give it one: [directory] act_as = "service".',
    ),
    "no-ticket": (
        "There is no Kerberos ticket here.",
        "Get one with kinit, or let ssh pass yours on (ssh -K); then sign in again.",
    ),
    "ticket-expired": (
        "Your Kerberos ticket has expired.",
        "Get a new one with kinit, or sign in to this computer anew; then sign in again.",
    ),
    "ticket-clock": (
        "Kerberos says that this computer's clock and the server's are more than five minutes apart.",
        "Correct this computer's clock, then sign in again.",
    ),
    "ticket-revoked": (
        "Kerberos does not take your account any more: it may be locked, disabled, expired or out of hours.",
        "Ask a colleague to unlock it, or an administrator.",
    ),
    "ticket-elsewhere": (
        "Your Kerberos ticket is from another realm (domain), and {server} does not trust that one.",
        "Get a ticket of the directory's own realm with kinit, or have this computer's krb5.conf corrected.",
    ),
    "ticket-refused": (
        "{server} did not accept your Kerberos ticket: it answered {status}.",
        "Get a new ticket with kinit; if it stays so, show the detail to an administrator.",
    ),
    "ticket-trouble": (
        "Kerberos could not use your ticket.",
        "Get a new one with kinit; if it stays so, show the detail to an administrator.",
    ),
    "ticket-of-another": (
        "The Kerberos ticket here is that of {holder}, not of {login}.",
        "Leave the login out, or get a ticket of your own with kinit.",
    ),
    "ticket-spent": (
        "A ticket signs in once after each start of the desk: it does not say who sits here now.",
        "Type your password where it is asked for, or quit and start the desk again.",
    ),
    "ticket-unused": (
        "This desk takes a login and a password.",
        "Type both.",
        Effect.TYPE_AGAIN,
    ),
    "password-unused": (
        "This desk takes no passwords: people sign in by their Kerberos ticket.",
        "Get a ticket with kinit, then start the desk without a login.",
        Effect.TYPE_AGAIN,
    ),
    "password-unused-here": (
        "This desk takes no passwords, and the ticket here is not the colleague's.",
        "Let the colleague confirm at a terminal of their own.",
        Effect.TYPE_AGAIN,
    ),
    "no-kdc": (
        "No Kerberos server answered.",
        "Try again; if it stays so, check the network and this computer's krb5.conf.",
        Effect.PASSING,
    ),
    "no-service-name": (
        "Kerberos knows no directory server named '{server}'.",
        "Name the server in [directory] servers as its domain does, or have ldap/{server} registered for it.",
    ),
    "no-ticket-bind": (
        "{server} takes no Kerberos ticket inside TLS: it answered {status}.",
        "Ask an administrator to allow it (Samba: 'allow_sasl_over_tls'), or sign in with a password.",
    ),
    "channel-binding-refused": (
        "{server} says that this encrypted connection does not end at it.",
        "Something between opens what is encrypted: tell an administrator. Do not type your password here.",
    ),
    "server-unproven": (
        "{server} did not prove to Kerberos who it is.",
        "Nothing was read there. Tell an administrator.",
    ),
    "keytab-refused": (
        "The keytab of the desk's service account cannot be used.",
        "Tell an administrator: [directory] service_keytab needs a key of service_login that is still valid.",
    ),
    "keytab-unused": (
        "This directory takes no keytab: Active Directory alone does.",
        "Give [directory] service_password in the place of service_keytab.",
    ),
    "other-domains-unused": (
        "This directory has no other domains: Active Directory alone does.",
        "Leave [directory] other_domains out.",
    ),
    "kerberos-missing": (
        "Signing in by a ticket needs the library gssapi, which is not installed.",
        "Install the extra helpdesk-tui[kerberos], or use passwords: [directory] sign_in, service_password.",
    ),
    "session-locked": (
        "The desk is locked.",
        "Unlock it with your password, or sign in anew.",
    ),
    "unlock-wrong": (
        "The directory did not accept this password.",
        "Type it again. Tries left, before the desk is signed out: {left}.",
    ),
    "unlock-other": (
        "This is not the operator who locked the desk.",
        "Sign out here; then sign in with a login of your own.",
    ),
    "unlock-over": (
        "It was not unlocked, after too many tries.",
        "Sign in with login and password.",
        Effect.OVER,
    ),
    "signed-out": (
        "You are signed out.",
        "Sign in again.",
    ),
}
