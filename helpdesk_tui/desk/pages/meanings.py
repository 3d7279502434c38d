"""What the codes and sentences of other programs mean for a person who cannot sign in: id → what happened,
and what to do. Several systems say the same in their own ways; it stands here once."""

MEANINGS: dict[str, tuple[str, str]] = {
    # --- names and passwords ----------------------------------------------------------------------------
    "wrong-name-or-password": (
        "Name and password do not fit together; the system does not say which is wrong.",
        "Have the login read out, then the password typed slowly: capitals, keyboard layout, number lock.",
    ),
    "wrong-password": (
        "The password is wrong.",
        "Have it typed slowly: capitals, keyboard layout, number lock. After a few more the account locks.",
    ),
    "no-such-account": (
        "No account has that name there.",
        "Check login and domain. It may be new and not known at every server yet, or its name was changed.",
    ),
    "wrong-old-password": (
        "At a change of the password the old one was wrong.",
        "Have the old one typed again; who does not know it needs a reset.",
    ),
    "no-password": (
        "The account has no password, or none that this way of signing in takes.",
        "Reset it once the caller is proven, or use the way that is meant for the account.",
    ),
    "password-expired": (
        "The password has expired. It was right.",
        "The person changes it where a sign-in asks for it, or it is reset.",
    ),
    "must-change": (
        "The password was right, and must be changed first.",
        "The person changes it where a sign-in asks for it: mail programs and web pages mostly cannot.",
    ),
    "not-now": (
        "A password was changed a while ago, and this sign-in was begun before that.",
        "The person signs out everywhere, and in again with the new one.",
    ),
    # --- the account ------------------------------------------------------------------------------------
    "locked": (
        "The account is locked after wrong passwords.",
        "Unlock it once the caller is proven. If it locks again, a device or a program has an old password.",
    ),
    "disabled": (
        "The account is disabled.",
        "Whoever answers for the account decides whether it is enabled again. No reset helps.",
    ),
    "account-expired": (
        "The account has expired.",
        "Whoever answers for the account decides whether it goes on. No reset helps.",
    ),
    "revoked": (
        "The account is disabled, expired or locked; Kerberos does not say which.",
        "Look it up: the card says which it is, and what to do.",
    ),
    "outside-hours": (
        "Sign-in is not allowed at this hour.",
        "Wait, or ask whoever answers for the account about its hours.",
    ),
    "workstation": (
        "Sign-in is not allowed at this computer.",
        "Ask which computer it is; the card names those that are permitted.",
    ),
    "logon-type": (
        "This way of signing in is not granted here: at the screen, from afar, or as a service.",
        "No reset helps. Ask whoever runs that computer.",
    ),
    "restricted": (
        "A rule restricts the account: an empty password, an authentication policy or silo, or hours.",
        "No reset helps as a rule. Look it up: the card says what of it shows.",
    ),
    "smart-card": (
        "A smart card is required.",
        "The person signs in with the card. Whoever issues the cards helps with a lost one.",
    ),
    "too-many-groups": (
        "The account is in too many groups for a sign-in.",
        "Ask an administrator of the directory to take some away.",
    ),
    # --- the new password -------------------------------------------------------------------------------
    "policy-refused": (
        "The new password does not meet the policy: too short, too simple, used before, or too soon.",
        "Look the account up: the card says which policy is in force.",
    ),
    "quality": (
        "The new password is too simple.",
        "Make it longer, of more kinds of characters, and without names.",
    ),
    "too-short": ("The new password is too short.", "Make it longer; the card says how long."),
    "too-long": ("The new password is too long.", "Make it shorter."),
    "too-young": (
        "The password was changed a short while ago, and may not be changed again yet.",
        "Wait until the minimum age is over, or have it reset.",
    ),
    "in-history": ("The new password was used before.", "Take another one."),
    "may-not-change": (
        "The person may not change the password.",
        "It is set by the desk or an administrator.",
    ),
    "needs-old": (
        "The old password is needed for a change.",
        "Use a program that asks for it; who does not know it needs a reset.",
    ),
    # --- rights and servers -----------------------------------------------------------------------------
    "no-right": (
        "Whoever tried this has no right to do it, on this account or at all.",
        "Members of administrative groups are protected. For others, ask an administrator for the right.",
    ),
    "unencrypted": (
        "The connection is not encrypted as this needs it, or the password was sent in a wrong form.",
        "The program that connects must use LDAPS or StartTLS.",
    ),
    "illegal-write": (
        "That attribute may not be written in that way.",
        "It is a fault of the program that wrote it, not of the caller.",
    ),
    "changed-meanwhile": (
        "Something else was written to the account in between.",
        "Look it up again, and begin anew.",
    ),
    "other-server": (
        "Another server or domain is responsible.",
        "Use a domain controller of the account's own domain that can be written to.",
    ),
    "gone": (
        "There is no such entry there: gone, moved, or not to be seen.",
        "Look it up again.",
    ),
    "server-limit": (
        "The server's own limit was reached: of time, of size, or of work.",
        "Narrow the search.",
    ),
    "server-busy": (
        "The server is busy, or not available now.",
        "Try again, or take another server.",
    ),
    "no-server": (
        "No domain controller or KDC could be reached.",
        "Check the network, the VPN and DNS. A laptop takes its old, remembered password meanwhile.",
    ),
    "no-trust": (
        "The computer and the domain, or two domains, do not trust each other any more.",
        "No reset of a person's password helps. Ask whoever runs the computers.",
    ),
    "clock": (
        "The clocks of two computers differ too much.",
        "Set the clock of the person's computer: five minutes are too much for Kerberos.",
    ),
    "channel-binding": (
        "The server demands that the sign-in is bound to its encryption.",
        "The program that signs in must be updated, or set to do that (channel binding).",
    ),
    "strong-auth": (
        "The server takes no password in this way.",
        "The program must use LDAPS or StartTLS, or sign what it sends.",
    ),
    # --- Kerberos ---------------------------------------------------------------------------------------
    "no-such-service": (
        "Kerberos knows no service of that name.",
        "It is a matter of that server's name (SPN) or of DNS, not of the person's password.",
    ),
    "ticket-expired": (
        "The ticket is over.",
        "Sign in again, or get a new ticket (kinit).",
    ),
    "wrong-key": (
        "A ticket was made with another key than the service has.",
        "It is a matter of that service's account or name, not of the person's password.",
    ),
    "encryption-type": (
        "The two sides have no kind of encryption in common.",
        "An old account gets newer keys by a new password; else ask an administrator.",
    ),
    "kdc-policy": (
        "A rule of the Kerberos server forbids this.",
        "Often an authentication policy or silo, or a smart card that is required. No reset helps.",
    ),
    "usual": (
        "That belongs to every sign-in, and is no error by itself.",
        "Look at the lines that follow.",
    ),
    # --- events -----------------------------------------------------------------------------------------
    "event-failed": (
        "Windows recorded a failed sign-in. Its sub-status says why.",
        "Paste the whole event, or the sub-status: 0xC…",
    ),
    "event-locked": (
        "Windows recorded that an account was locked.",
        "The event's caller computer is where the wrong passwords came from.",
    ),
    "event-unlocked": ("Windows recorded that an account was unlocked.", "Nothing is to be done."),
    "event-kerberos": (
        "Windows recorded a failed request to Kerberos. Its failure code says why.",
        "Paste the whole event, or the failure code: 0x…",
    ),
    "event-changed": (
        "Windows recorded a change of the password by the person.",
        "A failure means: the old one was wrong, or the new one does not meet the policy.",
    ),
    "event-reset": (
        "Windows recorded a reset of the password by somebody else.",
        "A failure means: no right, or the password does not meet the policy.",
    ),
    "event-enabled": ("Windows recorded that an account was enabled.", "Nothing is to be done."),
    "event-disabled": (
        "Windows recorded that an account was disabled.",
        "Whoever answers for the account knows why; the event names who did it.",
    ),
    # --- the cloud --------------------------------------------------------------------------------------
    "mfa-needed": (
        "The sign-in asks for a second factor, and got none.",
        "The person goes through it; who cannot any more needs help with the methods in Entra ID.",
    ),
    "mfa-failed": (
        "The second factor was refused, not answered, or wrong.",
        "Have it tried once more; who cannot any more needs help with the methods in Entra ID.",
    ),
    "mfa-register": (
        "The person must register a second factor first.",
        "The person signs in with a browser and follows what it asks for.",
    ),
    "conditional-access": (
        "A rule of conditional access blocks this sign-in: device, place, program or risk.",
        "No reset helps. The sign-in log in Entra ID names the rule.",
    ),
    "not-assigned": (
        "The account is not assigned to that application.",
        "Ask whoever runs the application. No reset helps.",
    ),
    "wrong-tenant": (
        "The account, its domain or the application is not known in that tenant.",
        "Check the address that was typed, and which organisation it is.",
    ),
    "session-over": (
        "The browser's session is over, or was ended by a change of the password.",
        "The person signs in again.",
    ),
    "sspr-off": (
        "Self-service reset is not enabled for this person or this organisation.",
        "Prove the caller here and reset. Whoever runs Entra ID decides whether it is enabled.",
    ),
    "sspr-unlicensed": (
        "The person has no licence for a self-service reset.",
        "Prove the caller here and reset. Ask whoever runs Entra ID for a licence.",
    ),
    "sspr-unregistered": (
        "The person has registered too few methods for a self-service reset.",
        "Prove the caller here and reset, and have methods registered.",
    ),
    "sspr-writeback": (
        "The cloud could not write the new password to the directory here.",
        "Reset it here, and tell whoever runs Entra Connect: the account may be protected.",
    ),
    # --- attributes -------------------------------------------------------------------------------------
    "not-locked": ("The account is not locked at that server.", "It may be locked at another one."),
    "never-expires": ("The password never expires.", "A forced change has no effect on it."),
}
