"""What every kind of method does when it is to prove somebody."""

from abc import ABC, abstractmethod

from helpdesk_tui.desk.conversation.prompt import Answer, Prompt
from helpdesk_tui.desk.course import Course, Held
from helpdesk_tui.desk.method import Method


class Dialogue(ABC):
    """One method within one verification: what is asked next, and what an answer leads to.

    It lives as long as its verification in this process, and remembers only what was just shown or sent: what
    must outlive that is in the store.
    """

    def __init__(self, course: Course) -> None:
        self.course = course

    @abstractmethod
    def prompt(self, held: Held, method: Method) -> Prompt:
        """What is asked now. Asks neither directory nor store."""

    @abstractmethod
    def answer(self, held: Held, method: Method, answer: Answer) -> Held:
        """Take an answer to `prompt`: the verification with the proof, or as it was where more is asked.
        Raises `Refused` and `NotPermitted`; what counts is counted then."""
