"""What operators prove beside their password."""

from helpdesk_tui.desk.effect import Effect, Entry

ENTRIES: dict[str, Entry] = {
    "second-factor-needed": (
        "Your password alone opens nothing here: a second factor, such as an app's code, is asked for.",
        "Sign in at a terminal, where it can be asked for.",
        Effect.OVER,
    ),
    "second-factor-due": (
        "Before you approve you must prove your second factor, such as an app's code.",
        "Prove it now, then approve.",
    ),
    "second-factor-blocked": (
        "Too many wrong codes with your login and password.",
        "Wait until {until}; a supervisor may end that sooner. Was it not you? Change your password.",
        Effect.OVER,
    ),
    "second-factor-guessed": (
        "Far too many wrong codes with your login and password.",
        "Wait until {until}. Was it not you? Change your password.",
        Effect.OVER,
    ),
    "second-factor-changed": (
        "Your second factors were changed while you signed in.",
        "Sign in again.",
        Effect.OVER,
    ),
    "second-factor-unusable": (
        "None of your second factors can be used now.",
        "Sign out and in again: supervisors confirm there who you are, and you register an app.",
        Effect.OVER,
    ),
    "own-factor-needed": (
        "This operator has a second factor, and you have proven none yourself.",
        "Have another supervisor register one for you, and sign in again.",
    ),
    "own-factor-new": (
        "This operator has a second factor; yours is new, and counts for that from {until}.",
        "Sign in by an older one of yours, or leave this to another supervisor.",
    ),
    "voucher-too-new": (
        "The second factor of this colleague is new, and counts for this from {until}.",
        "Ask another supervisor.",
        Effect.OTHER_METHOD,
    ),
    "guarded-unapproved": (
        "This operator has a second factor by now, so another supervisor must approve.",
        "Verify the operator again.",
        Effect.BEGIN_ANEW,
    ),
    "second-factor-expired": (
        "Your sign-in waited too long.",
        "Sign in again.",
        Effect.OVER,
    ),
    "second-factor-none": (
        "You have no second factor that counts here, and an app, registered at the sign-in, would not count.",
        "Ask an administrator: [session] second_factor_methods.",
        Effect.OVER,
    ),
    "second-factor-over": (
        "This sign-in is over.",
        "Sign in again.",
        Effect.OVER,
    ),
    "voucher-not-supervisor": (
        "Only a supervisor confirms who an operator is.",
        "Ask one.",
    ),
    "voucher-is-operator": (
        "Nobody confirms for themselves.",
        "Ask a supervisor who is somebody else.",
    ),
    "voucher-again": (
        "This supervisor has confirmed already.",
        "Ask another one.",
    ),
    "voucher-without-factor": (
        "This supervisor has no second factor, so the word does not count.",
        "Ask one who has; or whoever owns the store's key runs: helpdesk-tui operators enrol.",
    ),
    "approver-without-factor": (
        "Your colleague has no second factor, so the approval does not count.",
        "Ask another one; or the colleague registers one at a sign-in.",
        Effect.OTHER_METHOD,
    ),
    "not-the-owner": (
        "Whoever became this system account by sudo or remotely does not own the store's key.",
        "The owner runs this at a shell of that account, or of root, without sudo.",
    ),
}
