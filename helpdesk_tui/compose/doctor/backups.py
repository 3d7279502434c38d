"""Copies of the store: whether there is a young one, in a place for the desk alone."""

import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from helpdesk_tui.desk.diagnosis import Check, Finding, Level, failed, skipped
from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.ports import Clock
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import _
from helpdesk_tui.lengths import span
from helpdesk_tui.store.existing import Standing, begun_at, standing_at
from helpdesk_tui.store.place import check_private
from helpdesk_tui.text import clean

_SECONDS = 10.0
_LATE, _FORGOTTEN = timedelta(days=2), timedelta(days=8)
"""One a night is usual; a week of nights without one is no accident."""
_MOST_FILES = 10_000


def backups_check(folder: Path | None, store: Path, clock: Clock) -> Check:
    return Check("backups", partial(look_at_backups, folder, store, clock), _SECONDS)


def look_at_backups(folder: Path | None, store: Path, clock: Clock) -> Iterator[Finding]:
    if folder is None:
        yield skipped("backups", problem("doctor-no-backups"))
        return
    where = clean(str(folder))
    try:
        check_private(folder)
        newest = _newest(folder)
    except StoreUnavailable as error:
        yield failed("backups", error.problem)
        return
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        remedy = _("Correct [store] backups, or make the directory for the desk's account alone.")
        yield Finding(
            "backups", Level.FAILED, _("{where} cannot be read: {why}.", where=where, why=why), remedy
        )
        return
    if newest is None:
        yield _none(where, store, clock.now())
        return
    yield _age(clock.now() - newest)


def _none(where: str, store: Path, now: datetime) -> Finding:
    """One that is due by now is missing; none is due of a store that is not there yet or new."""
    remedy = _("Make one now: docs/deploy.md has a timer for it.")
    try:
        is_new = standing_at(store) is Standing.ABSENT or _is_new(begun_at(store), now)
    except StoreUnavailable:  # the check of the store says why
        is_new = False
    if is_new:
        said = _("The store is new, and there is no copy of it in {where} yet.", where=where)
        return Finding("backups", Level.WARNING, said, remedy)
    return Finding(
        "backups", Level.FAILED, _("There is no copy of the store in {where}.", where=where), remedy
    )


def _is_new(begun: datetime | None, now: datetime) -> bool:
    return begun is None or now - begun < _LATE


def _newest(folder: Path) -> datetime | None:
    """When the youngest copy was written. Raises `OSError`."""
    times = [0.0]
    for number, path in enumerate(folder.iterdir()):
        if number >= _MOST_FILES:
            break
        facts = path.lstat()
        if path.suffix == ".db" and stat.S_ISREG(facts.st_mode) and facts.st_size:
            times.append(facts.st_mtime)
    return datetime.fromtimestamp(max(times), UTC) if max(times) else None


def _age(age: timedelta) -> Finding:
    said = _("The newest copy of the store is {length} old.", length=span(max(age, timedelta())))
    if age < _LATE:
        return Finding("backups", Level.OK, said)
    level = Level.WARNING if age < _FORGOTTEN else Level.FAILED
    return Finding("backups", level, said, _("See why its timer made no newer one: docs/deploy.md."))
