"""What all panels have in common, what they ask of the desk, and what the screen lets them know."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import ClassVar

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from helpdesk_tui.desk.clearance import VerificationId
from helpdesk_tui.desk.course import Approval, Progress
from helpdesk_tui.desk.methods import MethodId
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.verification import MethodOption
from helpdesk_tui.desk.verifying import Sent, Verifying
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.widgets.fields import Field
from helpdesk_tui.tui.widgets.words import Words

Answer = Progress | Sent | str | tuple[str, ...]
"""Where it stands; a code is on its way; the number to dial; the questions."""


class Asked(Message):
    """A panel has something to ask of the desk, for the marked method."""

    states_number: ClassVar[bool] = False  # whether a good answer means that the caller's number is right

    @property
    def typed(self) -> tuple[Secret, ...]:
        """What was typed for it, field by field: it comes back where it can be mended."""
        return ()

    def put(self, verifying: Verifying, verification: VerificationId, method: MethodId) -> Answer:
        """Ask it. Blocks; raises as the use case does."""
        raise NotImplementedError


@dataclass(frozen=True)
class Known:
    """What this terminal knows of the verification, beside its progress."""

    now: datetime
    approval: Approval = Approval.NOT_NEEDED
    states_number: bool = False  # policy wants the caller to say the number first
    stated: frozenset[MethodId] = frozenset()  # whose number the caller said rightly
    sent: Mapping[MethodId, Sent] = field(default_factory=dict)
    questions: Mapping[MethodId, tuple[str, ...]] = field(default_factory=dict)

    def learnt(self, asked: Asked, method: MethodId, answer: Answer | Problem) -> "Known":
        """The same with what this answer tells."""
        if isinstance(answer, Problem):
            not_stated = answer.code == "number-not-stated"  # the policy of another moment, or of a restart
            return replace(self, states_number=True, stated=self.stated - {method}) if not_stated else self
        if isinstance(answer, Progress):
            return replace(self, stated=self.stated | {method}) if asked.states_number else self
        if isinstance(answer, Sent):
            return replace(self, sent={**self.sent, method: answer})
        if isinstance(answer, tuple):
            return replace(self, questions={**self.questions, method: answer})
        return self


class Panel(Vertical):
    """Tells the screen by messages of its own what was typed; learns by `show` what came of it."""

    def show(self, option: MethodOption, known: Known) -> None:
        """Draw what is asked for this method now."""
        raise NotImplementedError

    def go(self) -> str:
        """Enter. Posts what was typed and returns what to wait for, in words; "" = nothing was asked."""
        raise NotImplementedError

    def places(self) -> list[Widget]:
        """Where the keys can go, from top to bottom."""
        return [*self.fields()]

    def start(self) -> Widget | None:
        """Where the typing begins, if anything is to be typed."""
        return next(iter(self.places()), None)

    def step(self, by: int) -> bool:
        """Go to the field above or below; False where there is none."""
        places = self.places()
        focused = self.screen.focused
        there = places.index(focused) + by if focused in places else -1
        if 0 <= there < len(places):
            self.screen.set_focus(places[there])
            return True
        return False

    def fields(self) -> list[Field]:
        """The fields that are asked for now."""
        return [each for each in self.query(Field) if _is_shown(each, self)]

    def forget(self) -> None:
        """Every field is emptied."""
        for each in self.query(Field):
            each.clear()

    def restore(self, typed: tuple[Secret, ...]) -> None:
        """What was typed comes back, to be mended or sent again."""
        for each, value in zip(self.fields(), typed, strict=False):
            each.value = value.reveal()
            each.cursor_position = len(each.value)

    def advise(self, words: str | Content) -> None:
        self.query_one(".advice", Words).show(words)

    def taken(self) -> tuple[str, ...] | None:
        """What stands in the fields, which are emptied; None, with the focus on the first empty one, while
        one is empty."""
        fields = self.fields()
        empty = next((each for each in fields if not each.value.strip()), None)
        if empty is not None:
            self.screen.set_focus(empty)
            return None
        values = tuple(each.value for each in fields)
        self.forget()
        return values


def _is_shown(field: Widget, within: Widget) -> bool:
    """Whether nothing between the field and its panel is hidden."""
    return all(
        node.display
        for node in field.ancestors_with_self
        if isinstance(node, Widget) and within in node.ancestors
    )
