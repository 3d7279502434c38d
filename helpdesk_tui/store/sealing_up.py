"""The first sealing of a store: at its making, or once for one from before there were seals.

Whoever takes the seals away, and makes the tables look old, must not get new seals for what he wrote: so the
record says whether there were seals before.
"""

from datetime import datetime

from sqlalchemy import Connection, select

from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.store.chain_keys import ChainKeys, former_signing_keys, signing_key
from helpdesk_tui.store.ending import end_what_is_open
from helpdesk_tui.store.keys import StoreKey
from helpdesk_tui.store.leaves import leaves
from helpdesk_tui.store.links import Link, append_link, is_of_old, verified
from helpdesk_tui.store.schema import audit
from helpdesk_tui.store.sealing import Sealer
from helpdesk_tui.store.seals import Seals
from helpdesk_tui.store.sqlite import drop_planted

EVENT = "store.sealed"


def seal_up(connection: Connection, key: StoreKey, sealer: Sealer, at: datetime) -> None:
    """Seal what is there, where that may be done; else nothing in the store counts until somebody takes the
    responsibility (`rotation`). What is under way ends, and the record says so."""
    seals = Seals(key)
    drop_planted(connection)  # before it is sealed
    if next(leaves(connection), None) is None and _first(connection) is None:
        seals.seal_all(connection)
    elif _is_from_before(connection, ChainKeys(former_signing_keys(connection, sealer), signing_key(key))):
        end_what_is_open(connection, at)
        count = seals.seal_all(connection)
        append_link(connection, (signing_key(key), seals), EVENT, {"count": count}, at)


def _is_from_before(connection: Connection, keys: ChainKeys) -> bool:
    first = _first(connection)
    if first is None or not is_of_old(keys, first):
        return False
    if connection.execute(select(audit.c.seq).where(audit.c.event == EVENT)).first():
        return False
    rows = connection.execute(select(audit).order_by(audit.c.seq))
    return not isinstance(verified(keys, rows, None), Problem)


def _first(connection: Connection) -> Link | None:
    return connection.execute(select(audit).order_by(audit.c.seq).limit(1)).first()
