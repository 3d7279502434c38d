"""What is made when it is first used, since importing it takes longer than painting a screen: adapters, and
for the full screen the desk itself."""

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from helpdesk_tui.console import Console, Greeting, LooksAround
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import problem

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from helpdesk_tui.desk.account import Person
    from helpdesk_tui.desk.operator import SignInBy
    from helpdesk_tui.desk.ports import (
        AttemptStore,
        AuditLog,
        ChallengeStore,
        Channel,
        Checked,
        ClearanceStore,
        Clock,
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
    from helpdesk_tui.desk.sign_in import SignIn
    from helpdesk_tui.secret import Secret

T = TypeVar("T")

WARM_UP_AFTER = 0.2  # seconds: the terminal has the first picture by then, and nobody has read it


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

    def __init__(self, directory: "Late[DirectoryPort]", before: Callable[[], object]) -> None:
        self._directory = directory
        self._before = before

    def sign_in(self, login: str, password: "Secret") -> "DirectorySession":
        self._before()
        return self._made().sign_in(login, password)

    def sign_in_with_ticket(self) -> "DirectorySession":
        self._before()
        return self._made().sign_in_with_ticket()

    def sign_in_as_service(self) -> "DirectorySession":
        self._before()
        return self._made().sign_in_as_service()

    def ticket_holder(self) -> str:
        return self._made().ticket_holder()

    def break_off(self) -> None:
        self._directory.close(lambda made: made.break_off())

    def _made(self) -> "DirectoryPort":
        try:
            return self._directory.get()
        except ClosedError:
            raise Refused(problem("signed-out")) from None


class LateStores:
    """`Stores` that are opened when one of them is first asked for."""

    def __init__(self, get: "Callable[[], Stores]") -> None:
        self._get = get

    @property
    def methods(self) -> "MethodStore":
        return self._get().methods

    @property
    def challenges(self) -> "ChallengeStore":
        return self._get().challenges

    @property
    def attempts(self) -> "AttemptStore":
        return self._get().attempts

    @property
    def clearances(self) -> "ClearanceStore":
        return self._get().clearances

    @property
    def reports(self) -> "ReportStore":
        return self._get().reports

    @property
    def feedback(self) -> "FeedbackStore":
        return self._get().feedback

    @property
    def audit(self) -> "AuditLog":
        return self._get().audit

    def together(self) -> "AbstractContextManager[None]":
        return self._get().together()

    def commit(self) -> None:
        self._get().commit()


class LateDelivery:
    """A `Delivery` that is made when it is first asked for."""

    def __init__(self, get: "Callable[[], Delivery]") -> None:
        self._get = get

    @property
    def channels(self) -> "frozenset[Channel]":
        return self._get().channels

    def send(self, message: "Message") -> "Delivered":
        return self._get().send(message)


class LateVerifier:
    """A `Verifier` that is made when it is first asked for."""

    def __init__(self, kind: str, get: "Callable[[], Mapping[str, Verifier]]") -> None:
        self._kind = kind
        self._get = get

    def login_of(self, person: "Person") -> str:
        return self._get()[self._kind].login_of(person)

    def check(self, login: str, code: "Secret", continuation: "Continuation | None" = None) -> "Checked":
        return self._get()[self._kind].check(login, code, continuation)


@dataclass(frozen=True, kw_only=True)
class LateConsole(Greeting):
    """A `Console` for the full screen, of which nothing but the greeting is there before it is needed."""

    clock: "Clock"
    by: "SignInBy"
    made: Late[Console]
    _left: list[Console] = field(default_factory=list)  # made, and broken off

    @property
    def sign_in(self) -> "SignIn":
        """Imports the desk. Raises `Refused` once the program ends."""
        try:
            return self.made.get().sign_in
        except ClosedError:
            raise Refused(problem("signed-out")) from None

    @property
    def doctor(self) -> LooksAround:
        """Of a console whose sign-in was used."""
        return self.made.get().doctor

    def warm_up(self) -> None:
        self.made.get().warm_up()

    def break_off(self) -> None:
        """As `Console.break_off`; what is not made by then is not made any more."""
        self.made.close(self._left.append)
        for each in self._left:
            each.break_off()

    def close(self) -> None:
        self.made.close(self._left.append)
        for each in self._left:
            each.close()


def try_each(*makers: Callable[[], object]) -> None:
    """What fails is left to the first real use, which says why."""
    for make in makers:
        with suppress(Exception):
            make()


def make_in_background(after_seconds: float, *makers: Callable[[], object]) -> None:
    """`try_each`, in a thread."""
    timer = threading.Timer(after_seconds, try_each, makers)
    timer.daemon = True
    timer.start()
