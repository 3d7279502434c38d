"""The list of the palette."""

from textual.command import CommandList
from textual.style import Style


class MarkedList(CommandList):
    """Textual leaves the reverse out of the style of what is marked, and nothing would tell which it is."""

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        style = super().get_visual_style(*component_classes, partial=partial)
        return style + Style(reverse="option-list--option-highlighted" in component_classes)
