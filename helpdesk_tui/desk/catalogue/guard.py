"""Who may act on whom."""

from helpdesk_tui.desk.effect import Entry

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
    "reset-too-often": (
        "This person's password was reset {count} times within a day.",
        "Hand the call to a supervisor: somebody may be trying desk after desk. You may from {until}.",
    ),
    "no-right": (
        "The directory says that you have no right to {action} here.",
        "Ask an administrator to give the desk this right. Protected accounts never allow it.",
    ),
}
