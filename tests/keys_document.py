"""docs/keys.md, made of the registry: `PYTHONPATH=tests python -m keys_document > docs/keys.md`."""

import sys
from collections.abc import Iterator
from itertools import groupby

from helpdesk_tui.keys.registry import Key
from helpdesk_tui.keys.remapping import display, ids, key_of, remappable

_HEAD = """\
# Keys

Every key of the full screen. F1 shows those that work where you are, Ctrl+P lists them by name, and the
last line has the ones of the moment. In lists, j and k go down and up, g and G to the first and the last
row, Ctrl+D and Ctrl+U ten rows on and back; where rows have numbers, a digit takes one. Ctrl+O shows a
letter at each field and row: type it, and you are there. A click on a row is Enter there, or marks it where
more than one thing can be done with it; a click on a key in the last line presses it. In the search box and
its list, letters are what you search for. Ctrl+P also names the people of your last calls.

## Other keys

A key whose id is in the tables below may lie elsewhere, for all who use the desk:

```toml
[keys]
card.reset = "j"
help = "Ctrl+B"
search.more = "F7"
search.approvals = "F6"
```

What is on a letter takes another letter (large and small are two), an F key, or Ctrl with one of B, G, L,
N, O, P, Q, R, T, Y, Z; anything else an F key or such a Ctrl key, since a letter is typed into a field.
Enter, Esc, Tab, Space, digits and arrows stay what they are. Two keys of one screen cannot be the same, and
an id must exist: `helpdesk-tui config check` says so with the line. Screens, help and messages name the
keys as they are, this page the usual ones.
"""
_PLACES = {
    "": "On several screens, or all",
    "sign-in": "Signing in",
    "search": "Search",
    "doctor": "Doctor",
    "lists": "Which list",
    "list": "A list",
    "row": "In every list",
    "card": "An account's card",
    "verify": "Verification",
    "approvals": "Approvals",
    "report": "Not me",
    "act": "Before a change",
    "device": "The secret of a computer",
    "secret": "What is handed out",
    "receipt": "Receipt",
    "methods": "Methods",
    "prompt": "Registering, and proving oneself",
    "feedback": "Wishes",
    "note": "Note for the ticket",
    "dialog": "Questions and menus",
    "tour": "Tour",
}


def document() -> str:
    return "\n".join([_HEAD, *_places()])


def _places() -> Iterator[str]:
    by_place = sorted(map(key_of, ids()), key=lambda key: [*_PLACES].index(_place(key)))
    for place, keys in groupby(by_place, _place):
        yield f"## {_PLACES[place]}\n"
        yield "| key | id | what it does |\n|---|---|---|"
        yield from map(_row, keys)
        yield ""


def _place(key: Key) -> str:
    return key.id.rpartition(".")[0]


def _row(key: Key) -> str:
    key_id = f"`{key.id}`" if key.id in remappable() else "stays"
    return f"| {key.shown_as or display(key.key)} | {key_id} | {key.tooltip} |"


if __name__ == "__main__":
    sys.stdout.write(document())
