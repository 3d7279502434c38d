"""The screens that lie on one another, and the writes, which no screen's end cancels."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from textual.screen import Screen

from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.tui.messages import SessionEnded
from helpdesk_tui.tui.screens.base import DeskScreen

if TYPE_CHECKING:
    from helpdesk_tui.tui.app import DeskApp

_S = TypeVar("_S", bound=Screen[Any])
_R = TypeVar("_R")


class Stack:
    """One operator's screens. The call and the registration both move on it."""

    def __init__(self, app: "DeskApp") -> None:
        self._app = app

    def push(self, screen: Screen[_R], ended: Callable[[_R | None], None] | None = None) -> None:
        self._app.push_screen(screen, ended)

    def replace(self, screen: Screen[Any]) -> None:
        """The uppermost goes, with its secrets, and this one takes its place."""
        self._app.part_with(self._app.screen)
        self._app.switch_screen(screen)

    def confirm(self, question: Screen[bool | None], then: Callable[[], None]) -> None:
        """`then`, if the answer is yes."""
        self.push(question, lambda answer: then() if answer else None)

    def find(self, kind: type[_S]) -> _S | None:
        """The uppermost screen of this kind."""
        return next((each for each in reversed(self._app.screen_stack) if isinstance(each, kind)), None)

    def holds(self, screen: Screen[Any]) -> bool:
        """Whether the screen is still there, on top or under another."""
        return screen in self._app.screen_stack

    def back_to(self, kind: type[_S]) -> _S | None:
        """Close every screen above the last one of this kind."""
        target = self.find(kind)
        if target is not None:
            self._app.close_screens_above(target)
        return target

    def read_again(self) -> None:
        """Screens that show what the desk knows of an account are true again when they come to light."""
        for screen in self._app.screen_stack:
            if isinstance(screen, DeskScreen):
                screen.read_again()

    def tell(self, problem: Problem) -> None:
        """What went wrong, on the screen that is seen."""
        screen = self._app.screen
        if isinstance(screen, DeskScreen):
            screen.show_problem(problem)
        else:
            self._app.say(str(problem))
            if problem.ends_session:
                self._app.post_message(SessionEnded(problem))

    def tell_later(self, problem: Problem) -> None:
        """`tell`, once the screen that is about to close is gone."""
        self._app.call_later(self.tell, problem)

    def look(self, work: Awaitable[None], description: str) -> None:
        """Ask the desk for something before a screen can open; a later question replaces it."""
        self._app.run_worker(work, group="look", description=description, exit_on_error=False, exclusive=True)

    def write(self, description: str, write: Callable[..., Awaitable[None]], *facts: object) -> None:
        """Runs on the app, so that no screen's end cancels it; the program ends only after it."""

        async def run() -> None:
            with self._app.writing():
                await write(*facts)

        self._app.run_worker(run(), group="write", description=description, exit_on_error=False)
