"""Driving the plain commands in this process: a terminal that answers, and what came of a command."""

import contextlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from spoken import in_words

from helpdesk_tui.arguments import parser
from helpdesk_tui.compose.owner import begin_as_owner
from helpdesk_tui.console import Console
from helpdesk_tui.demo.directory import DemoDirectory
from helpdesk_tui.demo.inbox import Inbox
from helpdesk_tui.demo.phones import Phones
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import NoTerminal
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.policy import DeskPolicy, RegistrationRules, Tier, VerificationPolicy
from helpdesk_tui.desk.ports import Delivered, Message
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.run import run
from helpdesk_tui.plain.terminal import InputEnded, Terminal
from helpdesk_tui.secret import Secret

Answer = str | Callable[[str], str]

POLICY = DeskPolicy(phone_region="GB", registration=RegistrationRules(own_hours=0, any_hours=0, new_hours=0))
"""The usual policy without the cool-down, so that one operator can play both parts."""


def proving(*kinds: MethodKind, **settings: Any) -> DeskPolicy:
    """A policy that proves by `kinds` alone (none = the usual ones), with settings of the tier for everybody
    or of the verification."""
    of_tier = {name: value for name, value in settings.items() if name in Tier.__dataclass_fields__}
    rest = {name: value for name, value in settings.items() if name not in of_tier}
    if kinds:
        of_tier["allowed"] = frozenset(kinds)
    return replace(POLICY, verification=VerificationPolicy(everybody=Tier(**of_tier), **rest))


class Post(Inbox):
    """The demo's inbox; `answer` decides what the sender is told instead of "sent"."""

    def __init__(self) -> None:
        super().__init__()
        self.answer: Callable[[Message], Delivered] | None = None
        self.sent: list[Message] = []

    def send(self, message: Message) -> Delivered:
        self.sent.append(message)
        delivered = super().send(message)
        return self.answer(message) if self.answer else delivered


@dataclass
class Scripted(Terminal):
    """Answers questions by words in them, in order; remembers what was said, page by page."""

    answers: list[tuple[str, Answer]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    on_page: list[str] = field(default_factory=list)  # gone afterwards
    unseen: list[str] = field(default_factory=list)  # questions whose answers were not shown
    waited: list[float] = field(default_factory=list)
    meanwhile: list[Callable[[], bool]] = field(default_factory=list)  # while it waits: is Enter pressed?
    is_there: bool = True
    clears: bool = True
    gone: list[str] = field(default_factory=list)  # said before it was cleared
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
            raise InputEnded(problem("cancelled"))
        expected, answer = self.answers.pop(0)
        assert any(each.casefold() in question.casefold() for each in in_words(expected)), (
            f"asked '{question}' where '{expected}' was expected"
        )
        return answer(self.text) if callable(answer) else answer

    def drop_typed_ahead(self) -> bool:
        return False

    def clear(self) -> bool:
        if self.clears:
            self.gone += self.said
            self.said.clear()
        return self.clears

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

    def is_entered_within(self, seconds: float) -> bool:
        self.waited.append(seconds)
        assert self.meanwhile, "waited for an answer that never comes"
        return self.meanwhile.pop(0)()

    def close(self) -> None:
        pass

    @property
    def text(self) -> str:
        return "\n".join([*self.said, *self.on_page])


def app_code(text: str) -> str:
    """What the demo says that the caller's app (or token) shows."""
    return re.findall(r"Demo: \D*(\d{6,8})\.", text)[-1]


def sent_code(text: str) -> str:
    """What the demo says that the newest message holds."""
    return re.findall(r"Demo: \D*([\d ]+)\.", text)[-1].strip()


def choose(kind: str) -> tuple[str, Answer]:
    """The answer with the number that the list shows for that kind when it is asked."""

    def answer(text: str) -> str:
        kinds = "|".join(map(re.escape, in_words(kind)))
        return str(re.findall(rf"^(\d+)\. (?:{kinds})", text, re.MULTILINE)[-1])

    return "Method", answer


CALLED: list[tuple[str, Answer]] = [("Method", "2"), ("go shows", "go"), ("Outcome", "2")]
PROVE: list[tuple[str, Answer]] = [("Method", "1"), ("Code", app_code)]
YES = ("Type yes", "yes")


@dataclass
class Ran:
    code: Exit
    out: str
    err: str
    terminal: Scripted

    @property
    def all(self) -> str:
        """Everything that stays behind: not what was on a page."""
        return "\n".join([self.out, self.err, *self.terminal.said])


@dataclass
class PlainDesk:
    """`desk("reset", "ada.byron", answers=[…])` on one demo, as one operator after another."""

    console: Console
    directory: DemoDirectory
    post: Post
    phones: Phones
    capture: Any

    def __call__(
        self,
        *words: str,
        answers: list[tuple[str, Answer]] | None = None,
        meanwhile: list[Callable[[], bool]] | None = None,
        terminal: bool = True,
        operator: str = "demo",
    ) -> Ran:
        scripted = Scripted(answers=list(answers or []), meanwhile=list(meanwhile or []), is_there=terminal)
        asked = parser().parse_args(["demo", "--operator", operator, *words])
        self.capture.readouterr()
        code = run(self.console, asked, Secret, scripted)  # in the demo the login is the password
        written = self.capture.readouterr()
        assert not scripted.answers, f"never asked: {scripted.answers}"
        return Ran(code, written.out, written.err, scripted)

    def with_policy(self, policy: DeskPolicy) -> "PlainDesk":
        return self.changed(policy=policy)

    def changed(self, **parts: Any) -> "PlainDesk":
        """The same with other parts of the way in."""
        sign_in = replace(self.console.sign_in, **parts)
        return replace(self, console=replace(self.console, sign_in=sign_in)).started_in({})

    def started_in(self, environ: Mapping[str, str]) -> "PlainDesk":
        """The same, started in such an environment."""
        as_owner = begin_as_owner(self.console.sign_in, environ)
        return replace(self, console=replace(self.console, begin_as_owner=as_owner))

    def id_of(self, login: str) -> AccountId:
        return self.directory.id_of(login)

    def methods(self, login: str = "ada.byron") -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = json.loads(self("methods", login, "list", "--json").out)
        return listed

    def record(self) -> str:
        """All that the audit record holds."""
        return "\n".join(str(each) for each in self.console.sign_in.stores.audit.records())

    def events(self) -> list[str]:
        return [each.event for each in self.console.sign_in.stores.audit.records()]
