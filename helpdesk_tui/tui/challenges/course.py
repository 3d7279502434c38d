"""Where a verification stands on the screen, and the messages of its workers."""

from dataclasses import dataclass
from enum import Enum, auto

from textual.message import Message

from helpdesk_tui.desk.course import Progress
from helpdesk_tui.desk.methods import Method, MethodKind
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.tui.challenges.base import Answer, Asked


class Stage(Enum):
    TICKET = auto()
    PROVING = auto()
    ENDED = auto()


@dataclass(frozen=True)
class State:
    stage: Stage
    progress: Progress | None = None
    busy: str = ""  # what is being waited for, in words
    ended: str = ""  # code of the problem that ended it


class VerificationOpened(Message):
    """The verification is open, or why not."""

    def __init__(self, answer: Progress | Problem) -> None:
        super().__init__()
        self.answer = answer


class StepAnswered(Message):
    """The desk answered what a panel asked, or said what was wrong."""

    def __init__(self, asked: Asked, method: Method, answer: Answer | Problem) -> None:
        super().__init__()
        self.asked = asked
        self.method = method
        self.answer = answer


class ProgressSeen(Message):
    """Where the verification stands, asked for by nobody's key."""

    def __init__(self, answer: Progress | Problem) -> None:
        super().__init__()
        self.answer = answer


class CallerAsked(Message):
    """Demo only: what the made-up caller says."""

    def __init__(self, kind: MethodKind, said: str | None) -> None:
        super().__init__()
        self.kind = kind
        self.said = said


def demo_words(kind: MethodKind, said: str | None, questions: tuple[str, ...], *, states_number: bool) -> str:
    """What to play: the caller's answer, a colleague's login; of the answers those to the questions drawn."""
    if not said:
        return ""
    if kind is MethodKind.CALL_BACK and not states_number:
        return "Demo: the caller answers there, and confirms."
    if kind is MethodKind.SECOND_OPERATOR:
        return f"Demo: login and password of a colleague: {said}"
    if kind is MethodKind.QUESTIONS:
        answers = dict(each.rsplit("? ", 1) for each in said.split(" / ") if "? " in each)
        drawn = [answers[text.rstrip("?")] for text in questions if text.rstrip("?") in answers]
        return f"Demo: the caller answers {' / '.join(drawn)}" if drawn else ""
    return f"Demo: the caller says {said}"
