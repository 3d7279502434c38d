"""Short words for what the tests of a verification do again and again."""

from collections.abc import Callable

import pytest

from helpdesk_tui.desk.errors import NotPermitted, Refused
from helpdesk_tui.desk.method import MethodId, MethodKind
from helpdesk_tui.desk.verifying import Progress


def method(progress: Progress, kind: MethodKind = MethodKind.TOTP, label: str = "") -> MethodId:
    """The first option of that kind, and of that label where one is given."""
    return next(
        option.method.id
        for option in progress.options
        if option.method.kind is kind and label in ("", option.method.label)
    )


def why_not(progress: Progress, kind: MethodKind, label: str = "") -> str:
    which = method(progress, kind, label)
    return next(option.why_not for option in progress.options if option.method.id == which)


def refused(call: Callable[..., object], *args: object, kind: type[Refused] = NotPermitted) -> str:
    """The code of the problem that the call is refused with."""
    with pytest.raises(kind) as caught:
        call(*args)
    return caught.value.problem.code


def request(world, verification):
    """Which request for an approval stands; "" = none."""
    found = world.stores.clearances.verification(verification)
    return (found and found.approval_request) or ""
