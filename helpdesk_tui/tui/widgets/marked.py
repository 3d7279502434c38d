"""Widgets of which a part is marked."""

from textual.geometry import Offset


class HasMark:
    """Where there is no field to type in, the terminal's cursor stands on the mark."""

    @property
    def mark_offset(self) -> Offset:
        """Of its first cell, in the widget's content."""
        raise NotImplementedError  # each has its own: Textual knows no abstract ones
