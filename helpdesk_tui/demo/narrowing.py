"""Whom alone a search is for, in the demo directory."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from helpdesk_tui.demo.domain import DemoDomain
from helpdesk_tui.demo.entries import DemoEntry
from helpdesk_tui.demo.groups import find_group
from helpdesk_tui.demo.searching import fold
from helpdesk_tui.demo.views import summary_of
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.names import dn_parts, is_within
from helpdesk_tui.desk.narrowing import Narrowing
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.text import clean

Fits = Callable[[DemoEntry], bool]

_BETWEEN_WORDS = re.compile(r"[\W_]+")


def narrower(domain: DemoDomain, only: Narrowing, containers: Sequence[str], base: str) -> Fits:
    """Who is left; `containers`: DNs of what may hold somebody; `base` bounds what is seen. Raises `Refused`
    (unit-not-found, group-not-found)."""
    demanded: list[Fits] = [
        *(_in_department(text) for text in only.departments),
        *(_below(text, containers, base) for text in only.units),
        *(_held_by(domain, text) for text in only.groups),
    ]
    if only.locked:
        demanded.append(partial(_may_be_locked, domain))
    return lambda entry: all(fits(entry) for fits in demanded)


def _in_department(text: str) -> Fits:
    words = _words(text)

    def fits(entry: DemoEntry) -> bool:
        known = _words(entry.department)
        return bool(words) and all(any(each.startswith(word) for each in known) for word in words)

    return fits


def _below(text: str, containers: Iterable[str], base: str) -> Fits:
    """With that DN, else with just that name, else those whose name begins so."""
    if "=" in text:
        here = [dn for dn in containers if is_within(dn, base) or is_within(base, dn)]
        found = [dn for dn in here if dn_parts(dn) == dn_parts(text)]
    else:
        names = {dn: fold(dn.partition(",")[0].partition("=")[2]) for dn in containers if is_within(dn, base)}
        wanted = fold(text)
        found = [dn for dn, name in names.items() if name == wanted]
        found = found or [dn for dn, name in names.items() if name.startswith(wanted)]
    if not found:
        raise Refused(problem("unit-not-found", unit=clean(text)))
    return lambda entry: any(is_within(entry.dn, dn) for dn in found)


def _held_by(domain: DemoDomain, text: str) -> Fits:
    group = find_group(text)
    if group is None:
        raise Refused(problem("group-not-found", group=clean(text)))
    return lambda entry: group.sid in domain.group_sids(entry)


def _may_be_locked(domain: DemoDomain, entry: DemoEntry) -> bool:
    """What is unknown may be, and its row says so."""
    return entry.locked_at is not None and summary_of(domain, entry).locked is not False


def _words(text: str) -> list[str]:
    return [word for word in _BETWEEN_WORDS.split(fold(text)) if word]
