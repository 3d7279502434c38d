"""Who may act on whom."""

from helpdesk_tui.desk.effect import Effect, Entry

ENTRIES: dict[str, Entry] = {
    "not-enabled": (
        "The desk's policy does not enable resets for this account.",
        "Add the person to an enabled group, or hand the call to an administrator.",
    ),
    "unlock-alone-off": (
        "Policy allows no unlock without a reset.",
        "Reset the password: that unlocks, too.",
    ),
    "own-account": (
        "This is your own account.",
        "Ask a colleague to help you.",
    ),
    "protected-account": (
        "This account is protected: it belongs to {group}.",
        "Hand the call to the administrators of the domain.",
    ),
    "protection-unknown": (
        "The groups of this account cannot be read, so it may be protected.",
        "Ask an administrator for read rights.",
    ),
    "out-of-scope": (
        "This account is outside the part of the directory that this desk serves.",
        "Hand the call to the desk that serves it.",
    ),
    "peer-operator": (
        "This account belongs to a member of the desk.",
        "Only a supervisor may act on it.",
    ),
    "machine-account": (
        "This account belongs to a computer or a service, not to a person.",
        "Hand it to an administrator.",
    ),
    "system-account": (
        "This is an account of the system itself.",
        "Hand it to an administrator.",
    ),
    "role-lacks-action": (
        "Your role does not allow you to {action}.",
        "Ask a colleague with the role of {role}.",
    ),
    "action-off": (
        "This desk does not {action}.",
        "Hand the call to an administrator: [actions] in the policy says who may.",
    ),
    "action-not-in-tier": (
        "For {tier} this desk does not {action}.",
        "Hand the call to an administrator.",
    ),
    "brake-off": (
        "This desk has no brake.",
        "Hand the call to an administrator: [brake] in the policy says who may.",
        Effect.OVER,
    ),
    "brake-limit": (
        "You have used the brake {count} times within an hour.",
        "Let a colleague go on: so many at once may be an attack by way of the desk. You may from {until}.",
        Effect.OVER,
    ),
    "brake-limit-desk": (
        "This desk has used the brake {count} times within an hour.",
        "Call the administrators of the directory: so many at once may be an attack by way of the desk. It "
        "works again from {until}.",
        Effect.OVER,
    ),
    "brake-not-agreed": (
        "The yes to this is gone: it was used, given up, or is too old.",
        "Begin anew.",
        Effect.BEGIN_ANEW,
    ),
    "brake-second-same": (
        "A second operator must be somebody else.",
        "Ask a colleague, or a supervisor.",
        Effect.TYPE_AGAIN,
    ),
    "brake-second-barred": (
        "The guard does not let {login} say yes to this: {why}",
        "Ask another colleague, or a supervisor.",
        Effect.TYPE_AGAIN,
    ),
    "brake-second-blocked": (
        "Too many wrong logins and passwords of second operators were typed by you.",
        "Ask a supervisor to use the brake. You may again from {until}.",
        Effect.OVER,
    ),
    "braked": (
        "The brake disabled this account, as one under attack.",
        "Only a supervisor enables it again; the history says by whom and why.",
    ),
    "reset-too-often": (
        "This person's password was reset {count} times within a day.",
        "Hand the call to a supervisor: somebody may be trying desk after desk. You may from {until}.",
    ),
    "read-too-often": (
        "Such a secret was read for this person {count} times within a day.",
        "Hand the call to a supervisor: somebody may be trying desk after desk. You may from {until}.",
    ),
    "no-right": (
        "The directory says that you have no right to {action} here.",
        "Ask an administrator to give the desk this right. Protected accounts never allow it.",
    ),
}
