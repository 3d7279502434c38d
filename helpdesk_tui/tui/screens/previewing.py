"""A screen on which something is chosen or typed, read as it will happen, and done once."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import ClassVar, Generic, Protocol, TypeVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import _
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.messages import DeskAnswered
from helpdesk_tui.tui.screens.base import DeskScreen, Surroundings
from helpdesk_tui.tui.widgets.body import Page
from helpdesk_tui.tui.widgets.section import Line, Section
from helpdesk_tui.tui.widgets.words import Words


class WillHappen(Protocol):
    """What will happen, before it happens."""

    @property
    def sentences(self) -> tuple[str, ...]: ...

    @property
    def refusals(self) -> tuple[Problem, ...]: ...


P = TypeVar("P", bound=WillHappen)


class PreviewingScreen(DeskScreen[None], Generic[P]):
    """Subclasses say how it is asked (`ask_preview`), and what is done (`do_it`); they call `changed` with
    each change, and place `preview_parts`."""

    takes_typed_ahead = False
    DOES: ClassVar[str]  # id of the key that does it
    BARRED: ClassVar[str]  # what to do where something stands against it
    READY: ClassVar[str]
    UNTOLD: ClassVar[str]  # where no preview came; {refresh} is its key
    DOING: ClassVar[str]
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("cancel", "cancel"),
        bind("refresh", "look_again", show=False),
    ]

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self.request = 0
        self.preview: P | None = None  # of what is chosen and typed now
        self.doing = False
        self._barred = False  # something stood against what was looked at last

    # --- a screen's own -----------------------------------------------------------------------------

    async def ask_preview(self) -> P | Problem:
        raise NotImplementedError  # each screen has its own: Textual knows no abstract ones

    def do_it(self, preview: P) -> None:
        """Once."""
        raise NotImplementedError  # each screen has its own: Textual knows no abstract ones

    def warnings_of(self, preview: P) -> Sequence[Problem]:  # noqa: ARG002 - some have none
        return ()

    # --- the same in all ----------------------------------------------------------------------------

    def preview_parts(self) -> ComposeResult:
        with Page(id="preview"):
            yield Words("", id="will-heading")
            yield Section("", id="will")
            yield Section(_("Mind"), id="warnings")
            yield Section("", id="refusals")
        yield Words(id="ready")

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Also what stands against it, and what is to be minded."""
        shown = self.preview
        return (*super().problems, *((*shown.refusals, *self.warnings_of(shown)) if shown else ()))

    @property
    def is_waiting(self) -> bool:
        return self.doing

    def offers(self, key_id: str) -> bool:
        return key_id != self.DOES or not self._barred

    def changed(self, wait: float) -> None:
        """The preview shown no longer fits: Enter waits for the next, asked for in `wait` seconds."""
        self.forget_preview()
        self._look(self.request, wait)

    def forget_preview(self) -> None:
        """One that is under way comes too late, too."""
        self.request += 1
        self.preview = None

    @work(group="preview", description="preview", exit_on_error=False, exclusive=True)
    async def _look(self, request: int, wait: float) -> None:
        await asyncio.sleep(wait)
        answer = await self.ask_preview()
        self.post_message(DeskAnswered(partial(self._looked, request), answer))

    def _looked(self, request: int, answer: P | Problem) -> None:
        """`request` tells which one: late answers are dropped."""
        if request != self.request or self.doing:
            return
        self._barred = isinstance(answer, Problem) or bool(answer.refusals)
        self.refresh_bindings()
        if isinstance(answer, Problem):
            self.draw((), (), (answer,))
            self.say_next(self.UNTOLD.format(refresh=self.key_of("refresh")))
            return
        self.preview = answer
        self.draw(answer.sentences, self.warnings_of(answer), answer.refusals)
        self.say_next(self.BARRED if self._barred else self.READY)

    def draw(
        self, sentences: Sequence[Line], warnings: Sequence[Problem], refusals: Sequence[Problem]
    ) -> None:
        sections: dict[str, Sequence[Line]] = {
            "will": sentences,
            "warnings": [Content(str(each)) for each in warnings],
            "refusals": [Content.styled(str(each), "bold") for each in refusals],
        }
        for name, lines in sections.items():
            section = self.query_one(f"#{name}", Section)
            section.show(lines)
            section.display = bool(lines) and not (name == "will" and refusals)
        heading = _("What stands against it") if refusals else _("What will happen") if sentences else ""
        self.query_one("#will-heading", Words).show(heading)

    def say_next(self, words: str) -> None:
        self.query_one("#ready", Words).show(words)

    def action_do_it(self) -> None:
        """Once: from here to the answer every key but those of the app does nothing."""
        if self.doing:
            return
        if self.preview is None:
            self.changed(self.wait_before_enter)
            return
        if self.preview.refusals:
            return
        self.doing = True
        self.show_problem(None)
        self.say_next(self.DOING)
        self.do_it(self.preview)

    @property
    def wait_before_enter(self) -> float:
        """Seconds, where Enter came before the preview."""
        return 0.0

    def refused(self, why: Problem) -> None:
        """It was not done; what was typed is still there."""
        self.doing = False
        self.show_problem(why)
        self.changed(0)

    def action_look_again(self) -> None:
        if not self.doing:
            self.changed(0)

    def action_cancel(self) -> None:
        if not self.doing:
            self.finish(None)
