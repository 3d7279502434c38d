"""Before an older store is brought up: that is tried on a copy, and the store as it was is kept beside."""

from contextlib import suppress
from pathlib import Path

from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.ports import Clock, Randomness
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.store.copies import draft_of, explained, name_of, opened
from helpdesk_tui.store.key_files import sync_directory
from helpdesk_tui.store.keys import StoreKey
from helpdesk_tui.text import clean

_OF_THE_SYSTEM = frozenset({"store-full", "store-unwritable", "store-locked"})


def try_on_a_copy(path: Path, key: StoreKey, clock: Clock, randomness: Randomness) -> None:
    """Raises `StoreUnavailable` (store-upgrade-failed, store-full, …): then the store is as it was, and the
    program that it is of may go on with it."""
    with draft_of(path, path, randomness) as kept:
        try:
            _try(kept, key, clock, randomness)
        except StoreUnavailable as error:
            if error.problem.code in _OF_THE_SYSTEM:
                raise
            raise StoreUnavailable(problem("store-upgrade-failed", reason=error.problem.cause)) from None
        with explained(path), suppress(FileExistsError):  # another process was as fast
            path.with_name(f"{name_of(path, clock.now())}.before-upgrade").hardlink_to(kept)
            sync_directory(path)


def _try(kept: Path, key: StoreKey, clock: Clock, randomness: Randomness) -> None:
    with (
        draft_of(kept, kept, randomness) as trial,
        opened(trial, key, clock, randomness) as (database, audit),
    ):
        if database.faults():
            raise StoreUnavailable(problem("store-damaged", path=clean(str(kept))))
        audit.open_intents()
        audit.verify()  # what it finds was there before; that it can look is what counts
