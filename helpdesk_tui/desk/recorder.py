"""Writes the record with what every entry has: who, from where, at which server, about whom."""

from dataclasses import asdict

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.errors import NotPermitted
from helpdesk_tui.desk.operator import Operator
from helpdesk_tui.desk.ports import AuditLog, Clock, Record
from helpdesk_tui.desk.problems import Problem


class Recorder:
    """For one operator. Every method raises `StoreUnavailable` if the entry is not durable."""

    def __init__(self, audit: AuditLog, clock: Clock, operator: Operator, server: str) -> None:
        self._audit = audit
        self._clock = clock
        self._server = server
        self._who: dict[str, object] = {
            "operator": operator.id,
            "operator_login": operator.login,
            "operator_security_id": operator.security_id,
            **asdict(operator.source),
        }

    def of(self, other: Operator) -> "Recorder":
        """The same for another operator at this terminal."""
        return Recorder(self._audit, self._clock, other, self._server)

    def write(self, event: str, about: Account | None = None, /, **facts: object) -> Record:
        """Append `event`; with `about` it says which account, by GUID, SID, DN and login."""
        return self._audit.append(event, self._facts(about, facts), self._clock.now())

    def finish(self, intent: int, about: Account | None = None, /, **facts: object) -> Record | None:
        """Append the outcome of `intent`; None if another process did so first."""
        return self._audit.finish(intent, self._facts(about, facts), self._clock.now())

    def refusal(
        self, event: str, why: Problem, about: Account | None = None, /, **facts: object
    ) -> NotPermitted:
        """Append that something was refused, and why; what is to be raised for it."""
        self.write(event, about, problem=why.code, **facts)
        return NotPermitted(why)

    def _facts(self, account: Account | None, facts: dict[str, object]) -> dict[str, object]:
        server = account.server if account else self._server
        return {**self._who, "server": server, **identity(account), **facts}


def identity(account: Account | None) -> dict[str, object]:
    """Which account it is, as every record says it."""
    if account is None:
        return {}
    return {
        "account": account.id,
        "account_login": account.login,
        "account_security_id": account.security_id,
        "account_dn": account.dn,
    }
