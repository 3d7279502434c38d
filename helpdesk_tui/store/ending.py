"""Ends all that is under way: what another hand may have made is not to be used."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, update

from helpdesk_tui.store import schema

ENDED: dict[str, object] = {"open": False, "hash": "", "destination": b""}
"""What a challenge keeps when it is over."""


def end_challenges(connection: Connection, *where: ColumnElement[bool]) -> None:
    """Those that are open."""
    connection.execute(update(schema.challenges).where(schema.challenges.c.open, *where).values(ENDED))


def end_what_is_open(connection: Connection, at: datetime) -> None:
    """Sent codes, verifications and clearances; those of a visit too."""
    end_challenges(connection)
    connection.execute(update(schema.verifications).values(closed=True))
    unused = schema.clearances.c.used_at.is_(None)
    connection.execute(update(schema.clearances).where(unused).values(used_at=at))
    lasting = schema.clearances.c.expires_at > at
    connection.execute(update(schema.clearances).where(lasting).values(expires_at=at))
