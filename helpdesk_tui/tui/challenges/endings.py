"""What a problem means for the verification that it befell."""

PASSING = frozenset(
    {"unreachable", "connection-lost", "directory-timeout", "directory-busy", "store-locked", "store-full"}
)
"""Nobody's fault: the same can be asked again."""

MENDABLE = PASSING | {
    "code-malformed",
    "recovery-code-malformed",
    "pass-malformed",
    "number-malformed",
    "answers-missing",
}
"""What was typed comes back, to be mended."""

RENEWABLE = frozenset({"verification-expired", "verification-unknown", "policy-changed"})
"""It is over; a new one can be begun at once."""

OVER = RENEWABLE | {
    "account-changed",
    "account-blocked",
    "operator-blocked",
    "clock-went-back",
    "account-gone",
}
"""It is over."""
