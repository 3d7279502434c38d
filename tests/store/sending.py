"""Limits on codes that are sent, of which a test sets those it is about."""

from helpdesk_tui.desk.ports import Limit, SendLimits

FREE = Limit(10_000, 600)
COUNTED = "c" * 64
"""What a code is counted as, unless a test says otherwise."""


def limits(
    account: Limit = FREE, *, destination: Limit = FREE, operator: Limit = FREE, desk: Limit = FREE
) -> SendLimits:
    return SendLimits(account, destination, operator, desk)
