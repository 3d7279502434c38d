"""The record for programs: read by the system account that owns store and key, without anybody's password."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk_tui import origin
from helpdesk_tui.clock import SystemClock
from helpdesk_tui.compose.opening import open_configured
from helpdesk_tui.compose.owner import account_of_process
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import NotPermitted, StoreUnavailable
from helpdesk_tui.desk.ports import ChainHead, Record
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.review import untold_of
from helpdesk_tui.text import clean

if TYPE_CHECKING:
    from helpdesk_tui.config import Config
    from helpdesk_tui.store import OpenStores


class SystemRecord:
    """Each reading is recorded first, with the system account as its actor. Raises `StoreUnavailable`, and
    `NotPermitted` for somebody who is that account by sudo alone."""

    def __init__(self, config: "Config", path: Path, environ: Mapping[str, str]) -> None:
        self._config = config
        self._path = path
        self._environ = environ

    def records(self, account: AccountId | None, last: int | None) -> tuple[Record, ...]:
        with self._opened("list") as stores:
            return stores.audit.records(account=account, last=last)

    def untold(self) -> tuple[Record, ...]:
        with self._opened("untold") as stores:
            return untold_of(stores.audit)

    def verify(self, expected: ChainHead | None) -> Problem | ChainHead | None:
        with self._opened("verify") as stores:
            return stores.audit.verify(expected)

    def export(self, after: int) -> Iterator[Record]:
        """Those after a number, each seen to be part of the chain from its beginning. Raises
        `StoreUnavailable` where that is broken."""
        with self._opened("export") as stores:
            yield from (record for record in stores.audit.verified_records() if record.seq > after)

    @contextmanager
    def _opened(self, what: str) -> Iterator["OpenStores"]:
        if self._environ.get("SUDO_UID", "0") != "0":
            raise NotPermitted(problem("system-account-only"))
        if not self._path.exists():
            raise StoreUnavailable(problem("store-missing", path=clean(str(self._path))))
        account = account_of_process()
        facts = {
            "what": what,
            "operator_login": f"system account {account}",
            "system_account": account,
            **asdict(origin.source(self._environ)),
        }
        with open_configured(self._config, self._path, self._environ) as stores:
            stores.audit.append("audit.read", facts, SystemClock().now())
            yield stores
