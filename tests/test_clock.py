"""The one place that takes time and randomness."""

import base64
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import helpdesk_tui
from helpdesk_tui.clock import SystemChance, SystemClock


def test_the_clock_gives_the_present_in_utc() -> None:
    now = SystemClock().now()
    assert now.utcoffset() == timedelta(0)
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)


def test_base_32_holds_the_asked_number_of_bytes_without_padding() -> None:
    text = SystemChance().base32(20)
    assert len(base64.b32decode(text)) == 20
    text = SystemChance().base32(12)
    assert "=" not in text
    assert len(base64.b32decode(text + "====")) == 12


def test_nothing_comes_twice() -> None:
    randomness = SystemChance()
    assert len({randomness.token(16) for _ in range(100)}) == 100
    assert len({randomness.base32(16) for _ in range(100)}) == 100


def test_below_reaches_every_number_and_no_other() -> None:
    randomness = SystemChance()
    assert {randomness.below(4) for _ in range(400)} == {0, 1, 2, 3}


def test_no_other_module_takes_time_or_randomness() -> None:
    taken = re.compile(
        r"datetime\.(now|utcnow|today)\(|\btime\.time\(|^\s*(import|from) (secrets|random)\b|os\.urandom",
        re.MULTILINE,
    )
    house = Path(helpdesk_tui.__file__).parent
    takers = {str(file.relative_to(house)) for file in house.rglob("*.py") if taken.search(file.read_text())}
    assert takers == {"clock.py"}
