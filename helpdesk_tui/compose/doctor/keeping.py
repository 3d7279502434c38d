"""The store and its key. None is made here, and no older store is brought up."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from helpdesk_tui.clock import SystemChance
from helpdesk_tui.compose.doctor.here import Computer
from helpdesk_tui.compose.opening import key_setting
from helpdesk_tui.config import Config
from helpdesk_tui.desk.diagnosis import Check, Finding, Level, failed, skipped
from helpdesk_tui.desk.ports import ChainHead
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import _
from helpdesk_tui.store import KeySource, StoreKey
from helpdesk_tui.store.existing import Standing, standing_at
from helpdesk_tui.store.key_search import exposed
from helpdesk_tui.store.looking import FoundKey, found_key, verified_at
from helpdesk_tui.text import clean

_SECONDS = 60.0
"""Within them a record of a hundred thousand entries is verified."""


def store_check(config: Config, path: Path, environ: Mapping[str, str], computer: Computer) -> Check:
    return Check("store", partial(look_at_store, config, path, environ, computer), _SECONDS)


def look_at_store(
    config: Config, path: Path, environ: Mapping[str, str], computer: Computer
) -> Iterator[Finding]:
    """Raises `StoreUnavailable`."""
    standing = standing_at(path)
    if standing is Standing.ABSENT:
        said = _("There is none at {path}: the first sign-in makes it, and its key.", path=clean(str(path)))
        yield Finding(
            "store",
            Level.WARNING,
            said,
            _("If there was one, find out who removed it before anybody signs in."),
        )
        return
    if config.store.key == KeySource.KEYRING and computer.open_keyring() is None:
        yield skipped("store", problem("doctor-keyring"))
        return
    setting = key_setting(config, environ)
    setting["open_keyring"] = computer.open_keyring
    found = found_key(path, SystemChance(), **setting)
    yield _key(config, found.key, path)
    if standing is Standing.EARLIER:
        said = _("It is of an earlier version, and the next sign-in brings it up.")
        yield Finding(
            "store", Level.WARNING, said, _("Copy {path} and its key before that.", path=clean(str(path)))
        )
        return
    head = verified_at(path, found.key, SystemChance())
    yield _opened(path, found)
    yield _record(head)


def _opened(path: Path, found: FoundKey) -> Finding:
    if found.is_unsettled:
        said = _("A change of its key broke off. Of the two keys that are there one opens it.")
        return Finding("store", Level.WARNING, said, _("Sign in once: that ends the change."))
    return Finding(
        "store", Level.OK, _("{path} opens with its key, and is of this version.", path=clean(str(path)))
    )


def _record(head: Problem | ChainHead | None) -> Finding:
    if isinstance(head, Problem):
        return failed("record", head)
    said = (
        _("Its chain is whole, up to entry {number}; what is sealed is as the desk left it.", number=head.seq)
        if head
        else _("It has no entry yet; what is sealed is as the desk left it.")
    )
    return Finding("record", Level.OK, said)


def _key(config: Config, key: StoreKey, path: Path) -> Finding:
    if key.source is KeySource.FILE and config.store.key != KeySource.FILE:
        remedy = _('Name a keyring or a credential in [store] key; or "file", where this is meant.')
        return Finding("store key", Level.WARNING, exposed(path), remedy)
    where = {
        KeySource.FILE: _("a file that its owner alone may read, as configured"),
        KeySource.KEYRING: _("the system's keyring"),
        KeySource.CREDENTIAL: _("a credential that was handed to this process"),
    }[key.source]
    return Finding("store key", Level.OK, _("It is kept in {where}.", where=where))
