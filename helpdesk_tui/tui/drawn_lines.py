"""The lines that Textual keeps of each widget, to draw it again: they go with the widget."""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import cast

from textual._styles_cache import StylesCache
from textual.color import Color
from textual.style import Style

_Colours = Callable[[Color, Color], tuple[Style, Style]]


def go_with_their_widget() -> None:
    """Textual's cache of what two colours make together holds on to the lines of the last thousand widgets:
    of every call of the last hour, and many MB."""
    cached = StylesCache.get_inner_outer
    if hasattr(cached, "__wrapped__"):
        made = cast("_Colours", lru_cache(256)(partial(cached.__wrapped__, StylesCache)))
        StylesCache.get_inner_outer = lambda _cache, base, ground: made(base, ground)  # type: ignore[method-assign,assignment]  # by colours alone
