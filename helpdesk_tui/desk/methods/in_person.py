"""The person stands at the desk and shows a document."""

from helpdesk_tui.desk.conversation.prompt import Answer, Choice, Field, FieldKind, Prompt
from helpdesk_tui.desk.course import Held
from helpdesk_tui.desk.method import Method
from helpdesk_tui.desk.methods.dialogue import Dialogue
from helpdesk_tui.language import N_, _

_HELP = N_(
    "The kind of document that the person shows. It is your word that the picture and the name fit; the "
    "record holds the kind and your name, never the document's number."
)


class InPerson(Dialogue):
    """The kind of document is recorded, never its number."""

    def prompt(self, held: Held, method: Method) -> Prompt:  # noqa: ARG002 - the signature of every kind
        kinds = self.course.session.policy.verification.documents
        choices = tuple(Choice(each, each) for each in kinds)
        return Prompt(
            "document",
            _("records that you saw it"),
            working=_("Recording …"),
            advice=_("Look at the document, then choose its kind. Its number is not noted."),
            fields=(Field("document", FieldKind.CHOICE, N_("Document"), help=_HELP, choices=choices),),
        )

    def answer(self, held: Held, method: Method, answer: Answer) -> Held:
        attempt, _left = self.course.attempt(held, method)
        return self.course.proven(held, method, attempt, document=answer.text("document"))
