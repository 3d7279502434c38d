"""The person stands at the desk and shows a document. Its kind is recorded, never its number."""

from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget

from helpdesk_tui.desk.clearance import VerificationId
from helpdesk_tui.desk.course import Progress
from helpdesk_tui.desk.methods import MethodId
from helpdesk_tui.desk.verification import MethodOption
from helpdesk_tui.desk.verifying import Verifying
from helpdesk_tui.tui.challenges.base import Asked, Known, Panel
from helpdesk_tui.tui.widgets.choices import OneOf
from helpdesk_tui.tui.widgets.words import Words

_HELP = (
    "The kind of document that the person shows. It is your word that the picture and the name fit; the "
    "record holds the kind and your name, never the document's number."
)
_ADVICE = (
    "Look at the document, then choose its kind with ← and →. Enter records that you saw it; its number is "
    "not noted."
)
_CHOOSE = "Choose the kind of document first, with ← and →."


@dataclass
class DocumentShown(Asked):
    """The person showed a document of this kind."""

    document: str

    def put(self, verifying: Verifying, verification: VerificationId, method: MethodId) -> Progress:
        return verifying.attest_in_person(verification, method, self.document)


class InPersonPanel(Panel):
    """Space or the arrows choose the document; nothing is chosen at first."""

    def __init__(self, documents: tuple[str, ...]) -> None:
        super().__init__()
        self._documents = documents

    def compose(self) -> ComposeResult:
        with Horizontal(id="document-row"):
            yield Words("Document", classes="label")
            yield OneOf(self._documents, id="document", help_text=_HELP)
        yield Words(classes="advice")

    def show(self, option: MethodOption, known: Known) -> None:  # noqa: ARG002 - as every panel
        self.advise(_ADVICE)

    def places(self) -> list[Widget]:
        return [self.query_one(OneOf)]

    def forget(self) -> None:
        self.query_one(OneOf).index = -1

    def go(self) -> str:
        document = self.query_one(OneOf).value
        if not document:
            self.advise(Content.styled(_CHOOSE, "bold"))
            return ""
        self.forget()
        self.post_message(DocumentShown(document))
        return "Recording …"
