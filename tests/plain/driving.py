"""Driving the plain commands in this process: a terminal that answers, and what came of a command."""

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from helpdesk_tui.arguments import parser
from helpdesk_tui.console import Console
from helpdesk_tui.demo.directory import DemoDirectory
from helpdesk_tui.desk.policy import DeskPolicy
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.errors import NoTerminal, Refused
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.run import run
from helpdesk_tui.plain.terminal import Terminal
from helpdesk_tui.secret import Secret

Answer = str | Callable[[str], str]


@dataclass
class Scripted(Terminal):
    """Answers questions by their beginnings, in order; remembers what was said, page by page."""

    answers: list[tuple[str, Answer]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    on_page: list[str] = field(default_factory=list)  # gone afterwards
    unseen: list[str] = field(default_factory=list)  # questions whose answers were not shown
    waited: list[float] = field(default_factory=list)
    is_there: bool = True
    _page: bool = False

    def require(self) -> None:
        if not self.is_there:
            raise NoTerminal(problem("no-terminal"))

    def say(self, *lines: str) -> None:
        self.require()
        (self.on_page if self._page else self.said).extend(lines)

    def ask(self, question: str) -> str:
        self.say(question)
        if not self.answers:
            raise Refused(problem("cancelled"))
        expected, answer = self.answers.pop(0)
        assert question.startswith(expected), f"asked '{question}' where '{expected}' was expected"
        return answer(self.text) if callable(answer) else answer

    def ask_secret(self, question: str) -> Secret:
        self.unseen.append(question)
        return Secret(self.ask(question))

    @contextlib.contextmanager
    def page(self) -> Iterator[None]:
        self._page = True
        try:
            yield
        finally:
            self._page = False

    def wait(self, question: str, seconds: float) -> None:
        self.waited.append(seconds)

    def close(self) -> None:
        pass

    @property
    def text(self) -> str:
        return "\n".join([*self.said, *self.on_page])


def app_code(text: str) -> str:
    """What the demo says that the caller's app shows."""
    return re.findall(r"app shows (\d{6})", text)[-1]


PROVE: list[tuple[str, Answer]] = [("Method", "1"), ("Code", app_code)]


@dataclass
class Ran:
    code: Exit
    out: str
    err: str
    terminal: Scripted


@dataclass
class PlainDesk:
    """`desk("reset", "ada.byron", answers=[…])` on one demo, as one operator after another."""

    console: Console
    directory: DemoDirectory
    capture: Any

    def __call__(
        self,
        *words: str,
        answers: list[tuple[str, Answer]] | None = None,
        terminal: bool = True,
        operator: str = "demo",
    ) -> Ran:
        scripted = Scripted(answers=list(answers or []), is_there=terminal)
        asked = parser().parse_args(["demo", "--operator", operator, *words])
        self.capture.readouterr()
        code = run(self.console, asked, Secret, scripted)  # in the demo the login is the password
        written = self.capture.readouterr()
        assert not scripted.answers, f"never asked: {scripted.answers}"
        return Ran(code, written.out, written.err, scripted)

    def with_policy(self, policy: DeskPolicy) -> "PlainDesk":
        sign_in = replace(self.console.sign_in, policy=policy)
        return replace(self, console=replace(self.console, sign_in=sign_in))
