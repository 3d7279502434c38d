"""Adapters that are made when they are first used: importing theirs takes longer than painting a screen."""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Generic, TypeVar

from helpdesk_tui.desk.account import Person
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.ports import (
    AttemptStore,
    AuditLog,
    ChallengeStore,
    Channel,
    Checked,
    ClearanceStore,
    Continuation,
    Delivered,
    Delivery,
    DirectoryPort,
    DirectorySession,
    FeedbackStore,
    Message,
    MethodStore,
    ReportStore,
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
        return self._made().sign_in(login, password)

    def sign_in_with_ticket(self) -> DirectorySession:
        self._before()
        return self._made().sign_in_with_ticket()

    def sign_in_as_service(self) -> DirectorySession:
        self._before()
        return self._made().sign_in_as_service()

    def ticket_holder(self) -> str:
        return self._made().ticket_holder()

    def break_off(self) -> None:
        self._directory.close(lambda made: made.break_off())

    def _made(self) -> DirectoryPort:
        try:
            return self._directory.get()
        except ClosedError:
            raise Refused(problem("signed-out")) from None


class LateStores:
    """`Stores` that are opened when one of them is first asked for."""

    def __init__(self, get: Callable[[], Stores]) -> None:
        self._get = get

    @property
    def methods(self) -> MethodStore:
        return self._get().methods

    @property
    def challenges(self) -> ChallengeStore:
        return self._get().challenges

    @property
    def attempts(self) -> AttemptStore:
        return self._get().attempts

    @property
    def clearances(self) -> ClearanceStore:
        return self._get().clearances

    @property
    def reports(self) -> ReportStore:
        return self._get().reports

    @property
    def feedback(self) -> FeedbackStore:
        return self._get().feedback

    @property
    def audit(self) -> AuditLog:
        return self._get().audit


class LateDelivery:
    """A `Delivery` that is made when it is first asked for."""

    def __init__(self, get: Callable[[], Delivery]) -> None:
        self._get = get

    @property
    def channels(self) -> frozenset[Channel]:
        return self._get().channels

    def send(self, message: Message) -> Delivered:
        return self._get().send(message)


class LateVerifier:
    """A `Verifier` that is made when it is first asked for."""

    def __init__(self, kind: str, get: Callable[[], Mapping[str, Verifier]]) -> None:
        self._kind = kind
        self._get = get

    def login_of(self, person: Person) -> str:
        return self._get()[self._kind].login_of(person)

    def check(self, login: str, code: Secret, continuation: Continuation | None = None) -> Checked:
        return self._get()[self._kind].check(login, code, continuation)


def make_in_background(after_seconds: float, *makers: Callable[[], object]) -> None:
    """Call each in a thread. What fails is left to the first real use, which says why."""

    def run() -> None:
        for make in makers:
            with suppress(Exception):
                make()

    timer = threading.Timer(after_seconds, run)
    timer.daemon = True
    timer.start()
