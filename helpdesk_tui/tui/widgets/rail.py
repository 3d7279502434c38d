"""The steps of a call in one line, and which of them this is. In wide windows, where a line is free."""

from enum import Enum

from textual.content import Content
from textual.widget import Widget

from helpdesk_tui.language import N_, _


class Step(Enum):
    """Of a call, in their order."""

    FIND = N_("Find")
    CARD = N_("Card")
    VERIFY = N_("Verify")
    ACT = N_("Act")
    RECEIPT = N_("Receipt")


class Rail(Widget):
    """Drawn once: a screen is one step."""

    def __init__(self, step: Step) -> None:
        super().__init__()
        self._step = step

    def render(self) -> Content:
        return Content(" · ").join([self._said(each) for each in Step])

    def _said(self, step: Step) -> Content:
        """Marked by a sign, as in every list."""
        return Content.styled(f"▸ {_(step.value)}", "bold") if step is self._step else Content(_(step.value))
