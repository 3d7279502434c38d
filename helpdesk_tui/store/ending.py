"""Ends all that is under way: what another hand may have made is not to be used."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Table, update

from helpdesk_tui.desk.action import Action
from helpdesk_tui.store import schema

LEFT = schema.clearances.c.actions == Action.EXPIRE.value
"""Of clearances that a reset left behind: they only close, and end with nobody's call."""

ENDED: dict[str, object] = {"open": False, "hash": "", "destination": b""}
"""What a challenge keeps when it is over."""


def end_challenges(connection: Connection, *where: ColumnElement[bool]) -> None:
    """Those that are open."""
    connection.execute(update(schema.challenges).where(schema.challenges.c.open, *where).values(ENDED))


def end_clearances(
    connection: Connection, account: str, at: datetime, operator: str | None = None, *, visits: bool = False
) -> int:
    """As `ports.ClearanceStore.void`."""
    if visits:
        lasting = (*_whose(schema.clearances, account, operator), schema.clearances.c.expires_at > at, ~LEFT)
        connection.execute(update(schema.clearances).where(*lasting).values(expires_at=at))
    theirs = _whose(schema.verifications, account, operator)
    connection.execute(update(schema.verifications).where(*theirs).values(closed=True))
    unused = (*_whose(schema.clearances, account, operator), schema.clearances.c.used_at.is_(None), ~LEFT)
    return connection.execute(update(schema.clearances).where(*unused).values(used_at=at)).rowcount


def _whose(table: Table, account: str, operator: str | None) -> tuple[ColumnElement[bool], ...]:
    return (table.c.account == account, *(() if operator is None else (table.c.operator == operator,)))


def end_what_is_open(connection: Connection, at: datetime) -> None:
    """Sent codes, verifications and clearances; those of a visit too."""
    end_challenges(connection)
    connection.execute(update(schema.verifications).values(closed=True))
    unused = schema.clearances.c.used_at.is_(None)
    connection.execute(update(schema.clearances).where(unused).values(used_at=at))
    lasting = schema.clearances.c.expires_at > at
    connection.execute(update(schema.clearances).where(lasting).values(expires_at=at))
