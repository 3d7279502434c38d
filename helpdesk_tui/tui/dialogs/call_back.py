"""The number to dial, and what came of the call."""

from enum import Enum, auto

from textual.content import Content

from helpdesk_tui.tui.dialogs.base import Dialog


class Answered(Enum):
    NOT_YET = auto()
    NOT_REACHED = auto()
    CONFIRMED = auto()


class CallBackDialog(Dialog[Answered]):
    """Closing it, or "Not yet", changes nothing: the number can be shown again."""

    HELP = (
        "Dial the number yourself, from another telephone or after hanging up. 'Reached and confirmed' is "
        "your word that the person answered and confirmed the request; it is in the record under your name. "
        "'Not reached' is recorded and counts against nobody. 'Not yet' closes this; you can call again."
    )

    def __init__(self, name: str, number: str) -> None:
        words = Content.assemble(
            "Dial ",
            (number, "bold reverse"),
            "\n\nDo not read it out; the caller must not choose the number.\n",
            f"Ask for {name}, and whether they asked for this change.",
        )
        answers = (
            (Answered.NOT_YET, "Not yet"),
            (Answered.NOT_REACHED, "Not reached"),
            (Answered.CONFIRMED, "Reached and confirmed"),
        )
        super().__init__("Call back", words, answers)
