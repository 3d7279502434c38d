"""The demo's store for tests: made once and copied, since its people take half a second to register."""

import atexit
import io
import pickle
import shutil
import tempfile
import time
from functools import cache
from pathlib import Path

from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.demo.directory import DemoDirectory
from helpdesk_tui.demo.phones import Phones
from helpdesk_tui.demo.registered_methods import register_methods
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import KeySource, OpenStores, StoreKey, open_store

KEY = StoreKey(bytes(range(32)), KeySource.FILE)
_SERVES = 240  # seconds: one of the people has just begun to register, which ends after fifteen minutes


def registered(path: Path, directory: DemoDirectory) -> tuple[OpenStores, Phones]:
    """In place of `embedded.registered`: the same people have the same methods, in a store of their own."""
    made, phones = _made(int(time.monotonic() / _SERVES))
    shutil.copyfile(made, path)
    path.chmod(0o600)
    opened = open_store(path, KEY, SystemClock(), SystemChance(), durable=False)
    return opened, pickle.loads(phones)  # noqa: S301 - ours


@cache
def _made(_: int) -> tuple[Path, bytes]:
    place = Path(tempfile.mkdtemp(prefix="helpdesk-tui-test-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    clock, randomness = SystemClock(), SystemChance()
    directory = DemoDirectory(clock, randomness, "GB")
    with open_store(place / "desk.db", KEY, clock, randomness, durable=False) as opened, opened.filling():
        phones = register_methods(opened.methods, directory, clock, randomness)
    written = io.BytesIO()
    _WithSecrets(written).dump(phones)
    return place / "desk.db", written.getvalue()


class _WithSecrets(pickle.Pickler):
    """Writes what no `Secret` lets anybody write."""

    def reducer_override(self, value: object) -> object:
        return (Secret, (value.reveal(),)) if isinstance(value, Secret) else NotImplemented
