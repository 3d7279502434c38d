"""A demo whose directory is at hand, for the plain commands."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from plain.driving import PlainDesk

from helpdesk_tui import compose
from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.demo.directory import DemoDirectory
from helpdesk_tui.demo.phones import Phones
from helpdesk_tui.desk.methods import TotpSettings
from helpdesk_tui.desk.ports import Stores
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import KeySource, StoreKey, open_store

PEOPLE = ("ada.byron", "grace.okafor", "mia.santos")  # have an app


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[PlainDesk]:
    """The demo with a store that knows a few people's apps only, so that it opens fast."""
    clock, chance = SystemClock(), SystemChance()
    directory, phones = DemoDirectory(clock, chance, "GB"), Phones(clock)
    key = StoreKey(bytes(range(32)), KeySource.FILE)
    with open_store(tmp_path / "store" / "desk.db", key, clock, chance) as opened:
        methods = phones.watch(opened.methods)
        for login in PEOPLE:
            account, since = directory.id_of(login), clock.now() - timedelta(days=30)
            seed = Secret(chance.base32(20))
            method = methods.add_totp(account, "phone", seed, TotpSettings(), since)
            methods.accept_step(method, int(since.timestamp()) // 30, since, activate=True)
        demo = compose.for_demo()
        assert demo.demo
        sign_in = replace(
            demo.sign_in,
            directory=directory,
            stores=Stores(methods, opened.attempts, opened.clearances, opened.audit),
            pause=lambda seconds: None,
        )
        guide = replace(demo.demo, caller_says=phones.phone_of)
        yield PlainDesk(replace(demo, sign_in=sign_in, demo=guide), directory, capsys)
        demo.close()
