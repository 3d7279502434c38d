"""The bindings of the screens, from the registry of keys."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from textual.app import App
from textual.binding import ActiveBinding, Binding
from textual.screen import Screen

from helpdesk_tui.keys.registry import REGISTERED
from helpdesk_tui.keys.remapping import display, ids, key_of

PROMPT_KEYS = {
    "two": "verify.pair",
    "again": "verify.again",
    "here": "verify.here",
    "other": "prompt.other",
    "method": "prompt.method",
    "lost": "prompt.lost",
}
"""The keys of prompts (`desk.conversation`), by their names."""


def working(screen: Screen[Any]) -> dict[str, ActiveBinding]:
    """The keys of the registry that do something on the screen now, by their ids."""
    found: dict[str, ActiveBinding] = {}
    for each in screen.active_bindings.values():
        if each.enabled and each.binding.id in REGISTERED:
            found.setdefault(each.binding.id, each)
    return found


def keymap(chosen: Mapping[str, str]) -> dict[str, str]:
    """For `App.set_keymap`, which takes its key from all that share it with one that gets another."""
    freed = {key_of(each).key for each in chosen}
    sharing = {each: key_of(each).key for each in ids() if key_of(each).key in freed} if freed else {}
    return {**sharing, **chosen}


class NamesKeys:
    """Of an app: which key does what, as it was chosen."""

    chosen_keys: Mapping[str, str] = MappingProxyType({})

    def key_for(self, key_id: str) -> str:
        """Textual's name of it."""
        return self.chosen_keys.get(key_id) or key_of(key_id).key

    def key_named(self, key_id: str) -> str:
        """As keyboards name it."""
        return display(self.key_for(key_id))

    def get_key_display(self, binding: Binding) -> str:
        return binding.key_display or display(binding.key)


def key_named(app: App[Any], key_id: str) -> str:
    return app.key_named(key_id) if isinstance(app, NamesKeys) else display(key_of(key_id).key)


def bind(
    key_id: str, action: str, *, key: str = "", label: str = "", show: bool = True, priority: bool = False
) -> Binding:
    """The binding of a registered key, or of this one of several, to an action of the class that holds it."""
    of = key_of(key_id)
    return Binding(
        key or of.key,
        action,
        label or of.label,
        show=show,
        key_display=of.shown_as,
        priority=priority,
        tooltip=of.tooltip,
        id=of.id,
    )


PROMPT_BINDINGS = [bind(key_id, f"key('{name}')") for name, key_id in PROMPT_KEYS.items()]
"""Of screens that draw prompts; their `action_key` is given the name."""

_FAR = 1_000_000  # rows; there are fewer

LIST_BINDINGS = [
    bind(key_id, f"move({by})", show=False)
    for key_id, by in (
        ("row.down", 1), ("row.up", -1), ("row.first", -_FAR), ("row.last", _FAR),
        ("row.on", 10), ("row.ago", -10),
    )
]  # fmt: skip
"""Of screens with a list and no field, whose `action_move` is given so many rows."""

DIGIT_BINDINGS = [bind("row.number", f"row({digit})", key=str(digit), show=False) for digit in range(1, 10)]
"""Of a choice; its `action_row` is given the row's number, from 1."""
