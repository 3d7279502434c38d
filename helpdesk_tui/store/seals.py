"""Seals over what grants or limits: who can write the file, but has not the key, changes nothing unseen.

The rows of a leaf (`leaves`) have one HMAC-SHA256, over all their columns. These are the leaves of a hash
tree (RFC 9162 §2.1 has the idea; here each node is keyed), so that none can be put back alone; the tree's
root is tied to the newest entry of the record, so that the tree cannot be put back without it.
What is left is to put back the whole file, record and all.

A leaf is looked at before anything in it is believed, and sealed anew in the transaction that changed it.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from helpdesk_tui.store.keys import StoreKey, keyed, same
from helpdesk_tui.store.leaves import Leaf, leaves, named, rows
from helpdesk_tui.store.schema import seals, store
from helpdesk_tui.store.sqlite import layout, plainly, portions

_DEPTH = 3  # levels of sixteen below the root: 4096 groups of leaves
_AT_ONCE = 100  # paths that are looked at in one statement


class Altered(Exception):
    """Somebody without the key changed it: a leaf, or the tree and its tie to the record (None)."""

    def __init__(self, leaf: Leaf | None) -> None:
        super().__init__("altered")
        self.leaf = leaf


class Top(NamedTuple):
    """The top of the tree, and what it is tied to: the newest entry of the record, and all that is defined in
    the file, since a trigger would write whenever the desk does. None = there is none."""

    root: str | None
    state: str | None
    seq: int | None
    digest: str | None
    layout: str


class Seals:
    """The seals of one key. All is done within the caller's transaction."""

    def __init__(self, key: StoreKey) -> None:
        self._key = key.derive("seals")
        self._at_the_end = False  # of filling a store that was empty

    def check(self, connection: Connection, *wanted: Leaf) -> None:
        """Raises `Altered` where a leaf is not what was sealed."""
        if self._at_the_end:
            return
        top = newest(connection)
        if not self._is_bound(top):
            raise Altered(None)
        for some in portions(wanted, _AT_ONCE):
            groups = _groups(connection, some)
            self._check_groups(groups, top.root)
            for leaf in some:
                sealed, found = groups[_path(leaf)[-1]].get(leaf.name), rows(connection, leaf)
                if (sealed, found) != (None, []) and not same(sealed, self._value(leaf, found)):
                    raise Altered(leaf)

    @contextmanager
    def changing(self, connection: Connection, *wanted: Leaf) -> Iterator[None]:
        """Check the leaves, and seal them anew at the end. Raises as `check`; not within itself for the same
        leaf."""
        changed = tuple(dict.fromkeys(wanted))  # many attempts are of one day
        self.check(connection, *changed)
        yield
        if not self._at_the_end:
            self._seal(connection, changed)

    def altered(self, connection: Connection) -> list[Leaf | None]:
        """All that is not what was sealed, what has vanished too."""
        if not self._is_bound(newest(connection)):
            return [None]
        bottom = select(seals.c.name).where(seals.c.parent.like("_" * _DEPTH))
        sealed = (named(name) for name in connection.execute(bottom).scalars().all())
        found: list[Leaf | None] = []
        for leaf in sorted({*leaves(connection), *sealed}, key=lambda leaf: leaf.name):
            try:
                self.check(connection, leaf)
            except Altered as altered:
                found.append(altered.leaf)
        return found

    def seal_all(self, connection: Connection) -> int:
        """Seal whatever is there, with this key; how many leaves that are. For the first time, after a change
        of the key, or where somebody takes the responsibility."""
        connection.execute(delete(seals))
        connection.execute(update(store).values(root=self._node("", {})))
        found = tuple(leaves(connection))
        self._seal(connection, found)
        return len(found)

    @contextmanager
    def filling(self, connection: Connection) -> Iterator[None]:
        """Nothing is sealed before the end, and then all that is there: only for a store in which there is
        nothing yet, else `ValueError`, so that nobody's rows are blessed by it."""
        if any(True for _ in leaves(connection)):
            raise ValueError("something is in the store")
        self._at_the_end = True
        try:
            yield
        finally:
            self._at_the_end = False
        self.seal_all(connection)

    @contextmanager
    def laying_out(self, connection: Connection) -> Iterator[None]:
        """While a migration defines tables anew: what it defines is tied to the tree, if what was defined
        before was. Nothing that was altered becomes whole by it."""
        was_bound = self._is_bound(newest(connection))
        yield
        if was_bound:
            connection.execute(update(store).values(state=self._tie(newest(connection))))

    def retied(self, top: Top, seq: int, digest: str) -> str | None:
        """The tie of the tree to a new entry of the record; None if it was not tied to the one before."""
        return self._tie(top._replace(seq=seq, digest=digest)) if self._is_bound(top) else None

    def _seal(self, connection: Connection, changed: Sequence[Leaf]) -> None:
        root = newest(connection).root
        for some in portions(changed, _AT_ONCE):
            groups = _groups(connection, some)
            self._check_groups(groups, root)
            written: dict[str, tuple[str, str]] = {}
            for leaf in some:
                written[leaf.name] = (_path(leaf)[-1], self._value(leaf, rows(connection, leaf)))
            for level in range(_DEPTH, -1, -1):
                for name, (parent, value) in written.items():
                    if len(parent) == level:
                        groups[parent][name] = value
                for parent in {_path(leaf)[level] for leaf in some} - {""}:
                    written[parent] = (parent[:-1], self._node(parent, groups[parent]))
            root = self._node("", groups[""])
            _write(connection, written)
        tie = self._tie(newest(connection)._replace(root=root))
        connection.execute(update(store).values(root=root, state=tie))

    def _check_groups(self, groups: dict[str, dict[str, str]], root: object) -> None:
        for parent, members in groups.items():
            sealed = groups[parent[:-1]].get(parent) if parent else root
            if sealed is None and not members:
                continue
            if not same(sealed, self._node(parent, members)):
                raise Altered(None)

    def _is_bound(self, top: Top) -> bool:
        return top.root is not None and same(top.state, self._tie(top))

    def _value(self, leaf: Leaf, found: list[list[object]]) -> str:
        return self._mac("leaf", leaf.name, *sorted(json.dumps(row, default=_hex) for row in found))

    def _node(self, parent: str, members: dict[str, str]) -> str:
        return self._mac("node", parent, *(f"{name} {value}" for name, value in sorted(members.items())))

    def _tie(self, top: Top) -> str:
        return self._mac("tie", str(top.root), str(top.seq), str(top.digest), top.layout)

    def _mac(self, *parts: str) -> str:
        return keyed(self._key, *parts)


_MEMBERS = select(seals.c.parent, seals.c.name, seals.c.value).where(
    seals.c.parent.in_(bindparam("parents", expanding=True))
)
_NEWEST = (
    "SELECT root, state, seq, digest FROM store"
    " LEFT JOIN (SELECT seq, digest FROM audit ORDER BY seq DESC LIMIT 1) ON 1 = 1"
)


def newest(connection: Connection) -> Top:
    ((root, state, seq, digest),) = plainly(connection, _NEWEST)
    return Top(root, state, seq, digest, layout(connection))


def _path(leaf: Leaf) -> list[str]:
    """The groups above a leaf, from the root ("") down."""
    digest = hashlib.sha256(leaf.name.encode(errors="surrogatepass")).hexdigest()
    return [digest[:level] for level in range(_DEPTH + 1)]


def _groups(connection: Connection, some: Sequence[Leaf]) -> dict[str, dict[str, str]]:
    """Each group above these leaves, with its members and their values."""
    found: dict[str, dict[str, str]] = {parent: {} for leaf in some for parent in _path(leaf)}
    for parent, name, value in connection.execute(_MEMBERS, {"parents": list(found)}).all():
        found[parent][name] = value
    return found


def _write(connection: Connection, written: dict[str, tuple[str, str]]) -> None:
    connection.execute(delete(seals).where(seals.c.name.in_(list(written))))
    new = [{"name": name, "parent": parent, "value": value} for name, (parent, value) in written.items()]
    connection.execute(insert(seals), new)


def _hex(value: bytes) -> dict[str, str]:
    return {"hex": value.hex()}
