"""The parts of a screen that scroll, by the stylesheet. A `VerticalScroll` would take the arrow keys from the
screen."""

from textual.containers import Vertical


class Body(Vertical):
    """What lies between context bar and problem line; it scrolls where the window is too low for it."""


class Page(Body):
    """A part that has all the height that is left, and scrolls by itself."""
