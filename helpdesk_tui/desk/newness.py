"""A new method proves no reset at once: who registers one on a mere word must not profit from it soon.

The one exception is a registration that was itself proven by a method of grade "code" or better which counted
before: nobody at the desk can make such a proof up. Of every kind, and however it came (registered, imported,
handed out), by this rule alone. A new method does prove a change of methods, which an access pass is for; but
what is registered by such a proof is as new as it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from helpdesk_tui.desk.method import FACTS, KEPT_HERE, Grade, Method
from helpdesk_tui.desk.ports import Proof
from helpdesk_tui.language import _
from helpdesk_tui.local_time import minute


def counts_from(method: Method, hours: int) -> datetime | None:
    """When a method begins to prove more than a change of methods; None = with its registration."""
    if method.origin not in KEPT_HERE or method.well_proven or method.since is None:
        return None
    return method.since + timedelta(hours=hours) if hours else None


def why_too_new(method: Method, hours: int, now: datetime) -> str:
    """Why it does not count yet, "" if it does."""
    begins = counts_from(method, hours)
    return _("new, counts from {begins}", begins=minute(begins)) if begins and now < begins else ""


def is_well_proven(proofs: Iterable[Proof], methods: Iterable[Method], hours: int) -> bool:
    """Whether one of `proofs` was by a strong one of the registered `methods` that counted by then."""
    own = {method.id: method for method in methods}
    return any(
        method in own and FACTS[kind].grade >= Grade.CODE and not why_too_new(own[method], hours, at)
        for method, kind, at in proofs
    )
