"""Keys as they stand on the screen: a click on one presses it, with all that a key waits for."""

from textual.content import Content
from textual.events import Click, Key
from textual.style import Style
from textual.widget import Widget

_META = "key"


def as_key(shown: str, label: str, key: str) -> Content:
    """The key, and what it is called; `key` is Textual's name of it."""
    style = Style.from_meta({_META: key})
    return Content.assemble((shown, Style(bold=True) + style), (f" {label}", style))


def press(widget: Widget, event: Click) -> None:
    """What the click hit, if it is a key."""
    key = event.style.meta.get(_META)
    if isinstance(key, str):
        event.stop()
        widget.app.post_message(Key(key, key if len(key) == 1 else None))
