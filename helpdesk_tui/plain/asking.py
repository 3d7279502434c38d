"""Any prompt of the desk in lines: one loop for every kind of method."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from typing import Protocol, TypeVar

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.conversation.prompt import Answer, Field, FieldKind, Prompt
from helpdesk_tui.desk.effect import ENDS
from helpdesk_tui.desk.errors import HelpdeskError, Refused
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import N_, _, any_of
from helpdesk_tui.plain.conversation import Speaking
from helpdesk_tui.plain.holding import held
from helpdesk_tui.plain.shows import lines_of
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean
from helpdesk_tui.words.times import clock_time

Taken = TypeVar("Taken")

GO = "go"
_READING_SECONDS = 600  # what is handed out is written down by hand


class GoBack(Exception):
    """The operator wants to go back to where this was chosen."""


class Asker(Protocol):
    """Puts prompts before whoever answers. Raises `GoBack`, and what its way of asking raises."""

    def ask(self, prompt: Prompt) -> Answer: ...

    def refuse(self, why: Problem) -> None:
        """Say what was wrong with the answer."""

    def is_back_within(self, prompt: Prompt, seconds: float) -> bool:
        """While an answer is waited for that comes from elsewhere: whether somebody goes back meanwhile."""


def ends(why: Problem) -> bool:
    """Whether nothing more can be asked after it."""
    return why.effect in ENDS or why.ends_session


def put(asker: Asker, prompt: Prompt, take: Callable[[Answer], Taken], stands: Callable[[], Taken]) -> Taken:
    """What comes of one answer. Where it was refused and more can be asked, what `stands` says. Raises what
    ends it, and `Refused` (cancelled) where somebody goes back."""
    try:
        answer = asker.ask(prompt)
    except GoBack:
        raise Refused(problem("cancelled")) from None
    try:
        with held():
            return take(answer)
    except HelpdeskError as error:
        if ends(error.problem):
            raise
        asker.refuse(error.problem)
        return stands()
    finally:
        answer.drop()


class Lines:
    """On the terminal. A key of the prompt is typed as its name; Enter alone goes back, which `back` says."""

    def __init__(
        self,
        talk: Speaking,
        account: AccountId,
        kind: MethodKind | None,
        back: str = "",
        hinted: frozenset[FieldKind] = frozenset(FieldKind) - {FieldKind.CHOICE},
    ) -> None:
        """`hinted`: for what fields the demo's caller has something to say."""
        self._talk = talk
        self._account = account
        self.kind = kind
        self._back = back or _("Enter alone for the list")
        self._hinted = hinted
        self._on_page = False
        self._to_say: list[str] = []  # on the next page

    def ask(self, prompt: Prompt) -> Answer:
        self._on_page = prompt.vanishes
        terminal = self._talk.terminal
        with terminal.asking(prompt), terminal.page() if prompt.vanishes else nullcontext():
            return self._asked(prompt)

    def _asked(self, prompt: Prompt) -> Answer:
        self._tell(prompt)
        if prompt.hands_out:
            self._talk.terminal.wait(_("The person writes this down. Enter clears it"), _READING_SECONDS)
            return Answer(prompt.id)
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
        if self._on_page:
            self._to_say.append(str(why))
        else:
            self._talk.refuse(why)

    def is_back_within(self, prompt: Prompt, seconds: float) -> bool:  # noqa: ARG002 - said before
        return self._talk.terminal.is_entered_within(seconds)

    def _tell(self, prompt: Prompt) -> None:
        said = [*self._to_say, prompt.advice] if prompt.advice else self._to_say
        self._to_say = []
        if prompt.until:
            now = self._talk.console.sign_in.clock.now()
            said.append(_("The code is good until {until}.", until=clock_time(prompt.until, now)))
        said += lines_of(prompt.shows, pictures=self._talk.terminal.pictures)
        if prompt.doubt:
            said.append(str(prompt.doubt))
        if said:
            self._talk.tell(*said)
        if self._is_hinted(prompt):
            hint(self._talk, self._account, MethodKind.CALL_BACK if _is_number(prompt) else self.kind)

    def _is_hinted(self, prompt: Prompt) -> bool:
        asked = prompt.fields[0].kind if prompt.fields else None
        if self.kind is MethodKind.SECOND_OPERATOR:  # a code is the colleague's own
            return asked is None or any(each.kind in _OF_COLLEAGUES for each in prompt.fields)
        return asked in self._hinted

    def _go(self, prompt: Prompt) -> Answer:
        ways = [f"{GO} {prompt.enter}"] if prompt.enter else [_("{go} waits for the answer", go=GO)]
        typed = self._talk.terminal.ask("; ".join([*ways, *_keys(prompt), self._back])).strip().casefold()
        if typed == GO:
            return Answer(prompt.id)
        return self._by_key(prompt, typed) if prompt.key(typed) else self._again(prompt, typed)

    def _again(self, prompt: Prompt, typed: str) -> Answer:
        if not typed:
            raise GoBack
        words = any_of([GO, *(each.name for each in prompt.keys)])
        self._talk.terminal.correct(_("Type {words}.", words=words))
        return self._go(prompt)

    def _by_key(self, prompt: Prompt, name: str) -> Answer:
        aside = prompt.aside(name)
        return self._asked(aside) if aside is not prompt else Answer(prompt.id, key=name)

    def _field(self, field: Field, prompt: Prompt | None) -> Secret:
        """What was typed for it; with the prompt's keys in the question where it is the first one."""
        if field.kind is FieldKind.CHOICE:
            return self._choice(field)
        asked = field.question or field.label
        question = "; ".join([asked, *(_keys(prompt) if prompt else ()), self._otherwise(field)])
        if field.kind is FieldKind.SECRET or field.lasting:
            typed = self._talk.terminal.ask_secret(question)
        else:
            typed = Secret(self._talk.terminal.ask(question).strip())
        if not typed and not field.optional:
            raise GoBack
        return typed or Secret(field.value)

    def _otherwise(self, field: Field) -> str:
        """What Enter alone does."""
        if not field.optional:
            return self._back
        return (
            _("Enter alone for {value}", value=field.value) if field.value else _("Enter alone leaves it out")
        )

    def _choice(self, field: Field) -> Secret:
        self._talk.tell(*(f"{number}. {each.label}" for number, each in enumerate(field.choices, 1)))
        while typed := self._talk.terminal.ask(
            f"{_('{field}, by its number', field=field.label)}; {self._back}"
        ).strip():
            chosen = self._talk.by_number(typed, field.choices)
            if chosen is not None:
                return Secret(chosen.value)
        raise GoBack


class Prefilled:
    """Another asker, but what was said on the command line is not asked for again: the first time round."""

    def __init__(self, asker: Asker, given: Mapping[str, str | None], agreed: frozenset[str]) -> None:
        """`given`: by names of fields; None = as it stands in the field. `agreed`: prompts to go on from."""
        self._asker = asker
        self._given = dict(given)
        self._agreed = set(agreed)

    def ask(self, prompt: Prompt) -> Answer:
        known = {
            each.name: Secret(each.value if said is None else said)
            for each in prompt.fields
            if (said := self._given.pop(each.name, "")) != ""
        }
        asked = replace(prompt, fields=tuple(each for each in prompt.fields if each.name not in known))
        if not asked.fields and (known or prompt.id in self._agreed):
            self._agreed.discard(prompt.id)
            return Answer(prompt.id, known)
        answer = self._asker.ask(asked)
        return answer if answer.key else replace(answer, values={**known, **answer.values})

    def refuse(self, why: Problem) -> None:
        self._asker.refuse(why)

    def is_back_within(self, prompt: Prompt, seconds: float) -> bool:
        return self._asker.is_back_within(prompt, seconds)


_OF_COLLEAGUES = frozenset({FieldKind.LOGIN, FieldKind.SECRET})


def _keys(prompt: Prompt) -> list[str]:
    return [f"{each.name} {each.does}" for each in prompt.keys]


def _key(prompt: Prompt, typed: Secret) -> str:
    word = clean(typed.reveal(), 16).casefold()
    return word if prompt.key(word) else ""


def _is_number(prompt: Prompt) -> bool:
    return bool(prompt.fields) and prompt.fields[0].kind is FieldKind.PHONE


_SAYS: Mapping[MethodKind | None, str] = {
    None: N_("Demo: the person's password at first is {said}."),
    MethodKind.TOTP: N_("Demo: the person's app shows {said}."),
    MethodKind.OATH_TOKEN: N_("Demo: the person's token shows {said}."),
    MethodKind.RECOVERY_CODE: N_("Demo: the person's sheet has {said}."),
    MethodKind.ACCESS_PASS: N_("Demo: the person's pass is {said}."),
    MethodKind.SMS: N_("Demo: the message says {said}."),
    MethodKind.EMAIL: N_("Demo: the message says {said}."),
    MethodKind.MANAGER: N_("Demo: the manager's message says {said}."),
    MethodKind.CALL_BACK: N_("Demo: the caller says the number {said}."),
    MethodKind.QUESTIONS: N_("Demo: the caller answers {said}."),
    MethodKind.SECOND_OPERATOR: N_("Demo: the login of a colleague, and the password too, is {said}."),
}


def hint(talk: Speaking, account: AccountId, kind: MethodKind | None) -> None:
    """What the made-up caller of the demo answers: whoever tries the desk plays the caller, too."""
    demo = talk.console.demo
    if demo is not None:
        said = demo.caller_says(account, kind)
        beside = f" {demo.colleague}" if kind is MethodKind.SECOND_OPERATOR else ""
        words = _(_SAYS.get(kind, N_("Demo: the caller says {said}.")), said=said or _("nothing"))
        talk.tell(f"{words}{beside}")
