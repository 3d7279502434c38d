"""The screens that lie on one another, and the writes, which no screen's end cancels."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from textual.app import App
from textual.screen import Screen

from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.tui.messages import SessionEnded, WorkLeft
from helpdesk_tui.tui.screens.base import DeskScreen

_S = TypeVar("_S", bound=Screen[Any])
_R = TypeVar("_R")


class Stack:
    """One operator's screens. The call and the registration both move on it.

    `writing` keeps the program from ending while it is open; `say` shows a sentence wherever the app is.
    """

    def __init__(
        self, app: App[Any], writing: Callable[[], AbstractContextManager[None]], say: Callable[[str], None]
    ) -> None:
        self._app = app
        self._writing = writing
        self._say = say
        self._is_over = False

    def end(self) -> None:
        """The operator is gone: whatever is answered yet opens nothing, and shows nothing."""
        self._is_over = True

    def push(self, screen: Screen[_R], ended: Callable[[_R | None], None] | None = None) -> None:
        if not self._is_over:
            self._app.push_screen(screen, ended)

    def replace(self, screen: Screen[Any]) -> None:
        """The uppermost goes, with its secrets, and this one takes its place."""
        if self._is_over:
            return
        self._part_with(self._app.screen)
        self._app.switch_screen(screen)

    def confirm(self, question: Screen[bool | None], then: Callable[[], None]) -> None:
        """`then`, if the answer is yes."""
        self.push(question, lambda answer: then() if answer else None)

    def find(self, kind: type[_S]) -> _S | None:
        """The uppermost screen of this kind."""
        shown = () if self._is_over else reversed(self._app.screen_stack)
        return next((each for each in shown if isinstance(each, kind)), None)

    def holds(self, screen: Screen[Any]) -> bool:
        """Whether the screen is still there, on top or under another."""
        return screen in self._app.screen_stack

    def back_to(self, kind: type[_S]) -> _S | None:
        """Close every screen above the last one of this kind, with its secrets."""
        target = self.find(kind)
        while target is not None and self._app.screen is not target and len(self._app.screen_stack) > 2:
            self._part_with(self._app.screen)
            self._app.pop_screen()
        return target

    def _part_with(self, screen: Screen[Any]) -> None:
        """The screen is about to go for good."""
        clean_up = screen.part() if isinstance(screen, DeskScreen) else None
        if clean_up:
            self._app.post_message(WorkLeft(clean_up))

    def read_again(self) -> None:
        """Screens that show what the desk knows of an account are true again when they come to light."""
        for screen in self._app.screen_stack:
            if isinstance(screen, DeskScreen) and not self._is_over:
                screen.read_again()

    def tell(self, problem: Problem) -> None:
        """What went wrong, on the screen that is seen."""
        if self._is_over:
            return
        screen = self._app.screen
        if isinstance(screen, DeskScreen):
            screen.show_problem(problem)
        else:
            self._say(str(problem))
            if problem.ends_session:
                self._app.post_message(SessionEnded(problem))

    def tell_later(self, problem: Problem) -> None:
        """`tell`, once the screen that is about to close is gone."""
        self._app.call_later(self.tell, problem)

    def look(self, work: Awaitable[None], description: str) -> None:
        """Ask the desk for something before a screen can open; a later question replaces it."""
        if self._is_over:
            return
        self._app.run_worker(work, group="look", description=description, exit_on_error=False, exclusive=True)

    def write(self, description: str, write: Callable[..., Awaitable[None]], *facts: object) -> None:
        """Runs on the app, so that no screen's end cancels it; the program ends only after it."""

        async def run() -> None:
            with self._writing():
                await write(*facts)

        self._app.run_worker(run(), group="write", description=description, exit_on_error=False)
