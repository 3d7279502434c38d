"""A session as of one moment, whose store is asked once for each thing: a card asks for the same rows over
and over, for every action. It is for showing: what is proven or written asks anew."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from helpdesk_tui.desk.session import Session


def at_one_moment(session: Session) -> Session:
    """The same, for one look."""
    stores: Any = _Once(session.stores)
    stores.reports = _Once(session.stores.reports, "hold")
    stores.methods = _Once(session.stores.methods, "methods", "standing")
    stores.audit = _Once(session.stores.audit, "done")
    return replace(session, stores=stores, clock=_Stopped(session.clock.now()))


class _Once:
    """As `store`, but for some of its reads: each is made once for the same question."""

    def __init__(self, store: object, *reads: str) -> None:
        self._store = store
        vars(self).update({name: cache(getattr(store, name)) for name in reads})

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


@dataclass(frozen=True)
class _Stopped:
    """A clock."""

    at: datetime

    def now(self) -> datetime:
        return self.at
