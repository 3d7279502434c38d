"""One panel that draws any prompt of the desk and collects the answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.message import Message
from textual.widget import Widget

from helpdesk_tui.desk.conversation.prompt import Answer, Field, FieldKind, Prompt
from helpdesk_tui.language import _
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.keys import PROMPT_KEYS, key_named
from helpdesk_tui.tui.widgets import fields
from helpdesk_tui.tui.widgets.choices import Choice
from helpdesk_tui.tui.widgets.shows import shown
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.times import clock_time

_LONGEST = {FieldKind.CODE: 64, FieldKind.PHONE: 64, FieldKind.LOGIN: 128}  # characters
_INPUTS: Mapping[FieldKind, type[fields.Field]] = {
    FieldKind.CODE: fields.CodeField,
    FieldKind.PHONE: fields.CodeField,
    FieldKind.SECRET: fields.SecretField,
}

_AROUND = 12  # columns: margins, the scroll bar, and what breaking at words leaves empty

Input = fields.Field | Choice


class PromptPanel(Vertical):
    """Fields keep what was typed while the same prompt stands; another prompt brings others. What is handed
    out is dots until it is revealed."""

    @dataclass
    class Filled(Message):
        """What was said to be missing is there."""

    def __init__(self) -> None:
        super().__init__()
        self._missing: Input | None = None  # that was said to be empty
        self._revealed = False
        self._prompt: Prompt | None = None
        self._of = ""  # whose prompt it is
        self._inputs: dict[str, Input] = {}

    def compose(self) -> ComposeResult:
        yield Container(id="prompt-fields")
        yield Words(classes="advice")
        yield Words(id="shows")

    # --- drawing ------------------------------------------------------------------------------------

    def show(self, prompt: Prompt | None, now: datetime, of: str = "") -> None:
        """`of`: what asks it; the same prompt of another method is another one."""
        self.display = prompt is not None
        if prompt is None:
            self.forget()
            self._prompt = None
            return
        before = self._prompt
        if before is None or (of, prompt.id, prompt.fields) != (self._of, before.id, before.fields):
            self._replace_fields(prompt)
        self._prompt, self._of = prompt, of
        self.query_one(".advice", Words).show(advice_of(prompt, now, partial(key_named, self.app)))
        self._draw_shows()

    @property
    def hands_out(self) -> bool:
        return self._prompt is not None and self._prompt.hands_out

    def reveal(self, revealed: bool) -> None:
        """Show what is handed out, or dots in its place."""
        self._revealed = revealed
        self._draw_shows()

    def _draw_shows(self) -> None:
        content = shown(self._prompt.shows if self._prompt else (), revealed=self._revealed)
        self.query_one("#shows", Words).show_if_any(content)

    def _replace_fields(self, prompt: Prompt) -> None:
        """At once: what is typed next goes into the new ones."""
        self.forget()
        if self.screen.focused in self.places():
            self.screen.set_focus(None)  # or Textual would take another field that it finds
        place = self.query_one("#prompt-fields")
        place.remove_children()
        place.display = bool(prompt.fields)
        self._inputs = {each.name: _input_for(each) for each in prompt.fields}
        for each in prompt.fields:
            if each.question:
                place.mount(Words(each.question, classes="question"))
            place.mount(Words(each.label, classes="label"), self._inputs[each.name])
        self._size_rows(prompt)

    def on_resize(self) -> None:
        if self._prompt is not None:
            self._size_rows(self._prompt)

    def _size_rows(self, prompt: Prompt) -> None:
        """A question takes the whole width, and as many lines as it needs."""
        width = max(self.app.size.width - _AROUND, 1)
        heights: list[str] = []
        for each in prompt.fields:
            if each.question:
                heights.append(str(-(-cell_len(each.question) // width) or 1))
            heights.append("auto" if each.kind is FieldKind.CHOICE else "1")
        for place in self.query("#prompt-fields"):  # none, while the screen goes
            place.styles.grid_rows = " ".join(heights) or None

    # --- the keys -----------------------------------------------------------------------------------

    def places(self) -> list[Widget]:
        """Where the keys can go, from top to bottom."""
        return list(self._inputs.values()) if self.display else []

    def start(self) -> Widget | None:
        """Where the typing begins, if anything is to be typed: where nothing stands yet."""
        every = list(self._inputs.values())
        return next((each for each in every if not each.value), every[0] if every else None)

    def step(self, by: int) -> bool:
        """Go to the field above or below; False where there is none."""
        places, focused = self.places(), self.screen.focused
        there = places.index(focused) + by if focused in places else -1
        if 0 <= there < len(places):
            self.screen.set_focus(places[there])
            return True
        return False

    # --- what is typed ------------------------------------------------------------------------------

    def taken(self) -> Answer | Field | None:
        """What stands in the fields, which are emptied; the first that is empty, which has the focus then."""
        prompt = self._prompt
        if prompt is None:
            return None
        for each in prompt.fields:
            if not each.optional and not self._inputs[each.name].value.strip():
                self._missing = self._inputs[each.name]
                self.screen.set_focus(self._missing)
                return each
        answer = Answer(prompt.id, {name: Secret(each.value) for name, each in self._inputs.items()})
        self.forget()
        return answer

    @on(fields.Field.Changed)
    @on(Choice.Changed)
    def _changed(self) -> None:
        if self._missing is not None and self._missing.value:
            self._missing = None
            self.post_message(self.Filled())

    def restore(self, answer: Answer, kinds: frozenset[FieldKind] = frozenset(FieldKind)) -> None:
        """What was typed comes back, to be mended or sent again: fields of these kinds."""
        if self._prompt is None or self._prompt.id != answer.prompt:
            return
        for each in self._prompt.fields:
            if each.kind in kinds and (typed := answer.values.get(each.name)):
                _put(self._inputs[each.name], typed.reveal())

    def forget(self) -> None:
        """Every field is emptied."""
        self._missing = None
        for each in self._inputs.values():
            _put(each, "")

    def drop(self) -> None:
        """The fields are emptied, and what was shown is gone."""
        self.forget()
        self._prompt = None
        self.reveal(False)


def advice_of(prompt: Prompt, now: datetime, key_named: Callable[[str], str]) -> str:
    """Whom to ask for what, until when, and what the keys do."""
    said = [prompt.advice]
    if prompt.until:
        said.append(_("Good until {until}.", until=clock_time(prompt.until, now)))
    if any(each.kind is FieldKind.CHOICE for each in prompt.fields):
        said.append(_("Choose with ← and →."))
    if prompt.enter:
        said.append(_("Enter {does}.", does=prompt.enter))
    said += [
        _("{key} {does}.", key=key_named(PROMPT_KEYS[each.name]), does=each.does) for each in prompt.keys
    ]
    return " ".join(each for each in said if each)


def label_of(prompt: Prompt | None, key_id: str) -> str:
    """What the prompt calls a key of the registry; "" where it has none such."""
    name = next((name for name, known in PROMPT_KEYS.items() if known == key_id), "")
    key = prompt.key(name) if prompt else None
    return key.label if key else ""


def missing(field: Field) -> str:
    """What to say where nothing was typed or chosen."""
    if field.kind is FieldKind.CHOICE:
        return _("{field}: choose one first, with ← and →.", field=field.label)
    return _("{field}: nothing is typed yet.", field=field.question or field.label)


def _input_for(field: Field) -> Input:
    if field.kind is FieldKind.CHOICE:
        options = tuple((each.value, each.label) for each in field.choices)
        return Choice(options, field.value, help_text=field.help)
    longest = _LONGEST.get(field.kind, 256)
    found = _INPUTS.get(field.kind, fields.Field)(help_text=field.help, max_length=longest)
    _put(found, field.value)
    return found


def _put(field: Input, value: str) -> None:
    field.value = value
    if isinstance(field, fields.Field):
        field.cursor_position = len(value)
