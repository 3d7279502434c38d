"""What came of the call to a number that is being registered."""

from textual.content import Content

from helpdesk_tui.tui.dialogs.base import Dialog
from helpdesk_tui.tui.dialogs.call_back import Answered


class NewNumberDialog(Dialog[Answered]):
    """Closing it, or "Not yet", changes nothing."""

    HELP = (
        "Dial the number yourself. 'Reached' is your word that the person answered there; it is in the "
        "record under your name. 'Not reached' leaves the number out; you can call again."
    )

    def __init__(self, name: str, number: str) -> None:
        words = Content.assemble(
            "Call ",
            (f" {number} ", "bold reverse"),
            f" and ask for {name}.\nWho answers there must be the person whom you verified.",
        )
        answers = (
            (Answered.NOT_YET, "Not yet"),
            (Answered.NOT_REACHED, "Not reached"),
            (Answered.CONFIRMED, "Reached"),
        )
        super().__init__("Call the new number", words, answers)
