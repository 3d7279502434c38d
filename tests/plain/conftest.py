"""A demo whose directory, inbox and callers are at hand, for the plain commands."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from plain.driving import POLICY, PlainDesk, Post

from helpdesk_tui import compose
from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.demo.callers import Callers
from helpdesk_tui.demo.directory import DemoDirectory
from helpdesk_tui.demo.phones import Phones
from helpdesk_tui.desk.method import MethodKind, OathSettings
from helpdesk_tui.desk.ports import NewSeed, Stores
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import KeySource, StoreKey, open_store

PEOPLE = ("ada.byron", "grace.okafor", "mia.santos")  # have an app


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[PlainDesk]:
    """The demo with a store that knows a few people's apps only, so that it opens fast."""
    clock, randomness = SystemClock(), SystemChance()
    directory, phones, post = DemoDirectory(clock, randomness, "GB"), Phones(clock), Post()
    key = StoreKey(bytes(range(32)), KeySource.FILE)
    with open_store(tmp_path / "store" / "desk.db", key, clock, randomness, durable=False) as opened:
        methods = phones.watch(opened.methods)
        for login in PEOPLE:
            account, since = directory.id_of(login), clock.now() - timedelta(days=30)
            seed = NewSeed(MethodKind.TOTP, "phone", Secret(randomness.base32(20)), OathSettings())
            method = methods.add_seed(account, seed, since)
            methods.accept_step(method, int(since.timestamp()) // 30, since, activate=True)
        demo = compose.for_demo()
        assert demo.demo
        reader = directory.sign_in("demo", Secret("demo"))
        callers = Callers(phones, post, account=reader.read, manager=reader.manager, region="GB")
        sign_in = replace(
            demo.sign_in,
            directory=directory,
            stores=Stores(
                methods=methods,
                challenges=opened.challenges,
                attempts=opened.attempts,
                clearances=opened.clearances,
                audit=opened.audit,
            ),
            policy=POLICY,
            delivery=post,
            pause=lambda seconds: None,
        )
        guide = replace(demo.demo, caller_says=callers.say)
        console = replace(demo, sign_in=sign_in, demo=guide)
        yield PlainDesk(console, directory, post, phones, capsys).started_in({})
        demo.close()
