"""Adapters that are made when they are first used: importing theirs takes longer than painting a screen."""

import threading
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from functools import partial
from typing import Generic, TypeVar, cast

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.ports import (
    AttemptStore,
    AuditLog,
    ChallengeStore,
    ClearanceStore,
    Delivery,
    DirectoryPort,
    DirectorySession,
    MethodStore,
    Stores,
    Verifier,
)
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret

T = TypeVar("T")

WARM_UP_AFTER = 1.0  # seconds: by then the screen is painted, and the password not yet typed


class ClosedError(RuntimeError):
    """It is too late to make it."""


class Late(Generic[T]):
    """Something made when it is first asked for, by one thread; made again after a failure."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: list[T] = []
        self._closed = False
        self._lock = threading.Lock()

    def get(self) -> T:
        """Raises what making it raises, and `ClosedError` after `close`."""
        with self._lock:
            if self._closed:
                raise ClosedError
            if not self._made:
                self._made.append(self._make())
            return self._made[0]

    def close(self, end: Callable[[T], None]) -> None:
        """End what was made; nothing is made afterwards. May be called twice."""
        with self._lock:
            self._closed = True
            while self._made:
                end(self._made.pop())


class LateDirectory:
    """A `DirectoryPort` that is made at the first sign-in, after `before`."""

    def __init__(self, directory: Late[DirectoryPort], before: Callable[[], object]) -> None:
        self._directory = directory
        self._before = before

    def sign_in(self, login: str, password: Secret) -> DirectorySession:
        self._before()
        try:
            directory = self._directory.get()
        except ClosedError:
            raise Refused(problem("signed-out")) from None
        return directory.sign_in(login, password)

    def break_off(self) -> None:
        self._directory.close(lambda made: made.break_off())


class _LatePort:
    """Any port: its adapter is asked for at each call."""

    def __init__(self, adapter: Callable[[], object]) -> None:
        self._adapter = adapter

    def __getattr__(self, name: str) -> object:
        return getattr(self._adapter(), name)


def late_stores(get: Callable[[], Stores]) -> Stores:
    """The ports of a store that `get` opens at the first call of any of them."""
    return Stores(
        methods=cast(MethodStore, _LatePort(lambda: get().methods)),
        challenges=cast(ChallengeStore, _LatePort(lambda: get().challenges)),
        attempts=cast(AttemptStore, _LatePort(lambda: get().attempts)),
        clearances=cast(ClearanceStore, _LatePort(lambda: get().clearances)),
        audit=cast(AuditLog, _LatePort(lambda: get().audit)),
    )


def late_delivery(get: Callable[[], Delivery]) -> Delivery:
    """What `get` makes at the first call."""
    return cast(Delivery, _LatePort(get))


def late_verifiers(
    kinds: Collection[str], get: Callable[[], Mapping[str, Verifier]]
) -> Mapping[str, Verifier]:
    """Those of `kinds`, which `get` makes at the first call of any of them."""
    return {kind: cast(Verifier, _LatePort(partial(_of_kind, kind, get))) for kind in kinds}


def _of_kind(kind: str, get: Callable[[], Mapping[str, Verifier]]) -> Verifier:
    return get()[kind]


def make_in_background(after_seconds: float, *makers: Callable[[], object]) -> None:
    """Call each in a thread. What fails is left to the first real use, which says why."""

    def run() -> None:
        for make in makers:
            with suppress(Exception):
                make()

    timer = threading.Timer(after_seconds, run)
    timer.daemon = True
    timer.start()
