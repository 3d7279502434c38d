"""What the desk asks next, complete enough to be drawn by any front end, and the answer to it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import N_, spoken
from helpdesk_tui.secret import Secret


class FieldKind(StrEnum):
    CODE = "code"  # seen while it is typed; blanks do not matter
    SECRET = "secret"  # never seen  # noqa: S105 - a word
    TEXT = "text"
    PHONE = "phone"
    MAIL = "mail"
    CHOICE = "choice"  # one of `choices`; none at first
    LOGIN = "login"


@spoken("label")
@dataclass(frozen=True)
class Choice:
    value: str
    label: str


@spoken("label", "question", "help")
@dataclass(frozen=True)
class Field:
    """One thing to type or to choose."""

    name: str
    kind: FieldKind
    label: str
    question: str = ""  # a line above it, to be read aloud
    help: str = ""
    choices: tuple[Choice, ...] = ()
    value: str = ""  # what stands in it at first
    optional: bool = False
    lasting: bool = False  # a code that stays good where it is not accepted: not left on a page that scrolls


class ShownKind(StrEnum):
    WORDS = "words"  # said, read back or dialled
    QR = "qr"  # the text of a QR code, to be scanned
    KEY = "key"  # the same, to be typed
    CODE = "code"  # handed out: shown when asked for, and for a while
    SPELLED = "spelled"  # the same, and spelled aloud


HANDED_OUT = frozenset({ShownKind.CODE, ShownKind.SPELLED})


@spoken("label")
@dataclass(frozen=True, eq=False)  # two secrets are not compared by the way
class Shown:
    """Something that the operator says, dials or hands over."""

    label: str
    text: str | Secret
    kind: ShownKind = ShownKind.WORDS

    def reveal(self) -> str:
        """ "" where it was dropped."""
        if isinstance(self.text, str):
            return self.text
        return "" if self.text.dropped else self.text.reveal()

    def drop(self) -> None:
        if isinstance(self.text, Secret):
            self.text.drop()


@spoken("label", "does")
@dataclass(frozen=True)
class Key:
    """Another answer than the fields. With a `prompt` it leads there first, and asks nothing of the desk."""

    name: str  # what is typed for it in a line: "two", "again", "here"
    label: str  # "Two codes"
    does: str  # "takes two codes in a row"
    prompt: "Prompt | None" = None


@spoken("enter", "working", "advice")
@dataclass(frozen=True)
class Prompt:
    """`id` names the answer that it takes. No words in it name a key of the keyboard."""

    id: str
    enter: str  # what going on does: "checks it", "sends a code to …"; "" = there is nothing to do but wait
    working: str = N_("Checking …")  # said while the desk is at it
    advice: str = ""  # whom to ask for what
    fields: tuple[Field, ...] = ()
    keys: tuple[Key, ...] = ()
    shows: tuple[Shown, ...] = ()
    until: datetime | None = None  # how long what was sent is good
    doubt: Problem | None = None  # why it may not have arrived
    waits: bool = False  # the answer comes from elsewhere: look again by the clock
    vanishes: bool = False  # what it shows is not left on a page that scrolls

    def find(self, prompt_id: str) -> "Prompt | None":
        """This prompt, or one that a key of it leads to."""
        return next((each for each in self._reachable() if each.id == prompt_id), None)

    def key(self, name: str) -> Key | None:
        return next((each for each in self.keys if each.name == name), None)

    def aside(self, name: str) -> "Prompt":
        """The prompt that the key of that name leads to; this one, where none does."""
        found = self.key(name)
        return found.prompt if found and found.prompt else self

    @property
    def hands_out(self) -> bool:
        """Whether it shows what is read or written down, and then gone."""
        return any(each.kind in HANDED_OUT for each in self.shows)

    def _reachable(self) -> Iterator["Prompt"]:
        yield self
        for each in self.keys:
            if each.prompt is not None:
                yield from each.prompt._reachable()


@dataclass(frozen=True)
class Answer:
    """To the prompt of that id: what was typed for each field by its name, or a key instead."""

    prompt: str
    values: Mapping[str, Secret] = field(default_factory=dict)
    key: str = ""

    def __getitem__(self, name: str) -> Secret:
        return self.values[name]

    def text(self, name: str) -> str:
        """What was typed for a field that is no secret."""
        return self.values[name].reveal()

    def drop(self) -> None:
        for each in self.values.values():
            each.drop()


def checked(prompt: Prompt | None, answer: Answer) -> Answer:
    """The answer, if it is one to this prompt; a field that was left out keeps what stands in it. Raises
    `Refused` (prompt-changed, answer-missing, choice-unknown); then nothing was counted."""
    asked = prompt.find(answer.prompt) if prompt else None
    if asked is None or (answer.key and _sends(asked, answer.key) is None):
        raise Refused(problem("prompt-changed"))
    if answer.key:
        return answer
    stands = {each.name: Secret(each.value) for each in asked.fields}
    answer = replace(answer, values={**stands, **answer.values})
    for each in asked.fields:
        typed = answer.values[each.name]
        if not each.optional and not typed.reveal().strip():
            raise Refused(problem("answer-missing", field=each.question or each.label))
        if each.kind is FieldKind.CHOICE and typed and typed.reveal() not in {c.value for c in each.choices}:
            raise Refused(problem("choice-unknown"))
    return answer


def _sends(prompt: Prompt, name: str) -> Key | None:
    """The key of that name, if it is an answer by itself."""
    found = prompt.key(name)
    return found if found is not None and found.prompt is None else None
