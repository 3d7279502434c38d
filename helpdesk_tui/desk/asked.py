"""What an order asks for beside its action."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from helpdesk_tui.desk.account import When


@dataclass(frozen=True)
class Asked:
    """Moments are in UTC, or "never"; None = as it is."""

    begins: When = None  # from when on the account may sign in; "never" = from the start
    ends: When = None  # until when
    group: str = ""  # id, as in `Person.group_ids`

    def facts(self) -> dict[str, str]:
        """For the record; `of` reads them."""
        told = {"begins": self.begins, "ends": self.ends, "group": self.group or None}
        return {
            name: when.isoformat() if isinstance(when, datetime) else when
            for name, when in told.items()
            if when is not None
        }

    @classmethod
    def of(cls, facts: Mapping[str, str]) -> "Asked":
        """Raises `ValueError` for what `facts` did not write."""
        return cls(_moment(facts.get("begins")), _moment(facts.get("ends")), facts.get("group", ""))


NOTHING = Asked()


def _moment(text: str | None) -> When:
    return cast(When, text) if text in (None, "never") else datetime.fromisoformat(str(text))
