"""One database, its transactions, and the one place where its errors become problems."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import chain
from pathlib import Path

from sqlalchemy import Connection, insert, select, update

from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.ports import Clock, Randomness
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.store import schema, sqlite
from helpdesk_tui.store.altered import altered_problem
from helpdesk_tui.store.hashing import seal_peppered
from helpdesk_tui.store.in_use import InUse
from helpdesk_tui.store.joined import Joined
from helpdesk_tui.store.keys import StoreKey
from helpdesk_tui.store.leaves import Leaf
from helpdesk_tui.store.sealing import Sealer
from helpdesk_tui.store.sealing_up import seal_up
from helpdesk_tui.store.seals import Altered, Seals
from helpdesk_tui.store.version import is_ready, key_id_in, key_id_of, migrate, version_of
from helpdesk_tui.text import clean

BUSY_SECONDS = 10.0

_SEALED = "0005"
"""The version from which on there are seals."""

FindLeaves = Callable[[Connection], Iterable[Leaf]]


class _Here(threading.local):
    """What this thread is in."""

    held: Connection | None = None  # the transaction that all others are part of
    step: Joined | None = None


class Database:
    """A store that is open. Safe for several threads; no two are in one transaction."""

    seals: Seals  # once it is brought up

    def __init__(self, path: Path, busy_seconds: float = BUSY_SECONDS, *, durable: bool = True) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self._key_id: str | None = None
        self.on_altered: Callable[[Leaf | None], None] = lambda _: None  # may write to the store
        self.before_upgrade: Callable[[], None] = lambda: None  # of an older store; may refuse it
        self.in_use: InUse | None = None
        self._noted: set[Leaf | None] = set()
        self._here = _Here()
        self._engine = sqlite.engine(path, busy_seconds, durable=durable)

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Every error of the database or the system leaves as `StoreUnavailable`."""
        try:
            yield
        except sqlite.ERRORS as error:
            # `from None`: the statement's parameters may be secrets
            raise StoreUnavailable(sqlite.problem_of(error, self.path)) from None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the store. Raises `StoreUnavailable`."""
        if self._here.held is not None:
            yield self._here.held
            return
        with self._told(), self.explained(), self._seen() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that no other writer can come between; on disk when it ends, or when the step does.
        Raises `StoreUnavailable`: then nothing was written."""
        if self._here.held is not None:
            yield self._here.held
            return
        step = self._here.step
        with self._told(), self.explained(), step.part() if step else self._begun() as connection:
            yield connection

    @contextmanager
    def together(self) -> Iterator[None]:
        """As `ports.Stores.together`; within itself it is the outer one's."""
        if self._here.step is not None:
            yield
            return
        self._here.step = Joined(self._begun)
        try:
            yield
        finally:
            try:
                self.commit()
            finally:
                self._here.step = None

    def commit(self) -> None:
        """As `ports.Stores.commit`."""
        if self._here.step is not None:
            with self.explained():
                self._here.step.commit()

    @property
    def is_held_up(self) -> bool:
        """Whether others wait for this thread's step."""
        return self._here.step is not None and self._here.step.is_begun

    @contextmanager
    def at_once(self) -> Iterator[Connection]:
        """`writing`, and all that this thread reads or writes within it is part of this one transaction:
        where it breaks off, nothing was written."""
        with self.writing() as connection:
            self._here.held = connection
            try:
                yield connection
            finally:
                self._here.held = None

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        with self._engine.begin() as connection:
            self._check_key(connection)
            yield connection

    @contextmanager
    def _seen(self) -> Iterator[Connection]:
        """What this step has written is seen in it."""
        step = self._here.step
        if step and step.is_begun:
            with step.part(reads=True) as connection:
                yield connection
            return
        with self._engine.connect() as connection:
            connection.execution_options(reading=True)
            with connection.begin():
                self._check_key(connection)
                yield connection

    @contextmanager
    def changing(self, *wanted: Leaf | FindLeaves) -> Iterator[Connection]:
        """`writing` of what is sealed: these leaves, or those that a row tells, are looked at first, and
        sealed anew at the end. Raises `StoreUnavailable`: then nothing was written."""
        with self.writing() as connection:
            found = [each(connection) if callable(each) else (each,) for each in wanted]
            with self.seals.changing(connection, *chain.from_iterable(found)):
                yield connection

    def bring_up(self, key: StoreKey, clock: Clock, randomness: Randomness) -> None:
        """Make or migrate the tables where needed, and see that the key fits, now and in each transaction.

        Raises `StoreUnavailable` (key-wrong, key-changed, store-too-new, store-damaged, …); a store that
        another key made is not touched.
        """
        self.seals = Seals(key)
        self._make_ready(key, clock, randomness)
        self._key_id = key.id

    def look_with(self, key: StoreKey) -> None:
        """Instead of `bring_up`, of a store that is ready: it stays as it is. Raises `StoreUnavailable`."""
        self.seals = Seals(key)
        with self.reading() as connection:
            if not is_ready(connection, key.id):
                raise StoreUnavailable(problem("store-damaged", path=clean(str(self.path))))
        self._key_id = key.id

    def _make_ready(self, key: StoreKey, clock: Clock, randomness: Randomness) -> None:
        with self.reading() as connection:
            if is_ready(connection, key.id):
                return
            is_older = version_of(connection) is not None
        if is_older:
            self.before_upgrade()
        self.keep_log()
        with self.writing() as connection:
            if is_ready(connection, key.id):  # another process was faster
                return
            sealer = Sealer(key, randomness)
            version = version_of(connection)
            if version is None:
                schema.make(connection)
            else:
                with self.seals.laying_out(connection) if version >= _SEALED else nullcontext():
                    migrate(connection, seal_peppered(sealer, key.derive("recovery codes")))
            if key_id_in(connection) is None:
                row = {"id": 1, "key_id": key.id, "made_at": clock.now()}
                connection.execute(insert(schema.store).values(row))
            if connection.execute(select(schema.store.c.root)).scalar() is None:
                seal_up(connection, key, sealer, clock.now())

    def change_key(self, connection: Connection, key: StoreKey) -> None:
        """Another key opens the store once this transaction is through."""
        connection.execute(update(schema.store).values(key_id=key.id))

    def fold_log(self) -> None:
        """Empty the log: what was there before a change shall lie nowhere."""
        with self.explained():
            sqlite.fold_log(self._engine)

    def faults(self) -> list[str]:
        """What is wrong in the file itself. Raises `StoreUnavailable`."""
        with self.explained():
            return sqlite.faults(self._engine)

    def keep_log(self) -> None:
        """From now on with a log beside it, as a store in use has one. Raises `StoreUnavailable`."""
        with self.explained():
            sqlite.keep_log(self._engine, self._busy_seconds)

    def close(self) -> None:
        self._engine.dispose()
        if self.in_use is not None:
            self.in_use.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What another hand changed is recorded once, and refused each time."""
        try:
            yield
        except Altered as altered:
            if altered.leaf is None:  # a trigger that was planted is in force while this connection is open
                self._engine.dispose()
            if altered.leaf not in self._noted:
                self._noted.add(altered.leaf)
                self.on_altered(altered.leaf)
            raise StoreUnavailable(altered_problem([altered.leaf])) from None

    def _check_key(self, connection: Connection) -> None:
        """A process that was started before the key was changed would write what nobody can read."""
        if self._key_id is not None and key_id_of(connection) != self._key_id:
            raise StoreUnavailable(problem("key-changed"))
