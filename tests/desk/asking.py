"""The answers to prompts in words of their own: what an operator does, step by step."""

from helpdesk_tui.desk.conversation.prompt import Answer
from helpdesk_tui.secret import Secret


class Asking:
    """A desk's `verifying`, with a word for each answer."""

    def __init__(self, verifying):
        self._verifying = verifying

    def __getattr__(self, name):
        return getattr(self._verifying, name)

    def _answer(self, verification, method, prompt, *, key="", **typed):
        values = {name: each if isinstance(each, Secret) else Secret(each) for name, each in typed.items()}
        return self._verifying.answer(verification, method, Answer(prompt, values, key))

    def prove(self, verification, method, code):
        return self._answer(verification, method, "code", code=code)

    def resync(self, verification, method, first, second):
        return self._answer(verification, method, "two-codes", first=first, second=second)

    def send(self, verification, method):
        """Send a code, or another one; the prompt that asks for it."""
        return self.send_code(verification, method).prompts[method]

    def send_code(self, verification, method):
        asked = self.look(verification).prompts.get(method)
        key = "again" if asked and asked.key("again") else ""
        return self._answer(verification, method, "code" if key else "send", key=key)

    def state_number(self, verification, method, number):
        return self._answer(verification, method, "state-number", number=number)

    def number_to_dial(self, verification, method):
        shown = self._answer(verification, method, "show-number").prompts[method]
        return shown.shows[0].text

    def attest(self, verification, method, confirmed):
        outcome = "confirmed" if confirmed else "not-reached"
        return self._answer(verification, method, "called", outcome=outcome)

    def attest_in_person(self, verification, method, document):
        return self._answer(verification, method, "document", document=document)

    def questions(self, verification, method):
        fields = self._answer(verification, method, "draw").prompts[method].fields
        return tuple(each.question.partition(". ")[2] for each in fields)

    def answer(self, verification, method, answers):
        if isinstance(answers, Answer):
            return self._verifying.answer(verification, method, answers)
        given = {str(place): each for place, each in enumerate(answers, 1)}
        return self._answer(verification, method, "answers", **given)

    def ask_approval(self, verification):
        return self._answer(verification, self._colleague(verification), "ask")

    def approve_here(self, verification, login, password):
        return self._answer(
            verification, self._colleague(verification), "confirm-here", login=login, password=password
        )

    def _colleague(self, verification):
        options = self.look(verification).options
        return next((o.method.id for o in options if o.method.kind == "second-operator"), "nobody")
