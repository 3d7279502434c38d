"""Stores of the demo for tests: made once and copied, since its people take half a second to register."""

import atexit
import io
import pickle
import shutil
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.demo.directory import DemoDirectory
from helpdesk_tui.demo.phones import Phones
from helpdesk_tui.demo.registered_methods import register_methods
from helpdesk_tui.desk.ports import Clock, MethodStore, Randomness
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import KeySource, OpenStores, StoreKey, open_store

KEY = StoreKey(bytes(range(32)), KeySource.FILE)
_SERVES = 240  # seconds: one of the people has just begun to register, which ends after fifteen minutes

Register = Callable[[MethodStore, DemoDirectory, Clock, Randomness], Phones]


def registered(
    path: Path, directory: DemoDirectory, register: Register = register_methods
) -> tuple[OpenStores, Phones]:
    """As `embedded.registered`: the same people have the same methods, in a store and phones of their own."""
    made, phones = _made(register, int(time.monotonic() / _SERVES))
    path.parent.mkdir(mode=0o700, exist_ok=True)
    shutil.copyfile(made, path)
    path.chmod(0o600)
    opened = open_store(path, KEY, SystemClock(), SystemChance(), durable=False)
    return opened, pickle.loads(phones)  # noqa: S301 - ours


@cache
def _made(register: Register, _: int) -> tuple[Path, bytes]:
    place = Path(tempfile.mkdtemp(prefix="helpdesk-tui-test-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    clock, randomness = SystemClock(), SystemChance()
    directory = DemoDirectory(clock, randomness, "GB")
    with open_store(place / "desk.db", KEY, clock, randomness, durable=False) as opened, opened.filling():
        phones = register(opened.methods, directory, clock, randomness)
    written = io.BytesIO()
    _WithSecrets(written).dump(phones)
    return place / "desk.db", written.getvalue()


class _WithSecrets(pickle.Pickler):
    """Writes what no `Secret` lets anybody write."""

    def reducer_override(self, value: object) -> object:
        return (Secret, (value.reveal(),)) if isinstance(value, Secret) else NotImplemented
