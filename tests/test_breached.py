"""A list of breached passwords: found where it lies, whatever its size and its lines."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.breached import SortedHashes
from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.secret import Secret


def digest(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


def a_list(
    path: Path, passwords: list[str], *, counts: bool = True, end: str = "\n", last: bool = True
) -> SortedHashes:
    lines = [
        f"{each}:{number * 7919}" if counts else each
        for number, each in enumerate(sorted(map(digest, passwords)))
    ]
    path.write_bytes((end.join(lines) + (end if last and lines else "")).encode())
    return SortedHashes(path)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("breached") / "list.txt"


@pytest.mark.parametrize("count", [1, 2, 3, 10, 1000])
@pytest.mark.parametrize("form", [{}, {"counts": False}, {"end": "\r\n"}, {"last": False}], ids=str)
def test_each_of_the_list_is_found_and_nobody_else(place: Path, count: int, form: dict[str, object]) -> None:
    known = [f"password{number}" for number in range(count)]
    breached = a_list(place, known, **form)
    assert all(breached.holds(Secret(each)) for each in known)
    assert not any(breached.holds(Secret(f"other{number}")) for number in range(count))


@given(st.lists(st.text(min_size=1, max_size=8), unique=True, max_size=60), st.booleans())
def test_whatever_the_passwords_are(place: Path, passwords: list[str], counts: bool) -> None:
    texts = [each for each in passwords if each.isprintable()]
    half = len(texts) // 2
    breached = a_list(place, texts[:half], counts=counts)
    assert [breached.holds(Secret(each)) for each in texts] == [True] * half + [False] * (len(texts) - half)


def test_an_empty_list_holds_nobody(place: Path) -> None:
    assert not a_list(place, []).holds(Secret("password"))


def test_small_letters_are_the_same_digest(place: Path) -> None:
    place.write_text(f"{digest('password').lower()}:3\n")
    assert SortedHashes(place).holds(Secret("password"))


@pytest.mark.parametrize(
    "content",
    [
        b"x" * 10_000,
        b"password\n" * 50,
        b"\x00" * 5000,
        (b"0" * 39 + b"\n") * 20,
        (b"0" * 41 + b"\n") * 20,
        b"\n" * 3,
    ],
)
def test_what_is_no_such_list_is_said(place: Path, content: bytes) -> None:
    place.write_bytes(content)
    with pytest.raises(StoreUnavailable) as caught:
        SortedHashes(place).holds(Secret("password"))
    assert caught.value.problem.code == "breached-unreadable"
    assert str(place) in caught.value.problem.cause


def test_a_list_that_is_not_there_is_said(place: Path) -> None:
    with pytest.raises(StoreUnavailable):
        SortedHashes(place.parent / "nowhere.txt").holds(Secret("password"))
