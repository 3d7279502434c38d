"""What is sealed together: all that the store holds of one account, what was done to it, an operator's tries
of a day, the codes sent on a day.

A new column of a table below is sealed with its row, by itself; a new table that grants or limits something
joins by one line here. (What the seals are: `seals`.)
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Column, Connection, Table, TextClause, select, text

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.ports import IN_STOCK
from helpdesk_tui.store import schema


@dataclass(frozen=True)
class Leaf:
    """Rows with one seal."""

    kind: str  # of `_PARTS`
    subject: str
    day: str = ""  # ISO 8601, UTC

    @property
    def name(self) -> str:
        return " ".join(filter(None, (self.kind, self.subject, self.day)))


def of_account(account: object) -> Leaf:
    """`account` may be what a row in the store says, whatever that is."""
    return Leaf("account", str(account))


def of_method(method: object, account: object) -> Leaf:
    """A token in stock is nobody's: it has a seal of its own, so that a stock may be large."""
    return Leaf("stock", str(method)) if account == IN_STOCK else of_account(account)


def of_acts(account: object) -> Leaf:
    """What the record says was done to the account: intents and outcomes, which are counted."""
    return Leaf("acts", str(account))


def of_tries(operator: object, at: object) -> Leaf:
    """The tries by an operator on the day of `at`: a time, or what a row in the store says of one."""
    return Leaf("tries", str(operator), str(at)[:10])


def of_tries_since(operator: AccountId, since: datetime, until: datetime) -> tuple[Leaf, ...]:
    return tuple(of_tries(operator, day) for day in _days(since, until))


def of_sent(at: object) -> Leaf:
    """The codes sent to whomever on the day of `at`, as far as they are counted."""
    return Leaf("sent", str(at)[:10])


def of_sent_since(since: datetime, until: datetime) -> tuple[Leaf, ...]:
    return tuple(map(of_sent, _days(since, until)))


def _days(since: datetime, until: datetime) -> Iterator[date]:
    days = (until.date() - since.date()).days
    return (since.date() + timedelta(days=number) for number in range(days + 1))


@dataclass(frozen=True)
class _Part:
    """The rows of one table in a leaf. The columns in `but` are left out: they are another leaf's."""

    table: Table
    where: str
    but: frozenset[str] = frozenset()

    @property
    def columns(self) -> tuple[Column[object], ...]:
        return tuple(column for column in self.table.columns if column.name not in self.but)


_MINE = "account = :subject"
_OF_MY_METHODS = "method IN (SELECT id FROM methods WHERE account = :subject)"
_IS_ACT = "event IN ('action.intent', 'action.outcome')"
_PARTS = {
    "account": (
        _Part(schema.verifications, _MINE),
        _Part(schema.proofs, "verification IN (SELECT id FROM verifications WHERE account = :subject)"),
        _Part(schema.clearances, _MINE),
        _Part(schema.challenges, _MINE),
        _Part(schema.attempts, _MINE, but=frozenset({"operator_forgiven"})),
        _Part(schema.method_changes, _MINE),
        _Part(schema.registrations, _MINE),
        _Part(schema.methods, _MINE),
        _Part(schema.known_secrets, _OF_MY_METHODS),
        _Part(schema.draws, _OF_MY_METHODS),
        _Part(schema.reports, _MINE),
    ),
    "acts": (_Part(schema.audit, f"{_MINE} AND {_IS_ACT}"),),
    "tries": (
        _Part(
            schema.attempts,
            "operator = :subject AND at >= :day AND at < :next_day",
            but=frozenset({"forgiven"}),
        ),
    ),
    "sent": (
        _Part(
            schema.challenges,
            "sent_at >= :subject AND sent_at < :next_day",
            but=frozenset({"open", "used_at", "hash", "destination"}),
        ),
    ),
    "stock": (_Part(schema.methods, "id = :subject AND account = ''"),),
}


def named(name: str) -> Leaf:
    """The leaf with this name, as `Leaf.name` says it."""
    kind, _, subject = str(name).partition(" ")
    if kind != "tries":
        return Leaf(kind, subject)
    operator, _, day = subject.rpartition(" ")
    return Leaf(kind, operator, day)


def rows(connection: Connection, leaf: Leaf) -> list[list[object]]:
    """What lies in the file, believed in nothing: the table's name, then the values as they are stored."""
    if leaf.kind not in _STATEMENTS:
        return []
    statement, widths = _STATEMENTS[leaf.kind]
    known = {"subject": leaf.subject}
    if leaf.kind == "tries":
        known |= {"day": leaf.day, "next_day": _next(leaf.day)}
    elif leaf.kind == "sent":
        known |= {"next_day": _next(leaf.subject)}
    return [list(row[: widths[row[0]]]) for row in connection.execute(statement, known)]


def leaves(connection: Connection) -> Iterator[Leaf]:
    """All that have rows."""
    accounts: set[object] = set()
    for table in {part.table for part in _PARTS["account"] if "account" in part.table.columns}:
        accounts.update(connection.execute(select(table.c.account).distinct()).scalars())
    yield from map(of_account, sorted(map(str, accounts - {IN_STOCK})))
    acts = text(f"SELECT DISTINCT account FROM audit WHERE {_IS_ACT}")  # noqa: S608 - ours
    yield from map(of_acts, connection.execute(acts).scalars().all())
    days = text("SELECT DISTINCT operator, substr(CAST(at AS TEXT), 1, 10) FROM attempts")
    yield from (of_tries(operator, day) for operator, day in connection.execute(days).all())
    sent = text("SELECT DISTINCT substr(CAST(sent_at AS TEXT), 1, 10) FROM challenges")
    yield from map(of_sent, connection.execute(sent).scalars().all())
    stock = text("SELECT id FROM methods WHERE account = ''")
    yield from (of_method(method, IN_STOCK) for method in connection.execute(stock).scalars().all())


def _next(day: str) -> str:
    try:
        return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):  # no day: nothing of ours is there
        return day


def _statement(parts: tuple[_Part, ...]) -> tuple[TextClause, dict[object, int]]:
    """All parts at once, filled up with NULL to the same width."""
    widest = max(len(part.columns) for part in parts)
    selects = []
    for part in parts:
        names = [f'"{column.name}"' for column in part.columns]
        filled = ", ".join([*names, *["NULL"] * (widest - len(names))])
        table = part.table.name
        selects.append(f"SELECT '{table}', {filled} FROM {table} WHERE {part.where}")  # noqa: S608 - all ours
    return text(" UNION ALL ".join(selects)), {part.table.name: len(part.columns) + 1 for part in parts}


_STATEMENTS = {kind: _statement(parts) for kind, parts in _PARTS.items()}
