"""Any prompt of the desk as JSON lines: one prompt a line out, one answer a line in (docs/plain.md).

Out: {"prompt": {…}}, {"problem": {…}}, and at the end {"cleared": {…}} or {"registered": {…}}. In:
{"prompt": id, "values": {name: text}}, {"prompt": id, "key": name}, or {"back": true}; while an answer from
elsewhere is waited for, any line goes back.
"""

import json
import select
import sys
from typing import Any, TextIO

from helpdesk_tui.desk.conversation.prompt import Answer, Field, Key, Prompt, Shown
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import Method
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import ENGLISH, read_in
from helpdesk_tui.plain.asking import GoBack
from helpdesk_tui.plain.output import Output
from helpdesk_tui.secret import Secret

LONGEST_LINE = 65_536  # characters of an answer
_MOST_VALUES = 64


class JsonLines:
    """An `Asker` for scripts. What is no answer is told as a problem, and asked for again."""

    def __init__(self, output: Output, answers: TextIO | None = None) -> None:
        self._output = output
        self._answers = answers or sys.stdin
        self._waits_for = ""

    def ask(self, prompt: Prompt) -> Answer:
        self._waits_for = ""
        while True:
            self._output.line({"prompt": prompt_object(prompt)})
            try:
                return self._answer(prompt)
            except (ValueError, RecursionError):
                self.refuse(problem("answer-malformed"))

    def refuse(self, why: Problem) -> None:
        self._output.line({"problem": problem_object(why)})

    def is_back_within(self, prompt: Prompt, seconds: float) -> bool:
        """A line that comes meanwhile goes back, whatever it says."""
        if prompt.id != self._waits_for:
            self._waits_for = prompt.id
            self._output.line({"prompt": prompt_object(prompt)})
        ready, _, _ = select.select([self._answers], [], [], seconds)
        if ready:
            self._line()
        return bool(ready)

    def _answer(self, prompt: Prompt) -> Answer:
        """Raises `ValueError` for what is no answer, `GoBack`, and `Refused` (cancelled) at the end."""
        said = json.loads(self._line())
        if not isinstance(said, dict) or len(said) > _MOST_VALUES:
            raise ValueError
        if said.get("back") is True:
            raise GoBack
        values, key = said.get("values", {}), said.get("key", "")
        if not isinstance(values, dict) or len(values) > _MOST_VALUES or not isinstance(key, str):
            raise ValueError
        if not all(isinstance(each, str) for each in values.values()):
            raise ValueError
        which = said.get("prompt", prompt.id)
        return Answer(str(which), {name: Secret(text) for name, text in values.items()}, key)

    def _line(self) -> str:
        line = self._answers.readline(LONGEST_LINE)
        if not line:
            raise Refused(problem("cancelled"))
        if not line.endswith("\n") and len(line) >= LONGEST_LINE:
            raise Refused(problem("answer-malformed"))
        return line


@read_in(ENGLISH)
def prompt_object(prompt: Prompt) -> dict[str, Any]:
    return {
        "id": prompt.id,
        "advice": prompt.advice,
        "enter": prompt.enter,
        "fields": [_field(each) for each in prompt.fields],
        "keys": [_key(each) for each in prompt.keys],
        "shows": [_shown(each) for each in prompt.shows],
        "until": prompt.until.isoformat() if prompt.until else None,
        "doubt": problem_object(prompt.doubt) if prompt.doubt else None,
        "waits": prompt.waits,
    }


@read_in(ENGLISH)
def problem_object(why: Problem) -> dict[str, str]:
    return {"code": why.code, "cause": why.cause, "remedy": why.remedy, "effect": why.effect.value}


@read_in(ENGLISH)
def registered_object(method: Method, notices: tuple[str, ...]) -> dict[str, Any]:
    """What counts by now, and how the person was told."""
    about = {"id": method.id, "kind": method.kind.value, "label": method.label, "detail": method.detail}
    return {**about, "notices": list(notices)}


def _field(field: Field) -> dict[str, Any]:
    return {
        "name": field.name,
        "kind": field.kind.value,
        "label": field.label,
        "question": field.question,
        "choices": [{"value": each.value, "label": each.label} for each in field.choices],
        "value": field.value,
        "optional": field.optional,
    }


def _key(key: Key) -> dict[str, Any]:
    leads_to = prompt_object(key.prompt) if key.prompt else None
    return {"name": key.name, "label": key.label, "does": key.does, "prompt": leads_to}


def _shown(shown: Shown) -> dict[str, Any]:
    return {"label": shown.label, "kind": shown.kind.value, "text": shown.reveal()}
