"""Registering in words of its own: what an operator does, step by step, by prompts and answers."""

import re
from dataclasses import dataclass, fields
from datetime import datetime

from helpdesk_tui.desk.conversation.prompt import Answer, Prompt, ShownKind
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.method import MethodId, MethodKind
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.registering import Registered
from helpdesk_tui.secret import Secret


@dataclass(frozen=True)
class Waiting:
    """A method that waits to be confirmed."""

    stands: Registered
    method: MethodId

    @property
    def kind(self) -> MethodKind:
        return self.stands.kind

    @property
    def prompt(self) -> Prompt:
        assert self.stands.prompt
        return self.stands.prompt

    def _shown(self, kind: ShownKind) -> Secret | None:
        found = [each.text for each in self.prompt.shows if each.kind is kind]
        return found[0] if found else None

    @property
    def uri(self) -> Secret | None:
        return self._shown(ShownKind.QR)

    @property
    def key(self) -> Secret | None:
        return self._shown(ShownKind.KEY)

    @property
    def sent(self) -> "Sent | None":
        """Where the code went."""
        went = re.search(r"[Ss]ent to (.+?)\. ", self.prompt.advice)
        if went is None:
            return None
        return Sent(went[1], self.prompt.shows[0].reveal().casefold(), self.prompt.doubt)


@dataclass(frozen=True)
class Sent:
    masked: str
    phrase: str
    doubt: Problem | None


@dataclass(frozen=True)
class Issued:
    """A pass that was handed out."""

    code: Secret
    expires_at: datetime
    once: bool


class Enrolling:
    """A desk's `registering` and `keeping`, with a word for each way."""

    def __init__(self, desk: Desk) -> None:
        self._registering = desk.registering
        self._keeping = desk.keeping

    def __getattr__(self, name):
        return getattr(self._registering if hasattr(self._registering, name) else self._keeping, name)

    # --- one that is confirmed --------------------------------------------------------------------

    def begin_app(self, clearance, label):
        begun = self._registering.begin(clearance, MethodKind.TOTP)
        return self._waiting(self._answer(begun, "name", label=label))

    def begin_token(self, clearance, serial="", method=None):
        kind = MethodKind.OATH_TOKEN
        if method is not None:
            kind = next((each.kind for each in self._methods(clearance) if each.id == method), kind)
            return self._waiting(self._registering.begin(clearance, kind, method))
        begun = self._registering.begin(clearance, kind)
        return self._waiting(self._answer(begun, "serial", serial=serial))

    def begin_contact(self, clearance, kind, address, label, replaces=None):
        """The address is typed and, where a code goes there, read back."""
        begun = self._answer(
            self._registering.begin(clearance, kind, replaces), "address", address=address, label=label
        )
        if begun.prompt.id == "read-back":
            begun = self._answer(begun, "read-back")
        return self._waiting(begun)

    def send_again(self, waiting):
        return self._waiting(self._answer(waiting.stands, "code", key="again"))

    def activate(self, waiting, typed, second=None):
        if second is not None:
            return self._answer(waiting.stands, "two-codes", first=typed, second=second).method
        return self._answer(waiting.stands, "code", code=typed).method

    def attest(self, waiting, confirmed):
        outcome = "confirmed" if confirmed else "not-reached"
        return self._answer(waiting.stands, "called", outcome=outcome).method

    def abandon(self, waiting):
        self._registering.end(waiting.stands.id)

    # --- one that is handed out or answered at once -----------------------------------------------

    def issue_recovery_codes(self, clearance):
        made = self._answer(self._registering.begin(clearance, MethodKind.RECOVERY_CODE), "make")
        return tuple(each.text for each in made.prompt.shows)

    def issue_pass(self, clearance, minutes=None, once=None):
        begun = self._registering.begin(clearance, MethodKind.ACCESS_PASS)
        usual = next(each.value for each in begun.prompt.fields if each.name == "minutes")
        times = {} if once is None else {"times": "once" if once else "many"}
        made = self._answer(begun, "terms", minutes=str(usual if minutes is None else minutes), **times)
        once = made.prompt.advice.startswith("It works once")
        return Issued(made.prompt.shows[0].text, made.method.expires_at, once)

    def set_questions(self, clearance, answers):
        """One after the other, while more are asked for."""
        stands = self._registering.begin(clearance, MethodKind.QUESTIONS)
        for question, answer in answers:
            stands = self._answer(stands, stands.prompt.id, question=question, answer=answer)
        return stands.method

    def kinds(self, account):
        return tuple(each.kind for each in self._registering.addable(account) if each.why_not is None)

    # --- underneath -------------------------------------------------------------------------------

    def _answer(self, stands, prompt, *, key="", **typed):
        values = {name: each if isinstance(each, Secret) else Secret(each) for name, each in typed.items()}
        return self._registering.answer(stands.id, Answer(prompt, values, key))

    def _methods(self, clearance):
        session = self._registering._session
        account = session.stores.clearances.clearance(clearance).account
        return session.stores.methods.methods(account)

    def _waiting(self, stands):
        return Waiting(stands, self._registering._begun[stands.id].enrolment.pending)


class WorkingDesk(Desk):
    """A desk as the tests speak of it."""

    @property
    def registration(self) -> Enrolling:
        return Enrolling(self)


def in_words(desk: Desk) -> WorkingDesk:
    return WorkingDesk(**{each.name: getattr(desk, each.name) for each in fields(desk)})
