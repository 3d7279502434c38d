"""The console on the embedded demo."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.compose.greeting import greeting_of_demo
from helpdesk_tui.compose.import_files import read_import
from helpdesk_tui.compose.late_doctor import LateDoctor
from helpdesk_tui.compose.owner import begin_as_owner, expiring_as_service
from helpdesk_tui.compose.way_in import way_in
from helpdesk_tui.console import Console
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.ports import DirectoryPort, Stores
from helpdesk_tui.late import Late, LateDirectory, LateStores, try_each
from helpdesk_tui.secret import Secret

if TYPE_CHECKING:
    from helpdesk_tui.demo.colleague import Colleague
    from helpdesk_tui.demo.directory import DemoDirectory
    from helpdesk_tui.demo.inbox import Inbox
    from helpdesk_tui.demo.phones import Phones
    from helpdesk_tui.store import OpenStores

_DEMO_REGION = "GB"


def for_demo(environ: Mapping[str, str] = os.environ) -> Console:
    """The console on the embedded demo: fictional people, and a store that is gone after `close`."""
    from helpdesk_tui.demo.colleague import Colleague
    from helpdesk_tui.demo.directory import DemoDirectory
    from helpdesk_tui.demo.groups import AUDITORS, OPERATORS, REGISTRARS, SUPERVISORS
    from helpdesk_tui.demo.inbox import Inbox
    from helpdesk_tui.demo.policy import demo_policy

    directory, inbox = DemoDirectory(SystemClock(), SystemChance(), _DEMO_REGION), Inbox()
    colleague = Colleague(lambda: sign_in)
    store = Late(lambda: _DemoStore(directory, inbox, colleague))

    def caller_says(account: AccountId, kind: MethodKind | None) -> str | None:
        return store.get().callers.say(account, kind)

    def close() -> None:
        colleague.leave()
        store.close(lambda opened: opened.remove())

    sign_in = way_in(
        LateDirectory(Late[DirectoryPort](lambda: directory), before=store.get),
        LateStores(lambda: store.get().stores),
        policy=demo_policy(_DEMO_REGION),
        roles={
            Role.OPERATOR: (OPERATORS,),
            Role.REGISTRAR: (REGISTRARS,),
            Role.SUPERVISOR: (SUPERVISORS,),
            Role.AUDITOR: (AUDITORS,),
        },
        delivery=inbox,
        is_elevated=lambda: False,
        environ=environ,
    )
    return Console(
        **vars(greeting_of_demo(caller_says)),
        sign_in=sign_in,
        begin_as_owner=begin_as_owner(sign_in, environ),
        expiring_as_service=expiring_as_service(sign_in, environ),
        close=close,
        read_import=read_import,
        warm_up=lambda: try_each(store.get),
        doctor=LateDoctor(None, environ),
    )


def registered(path: Path, directory: "DemoDirectory") -> tuple["OpenStores", "Phones"]:
    """A new store in which the directory's people have their methods, and the phones that know them."""
    from helpdesk_tui.demo.registered_methods import register_methods
    from helpdesk_tui.store import KeySource, StoreKey, open_store

    clock, randomness = SystemClock(), SystemChance()
    key = StoreKey(randomness.below(1 << 256).to_bytes(32, "big"), KeySource.FILE)
    opened = open_store(path, key, clock, randomness, durable=False)
    with opened.filling():
        return opened, register_methods(opened.methods, directory, clock, randomness)


class _DemoStore:
    """A store in a directory of its own, with the callers' methods registered."""

    def __init__(self, directory: "DemoDirectory", inbox: "Inbox", colleague: "Colleague") -> None:
        from helpdesk_tui.demo.callers import Callers
        from helpdesk_tui.demo.directory import START_PASSWORD

        clock = SystemClock()
        self._place = Path(tempfile.mkdtemp(prefix="helpdesk-tui-demo-"))
        try:
            opened, phones = registered(self._place / "desk.db", directory)
        except BaseException:
            shutil.rmtree(self._place, ignore_errors=True)
            raise
        self._opened = opened
        reader = directory.sign_in("demo", Secret("demo"))

        def asked_by(account: AccountId) -> str:
            held = opened.clearances.held(account, clock.now())
            return held.operator_login if held else ""

        self.callers = Callers(
            phones,
            inbox,
            account=reader.read,
            manager=reader.manager,
            region=_DEMO_REGION,
            first_password=START_PASSWORD,
            asked_by=asked_by,
        )
        self.stores: Stores = replace(
            opened, methods=phones.watch(opened.methods), clearances=colleague.watch(opened.clearances)
        )

    def remove(self) -> None:
        self._opened.close()
        shutil.rmtree(self._place, ignore_errors=True)
