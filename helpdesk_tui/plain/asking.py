"""Any prompt of the desk in lines: one loop for every kind of method."""

from collections.abc import Mapping
from typing import Protocol

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.conversation.prompt import Answer, Field, FieldKind, Prompt
from helpdesk_tui.desk.methods import MethodKind
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean
from helpdesk_tui.words.times import clock_time

GO = "go"
_BACK = "Enter alone for the list"


class GoBack(Exception):
    """The operator wants to go back to where this was chosen."""


class Asker(Protocol):
    """Puts prompts before whoever answers. Raises `GoBack`, and what its way of asking raises."""

    def ask(self, prompt: Prompt) -> Answer: ...

    def refuse(self, why: Problem) -> None:
        """Say what was wrong with the answer."""

    def is_back_within(self, prompt: Prompt, seconds: float) -> bool:
        """While an answer is waited for that comes from elsewhere: whether somebody goes back meanwhile."""


class Lines:
    """On the terminal. A key of the prompt is typed as its name; Enter alone goes back."""

    def __init__(self, talk: Conversation, account: AccountId, kind: MethodKind) -> None:
        self._talk = talk
        self._account = account
        self._kind = kind

    def ask(self, prompt: Prompt) -> Answer:
        self._tell(prompt)
        if not prompt.fields:
            return self._go(prompt)
        values: dict[str, Secret] = {}
        try:
            for place, each in enumerate(prompt.fields):
                typed = self._field(each, prompt if not place else None)
                if key := _key(prompt, typed) if not place and not each.lasting else "":
                    return self._by_key(prompt, key)
                values[each.name] = typed
        except BaseException:
            Answer(prompt.id, values).drop()
            raise
        return Answer(prompt.id, values)

    def refuse(self, why: Problem) -> None:
        self._talk.tell(str(why))

    def is_back_within(self, prompt: Prompt, seconds: float) -> bool:  # noqa: ARG002 - said before
        return self._talk.terminal.is_entered_within(seconds)

    def _tell(self, prompt: Prompt) -> None:
        said = [prompt.advice] if prompt.advice else []
        if prompt.until:
            now = self._talk.console.sign_in.clock.now()
            said.append(f"The code is good until {clock_time(prompt.until, now)}.")
        said += [f"{each.label} {each.text}." for each in prompt.shows]
        if prompt.doubt:
            said.append(str(prompt.doubt))
        if said:
            self._talk.tell(*said)
        if prompt.fields and prompt.fields[0].kind is not FieldKind.CHOICE:
            hint(self._talk, self._account, MethodKind.CALL_BACK if _is_number(prompt) else self._kind)

    def _go(self, prompt: Prompt) -> Answer:
        ways = [f"{GO} {prompt.enter}"] if prompt.enter else [f"{GO} waits for the answer"]
        typed = self._talk.terminal.ask("; ".join([*ways, *_keys(prompt), _BACK])).strip().casefold()
        if typed == GO:
            return Answer(prompt.id)
        return self._by_key(prompt, typed) if prompt.key(typed) else self._back_or_again(prompt, typed)

    def _back_or_again(self, prompt: Prompt, typed: str) -> Answer:
        if not typed:
            raise GoBack
        self._talk.tell(f"Type {' or '.join([GO, *(each.name for each in prompt.keys)])}.")
        return self._go(prompt)

    def _by_key(self, prompt: Prompt, name: str) -> Answer:
        leads_to = (key := prompt.key(name)) and key.prompt
        return self.ask(leads_to) if leads_to else Answer(prompt.id, key=name)

    def _field(self, field: Field, prompt: Prompt | None) -> Secret:
        """What was typed for it; with the prompt's keys in the question where it is the first one."""
        if field.kind is FieldKind.CHOICE:
            return self._choice(field)
        question = "; ".join([field.question or field.label, *(_keys(prompt) if prompt else ()), _BACK])
        if field.kind is FieldKind.SECRET or field.lasting:
            typed = self._talk.terminal.ask_secret(question)
        else:
            typed = Secret(self._talk.terminal.ask(question).strip())
        if not typed and not field.optional:
            raise GoBack
        return typed

    def _choice(self, field: Field) -> Secret:
        self._talk.tell(*(f"{number}. {each.label}" for number, each in enumerate(field.choices, 1)))
        while typed := self._talk.terminal.ask(f"{field.label}, by its number; {_BACK}").strip():
            chosen = self._talk.by_number(typed, field.choices)
            if chosen is not None:
                return Secret(chosen.value)
        raise GoBack


def _keys(prompt: Prompt) -> list[str]:
    return [f"{each.name} {each.does}" for each in prompt.keys]


def _key(prompt: Prompt, typed: Secret) -> str:
    word = clean(typed.reveal(), 16).casefold()
    return word if prompt.key(word) else ""


def _is_number(prompt: Prompt) -> bool:
    return prompt.fields[0].kind is FieldKind.PHONE


_SAYS: Mapping[MethodKind, str] = {
    MethodKind.TOTP: "the caller's app shows",
    MethodKind.OATH_TOKEN: "the caller's token shows",
    MethodKind.RECOVERY_CODE: "the caller's sheet has",
    MethodKind.ACCESS_PASS: "the caller's pass is",
    MethodKind.SMS: "the message says",
    MethodKind.EMAIL: "the message says",
    MethodKind.MANAGER: "the manager's message says",
    MethodKind.CALL_BACK: "the caller says the number",
    MethodKind.QUESTIONS: "the caller answers",
    MethodKind.SECOND_OPERATOR: "the login of a colleague, and the password too, is",
}


def hint(talk: Conversation, account: AccountId, kind: MethodKind) -> None:
    """What the made-up caller of the demo answers: whoever tries the desk plays the caller, too."""
    demo = talk.console.demo
    if demo is not None:
        said = demo.caller_says(account, kind)
        beside = f" {demo.colleague}" if kind is MethodKind.SECOND_OPERATOR else ""
        talk.tell(f"Demo: {_SAYS.get(kind, 'the caller says')} {said or 'nothing'}.{beside}")
