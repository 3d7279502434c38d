"""The catalogue of problems: code → what it means, and what to do.

One entry for each cause that a person can do something about; a room for each part of the work. The words
are for an operator with a caller on the line: one sentence each, no numbers of the protocol. `{names}` are
filled in by `problem`.
"""

from helpdesk_tui.desk.catalogue import (
    delivery,
    directory,
    guard,
    imports,
    proving,
    registration,
    second_factor,
    settings,
    signing_in,
    storing,
    terminal,
    verifiers,
    writing,
)
from helpdesk_tui.desk.effect import Entry

_ROOMS = (
    signing_in,
    second_factor,
    directory,
    guard,
    proving,
    verifiers,
    writing,
    registration,
    delivery,
    imports,
    storing,
    terminal,
    settings,
)

CATALOGUE: dict[str, Entry] = {}
for _room in _ROOMS:
    CATALOGUE |= _room.ENTRIES
