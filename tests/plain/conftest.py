"""A demo whose directory, inbox and callers are at hand, for the plain commands."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import demo_store
import pytest
from plain.driving import POLICY, PlainDesk, Post
from statements import statements_are_compiled_once

from helpdesk_tui import compose
from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.demo.callers import Callers
from helpdesk_tui.demo.directory import DemoDirectory
from helpdesk_tui.demo.phones import Phones
from helpdesk_tui.desk.method import MethodKind, OathSettings
from helpdesk_tui.desk.ports import Clock, MethodStore, NewSeed, Randomness
from helpdesk_tui.secret import Secret

__all__ = ["statements_are_compiled_once"]

PEOPLE = ("ada.byron", "grace.okafor", "mia.santos")  # have an app


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[PlainDesk]:
    """The demo with a store that knows a few people's apps only."""
    directory, post = DemoDirectory(SystemClock(), SystemChance(), "GB"), Post()
    opened, phones = demo_store.registered(tmp_path / "store" / "desk.db", directory, register_few)
    with opened:
        methods = phones.watch(opened.methods)
        demo = compose.for_demo()
        assert demo.demo
        reader = directory.sign_in("demo", Secret("demo"))
        callers = Callers(phones, post, account=reader.read, manager=reader.manager, region="GB")
        sign_in = replace(
            demo.sign_in,
            directory=directory,
            stores=replace(opened, methods=methods),
            policy=POLICY,
            delivery=post,
            pause=lambda seconds: None,
        )
        guide = replace(demo.demo, caller_says=callers.say)
        console = replace(demo, sign_in=sign_in, demo=guide)
        yield PlainDesk(console, directory, post, phones, capsys).started_in({})
        demo.close()


def register_few(
    methods: MethodStore, directory: DemoDirectory, clock: Clock, randomness: Randomness
) -> Phones:
    phones = Phones(clock)
    watched = phones.watch(methods)
    since = clock.now() - timedelta(days=30)
    for login in PEOPLE:
        account = directory.id_of(login)
        seed = NewSeed(MethodKind.TOTP, "phone", Secret(randomness.base32(20)), OathSettings())
        method = watched.add_seed(account, seed, since)
        watched.accept_step(method, int(since.timestamp()) // 30, since, activate=True)
    return phones
