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
    obstacles,
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

CATALOGUE: dict[str, Entry] = {
    **signing_in.ENTRIES,
    **second_factor.ENTRIES,
    **directory.ENTRIES,
    **obstacles.ENTRIES,
    **guard.ENTRIES,
    **proving.ENTRIES,
    **verifiers.ENTRIES,
    **writing.ENTRIES,
    **registration.ENTRIES,
    **delivery.ENTRIES,
    **imports.ENTRIES,
    **storing.ENTRIES,
    **terminal.ENTRIES,
    **settings.ENTRIES,
}
