"""When contact data was last changed, from the server's own log of writes (slapo-accesslog(5)), where the
desk may read it.

A log does not go back for ever. What it has no record of was not changed for as long as it goes back, which
is asked in steps: no client can ask a log where it begins. And it knows nothing of what was loaded past the
server: so it counts only where it has a record of the entry's last write.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from helpdesk_tui.directory.filters import both, either, equal, starts
from helpdesk_tui.directory.ldap import Link
from helpdesk_tui.directory.ldapv3.attributes import Attributes
from helpdesk_tui.directory.values import generalized_time, time_text

_ATTRIBUTES = ("reqStart", "reqMod")
_MOST = 500
_STEPS = tuple(timedelta(days=days) for days in (1, 2, 7, 14, 30, 60, 90, 180, 365))
_SECOND = timedelta(seconds=1)


@dataclass
class AccessLog:
    """`base`: DN of the log. How far it goes back it learns once a session."""

    base: str
    _begins: list[datetime | None] = field(default_factory=list)

    def changed(
        self, link: Link, identity: str, names: Sequence[str], written: datetime, now: datetime
    ) -> dict[str, datetime | None]:
        """By attribute: when it was last written, or since when surely not; None = the log does not tell.
        `written`: the entry's last write, as the entry itself says."""
        entry = both(equal("reqEntryUUID", identity), equal("reqResult", "0"))
        if not self._any(link, both(entry, f"(reqStart>={_stamp(written - _SECOND)})")):
            return dict.fromkeys(names)
        touched = either(*(starts("reqMod", f"{name}:") for name in names))
        answer = link.search(self.base, both(entry, touched), _ATTRIBUTES, _MOST)
        if not answer.result.done or answer.cookie:  # a part would be taken for the whole
            return dict.fromkeys(names)
        records = [Attributes(record) for record in answer.entries]
        since = self._since(link, now)
        return {name: _newest(records, name) or since for name in names}

    def _since(self, link: Link, now: datetime) -> datetime | None:
        """The earliest of a few moments before which there are records; None = there are none so old."""
        if not self._begins:
            moments = (now - back for back in reversed(_STEPS))
            has = (moment for moment in moments if self._any(link, f"(reqStart<={_stamp(moment)})"))
            self._begins.append(next(has, None))
        return self._begins[0]

    def _any(self, link: Link, where: str) -> bool:
        return bool(link.search(self.base, where, ["1.1"], 1).entries)


def find_log(link: Link, trees: Iterable[str]) -> AccessLog | None:
    """The log that the server keeps of one of these trees, if it says so (auditContext) and shows what was
    written."""
    for tree in trees:
        for entry in link.read(tree, ["auditContext"]).entries:
            base = Attributes(entry).text("auditContext", 1024)
            if base and link.search(base, "(&(objectClass=auditModify)(reqMod=*))", ["1.1"], 1).entries:
                return AccessLog(base)
    return None


def _newest(records: Iterable[Attributes], name: str) -> datetime | None:
    found = [
        at
        for record in records
        if any(text.lower().startswith(f"{name.lower()}:") for text in record.texts("reqMod"))
        if (at := record.decoded("reqStart", generalized_time))
    ]
    return max(found, default=None)


def _stamp(moment: datetime) -> str:
    """With a part of a second, as the log has it."""
    return time_text(moment).replace("Z", ".000000Z")
