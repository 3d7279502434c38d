"""A demo directory with a clock to turn and randomness that repeats itself."""

import base64
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from writing import a_change, write

from helpdesk_tui.demo.directory import DemoDirectory
from helpdesk_tui.demo.session import DemoSession
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.ports import Reply
from helpdesk_tui.secret import Secret


class TurnedClock:
    def __init__(self) -> None:
        self.at = datetime(2025, 3, 5, 14, 20, tzinfo=UTC)  # a Wednesday

    def now(self) -> datetime:
        return self.at

    def turn(self, **by: float) -> None:
        self.at += timedelta(**by)


class RepeatedChance:
    def __init__(self) -> None:
        self._random = random.Random(7)  # noqa: S311 - a test repeats itself

    def token(self, bytes_: int) -> str:
        return base64.urlsafe_b64encode(self._random.randbytes(bytes_)).decode()

    def base32(self, bytes_: int) -> str:
        return base64.b32encode(self._random.randbytes(bytes_)).decode().rstrip("=")

    def below(self, limit: int) -> int:
        return self._random.randrange(limit)


@dataclass
class Stage:
    """Everything a test plays with, and short words for it."""

    clock: TurnedClock = field(default_factory=TurnedClock)
    randomness: RepeatedChance = field(default_factory=RepeatedChance)

    def __post_init__(self) -> None:
        self.directory = DemoDirectory(self.clock, self.randomness)

    def session(self, login: str = "demo") -> DemoSession:
        return self.directory.sign_in(login, Secret(login))

    def read(self, login: str, by: str = "demo") -> Account:
        return self.session(by).read(self.directory.id_of(login))

    def change(self, login: str, by: str = "demo", **change: object) -> Reply:
        return write(self.session(by), self.directory.id_of(login), a_change(**change))

    def signs_in(self, login: str, password: str) -> str:
        return self.directory.sign_in_as_person(login, Secret(password))

    def changes(self, login: str, old: str, new: str) -> str:
        return self.directory.change_password(login, Secret(old), Secret(new))


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture(scope="module")
def still_stage() -> Stage:
    """For properties, whose examples share their fixtures: nothing may be written to it."""
    return Stage()
