"""The terminal of a dialogue: words that are understood at every question, places that one goes back from."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from helpdesk_tui.desk.conversation.prompt import Prompt
from helpdesk_tui.desk.errors import HelpdeskError, Refused
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import N_, _
from helpdesk_tui.plain.asking import GoBack
from helpdesk_tui.plain.dialogue.interrupts import Interrupts
from helpdesk_tui.plain.dialogue.speech import speakable
from helpdesk_tui.plain.holding import was_told_to_end
from helpdesk_tui.plain.output import Output
from helpdesk_tui.plain.terminal import InputEnded, Terminal, TerminalLost
from helpdesk_tui.plain.yes_or_no import is_yes
from helpdesk_tui.secret import Secret
from helpdesk_tui.words.problems import asks_for_somebody

T = TypeVar("T")

WORDS = {
    "?": N_("says what can be answered here"),
    "back": N_("goes one step back; nothing is changed"),
    "menu": N_("ends this call and goes to the menu"),
    "detail": N_("says more of the last error: what the server said, and what that means"),
    "lock": N_("locks: this call ends, and you alone open it again, with your password"),
    "quit": N_("signs out and ends"),
}
"""Understood at every question whose answer is seen."""

_QUOTED = '"{}"'
_GIVEN_UP = frozenset({"cancelled", "not-confirmed"})  # said, but nothing went wrong


class ToMenu(Exception):
    """The call is over: on to the next."""


class Quit(Exception):
    """Somebody ends the program."""


class ToLock(Exception):
    """The operator goes away, and comes back."""


class SignedOut(Exception):
    """The operator leaves the terminal to others."""


@dataclass(frozen=True)
class Place:
    """Where the dialogue is; title and help may be marked sentences. `guard` says what would be lost
    by leaving now; "" = nothing."""

    title: str
    help: Sequence[str] | Callable[[], Sequence[str]] = ()
    guard: Callable[[], str] = lambda: ""


class Spoken(Terminal):
    """Speaks through another terminal. Its questions raise `GoBack`, `ToMenu`, `ToLock`, `Quit`, and what
    `Terminal` raises where nobody answers or the line broke."""

    def __init__(self, inner: Terminal, help_link: str = "", *, pictures: bool = False) -> None:
        super().__init__()
        self.pictures = pictures
        self._inner = inner
        self._help_link = help_link
        self._places: list[Place] = []
        self._on_page = False
        self.last: Problem | None = None  # that was told
        self.interrupts = Interrupts()

    def wait_for_answers(self, seconds: float) -> None:
        """From now on, at every question; 0 = for ever."""
        self._inner.patience = seconds or None

    # --- places ---------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def at(self, place: Place) -> Iterator[None]:
        """What is asked in here is asked at this place."""
        self._places.append(place)
        try:
            yield
        finally:
            self._places.pop()

    def may_leave(self) -> bool:
        """Asks, where something would be lost by leaving this place."""
        return self._is_sure(self._places[-1:])

    def _is_sure(self, places: Sequence[Place]) -> bool:
        lost = [said for said in (place.guard() for place in reversed(places)) if said]
        if not lost:
            return True
        self.drop_typed_ahead()
        self.say(*lost)
        try:
            with self.interrupts.taken():
                typed = self._inner.ask(_("Type yes to leave it even so; Enter alone stays"))
        except InputEnded:
            return True  # nobody types anything any more
        except KeyboardInterrupt:
            self.say("")
            return False
        return is_yes(typed)

    # --- speaking -------------------------------------------------------------------------------------

    def require(self) -> None:
        self._inner.require()

    def say(self, *lines: str) -> None:
        self._inner.say(*(lines if self._on_page else map(speakable, lines)))

    def clear(self) -> bool:
        """Forget what was said: the last error, too, and what was typed ahead."""
        self.last = None
        self.drop_typed_ahead()
        return self._inner.clear()

    def correct(self, *lines: str) -> None:
        """As an error, in front of the question that is asked again. Nothing counts as its answer that was
        typed before."""
        dropped = self.drop_typed_ahead()
        first, *rest = lines
        self.say(_("Error: {what}", what=first), *rest)
        if dropped:
            self.say(_("What was typed ahead is dropped."))

    def refuse(self, why: Problem) -> None:
        self.last = why
        if why.code in _GIVEN_UP:
            self.drop_typed_ahead()
            self.say(str(why))
            return
        self.correct(str(why))
        if self._help_link and asks_for_somebody(why):
            self.say(_("Help: {link}", link=self._help_link))

    def drop_typed_ahead(self) -> bool:
        return self._inner.drop_typed_ahead()

    # --- asking ---------------------------------------------------------------------------------------

    def ask(self, question: str) -> str:
        """One of `WORDS` as an answer stands in quotation marks: "back"."""
        while True:
            typed = self._answered(partial(self._inner.ask, speakable(question)))
            word = typed.strip().casefold()
            if word in map(_QUOTED.format, WORDS):
                return typed.strip().strip('"')
            if word not in WORDS:
                return typed
            self._obey(word)

    def ask_secret(self, question: str) -> Secret:
        """No word is understood here: it may be the password."""
        return self._answered(partial(self._inner.ask_secret, speakable(question)))

    def _answered(self, ask: Callable[[], T]) -> T:
        """Ctrl+C goes back, the end of input ends; where something would be lost, both ask first."""
        while True:
            if was_told_to_end():
                raise SystemExit(1)
            try:
                with self.interrupts.taken():
                    return ask()
            except KeyboardInterrupt:
                self.say("")
                self._go(GoBack(), self._places[-1:])
            except TerminalLost:
                raise
            except InputEnded:
                self._go(Quit(), self._places)
            except Refused as error:  # what was typed cannot be read
                self.refuse(error.problem)

    def _go(self, where: Exception, places: Sequence[Place]) -> None:
        if self._is_sure(places):
            raise where

    def _obey(self, word: str) -> None:
        """Comes back where the question is to be asked again."""
        if word == "back":
            self._go(GoBack(), self._places[-1:])
        elif word in {"menu", "quit"}:
            self._go({"menu": ToMenu, "quit": Quit}[word](), self._places)
        elif word == "lock":
            raise ToLock  # at once: who goes away answers no question
        elif word == "detail":
            self._tell_detail()
        else:
            self._tell_help()

    def _tell_help(self) -> None:
        if self._places:
            place = self._places[-1]
            said = place.help() if callable(place.help) else place.help
            self.say(f"{_(place.title)}.", *map(_, said))
        self.say(_("At every question:"), *(f"{word} {_(does)}." for word, does in WORDS.items()))
        self.say(_('One of these words as an answer stands in quotation marks: "back".'))

    def _tell_detail(self) -> None:
        from helpdesk_tui.words.pages import problem_lines  # noqa: PLC0415 - the pages wait until somebody asks

        if self.last is None:
            self.say(_("There was no error."))
        else:
            self.say(*problem_lines(self.last))

    @contextlib.contextmanager
    def asking(self, prompt: Prompt) -> Iterator[None]:
        """From one question one goes back without a word: what it belongs to is not left by that."""
        keys = (f"{each.name} {each.does}." for each in prompt.keys)
        said = (prompt.advice, *(each.help for each in prompt.fields), *keys)
        with self.at(Place(_("A question"), tuple(filter(None, said)))):
            yield

    # --- pages and waiting ----------------------------------------------------------------------------

    @contextlib.contextmanager
    def page(self) -> Iterator[None]:
        with self._inner.page():
            self._on_page = True
            try:
                yield
            finally:
                self._on_page = False

    def wait(self, question: str, seconds: float) -> None:
        """Ctrl+C clears the page as Enter does."""
        with contextlib.suppress(KeyboardInterrupt), self.interrupts.taken():
            self._inner.wait(question, seconds)

    def is_entered_within(self, seconds: float) -> bool:
        try:
            with self.interrupts.taken():
                return self._inner.is_entered_within(seconds)
        except KeyboardInterrupt:
            return True

    def close(self) -> None:
        self._inner.close()


class SpokenOutput(Output):
    """All that is said goes to the terminal, in its order."""

    def __init__(self, terminal: Spoken) -> None:
        super().__init__()
        self._terminal = terminal

    def say(self, *lines: str) -> None:
        with contextlib.suppress(TerminalLost):  # an outcome is no reason to fail: the next question tells
            self._terminal.say(*lines)

    def note(self, *lines: str) -> None:
        self.say(*lines)


def goes_on_after(error: HelpdeskError) -> bool:
    """Whether the dialogue goes on once this was told."""
    return not isinstance(error, TerminalLost) and not error.problem.ends_session
