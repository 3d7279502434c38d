"""The catalogue of problems: code → what it means, and what to do.

One entry for each cause that a person can do something about; a room for each part of the work, with the
topic under which its pages are listed. The words are for an operator with a caller on the line: one sentence
each, no numbers of the protocol. `{names}` are filled in by `problem`.
"""

from helpdesk_tui.desk.catalogue import (
    accounts,
    delivery,
    devices,
    directory,
    guard,
    imports,
    obstacles,
    passwords,
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

TOPICS: dict[str, dict[str, Entry]] = {
    "Why somebody cannot sign in": obstacles.ENTRIES,
    "Proving the caller": proving.ENTRIES,
    "Services that check codes": verifiers.ENTRIES,
    "Who may act on whom": guard.ENTRIES,
    "New passwords": passwords.ENTRIES,
    "Accounts, their dates and groups": accounts.ENTRIES,
    "Changing the account": writing.ENTRIES,
    "Secrets of computers": devices.ENTRIES,
    "Finding people, and the directory": directory.ENTRIES,
    "Registering methods": registration.ENTRIES,
    "Mail and SMS": delivery.ENTRIES,
    "Signing in to this desk": signing_in.ENTRIES,
    "Your second factor": second_factor.ENTRIES,
    "Importing tokens and apps": imports.ENTRIES,
    "The store, its key, the record": storing.ENTRIES,
    "The configuration": settings.ENTRIES,
    "The terminal, and what is typed": terminal.ENTRIES,
}

CATALOGUE: dict[str, Entry] = {code: entry for entries in TOPICS.values() for code, entry in entries.items()}
