"""An operator proves to be that person, by a method of their own."""

from dataclasses import replace

from helpdesk_tui.desk.conversation.prompt import Answer, Key, Prompt
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.methods.own_proof import OwnProof
from helpdesk_tui.desk.sign_in_steps.confirming import Confirming
from helpdesk_tui.desk.sign_in_steps.step import Claimant, Step
from helpdesk_tui.language import N_

_LOST = Key("lost", N_("Lost"), N_("if you have lost it: two supervisors confirm who you are"))


class Proving(Step):
    """By a method of the operator's own."""

    title = N_("Prove that it is you")

    def __init__(self, claimant: Claimant, proof: OwnProof) -> None:
        super().__init__(claimant)
        self._proof = proof

    @property
    def kind(self) -> MethodKind:
        return self._proof.method.kind

    def prompt(self) -> Prompt:
        asked = self._proof.prompt()
        return replace(asked, keys=(*asked.keys, _LOST)) if self.claimant.may_register else asked

    def answer(self, answer: Answer) -> Step | None:
        if answer.key == _LOST.name:
            self.claimant.record("second-factor.lost")
            return Confirming(self.claimant)
        self._proof.answer(answer)
        self.proven_by = self.kind.value
        return None if self._proof.is_proven else self
