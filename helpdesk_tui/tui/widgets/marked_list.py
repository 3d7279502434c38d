"""The list of the palette."""

from textual.command import CommandList
from textual.style import Style


class MarkedList(CommandList):
    """Reversed where the stylesheet says so: Textual leaves that out, and no mark would be seen."""

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        style = super().get_visual_style(*component_classes, partial=partial)
        return style + Style(reverse=self.get_component_styles(*component_classes).text_style.reverse)
