"""What every screen has: the context bar, its own parts, the problem line, the line of keys."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.going import GoesAnyTime
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.messages import DeskAnswered, SessionEnded, WorkLeft
from helpdesk_tui.tui.timers import SureTimers
from helpdesk_tui.tui.type_ahead import TakesTypedAhead, TypeAhead
from helpdesk_tui.tui.widgets.body import Body
from helpdesk_tui.tui.widgets.context_bar import Context, ContextBar
from helpdesk_tui.tui.widgets.fields import SecretField
from helpdesk_tui.tui.widgets.key_line import KeyLine
from helpdesk_tui.tui.widgets.problem_line import ProblemLine
from helpdesk_tui.tui.widgets.rail import Rail, Step
from helpdesk_tui.tui.widgets.too_small import TooSmall

if TYPE_CHECKING:
    from helpdesk_tui.console import DemoGuide
    from helpdesk_tui.desk.ports import Clock

Result = TypeVar("Result")
T = TypeVar("T")
CleanUp = Callable[[], None]


@dataclass(frozen=True)
class Surroundings:
    """What every screen is given, whatever it is for."""

    context: Context
    clock: "Clock"
    demo: "DemoGuide | None"
    visible_seconds: int  # how long what is handed out is shown
    copies_notes: bool = False  # whether policy lets a note go to the clipboard of the terminal


class DeskScreen(SureTimers, GoesAnyTime, TakesTypedAhead, Screen[Result]):
    """Subclasses give `parts()`, `HELP` and a `TITLE`, and `is_waiting` where they ask the desk. Where
    something is changed or handed out `takes_typed_ahead` is False: it is read before a key counts."""

    ALLOW_SELECT = False
    opens_cards: ClassVar[bool] = False  # of anybody, from here
    STEP: ClassVar[Step | None] = None  # of a call
    is_of_sign_in: ClassVar[bool] = False  # somebody's password was taken, and more is asked for
    opens_desk: ClassVar[bool] = False  # the desk opens in its place
    covers: ClassVar[bool] = False  # a desk that is locked
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("detail", "detail"),
        bind("page-up", "scroll_page(-1)", show=False),
        bind("page-down", "scroll_page(1)", show=False),
    ]

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.around = around
        self.context = around.context
        self.clock = around.clock
        self._parted = False
        self._waiting: tuple[Result | None, ...] = ()  # the result that waits for a dialog to close

    def compose(self) -> ComposeResult:
        yield from self.frame()
        yield TooSmall()

    def frame(self) -> ComposeResult:
        """The parts, between what every screen has."""
        yield ContextBar(self.context, elevated=getattr(self.app, "elevated", False))
        if self.STEP is not None:
            yield Rail(self.STEP)
        with Body():
            yield from self.parts()
        yield ProblemLine(self.context.help_link)
        yield KeyLine()

    def parts(self) -> ComposeResult:
        """The widgets between the context bar and the problem line."""
        raise NotImplementedError  # each screen has its own: Textual knows no abstract ones

    def leave(self) -> CleanUp | None:
        """Called once when the screen goes for good: drop secrets here; what may block is returned."""
        return None

    def part(self) -> CleanUp | None:
        """`leave`, the first time, and no field holds a password any more; nothing after that."""
        if self._parted:
            return None
        self._parted = True
        for field in self.query(SecretField):
            field.clear()
        return self.leave()

    def finish(self, result: Result | None = None) -> None:
        """Dismiss with the result; while a dialog lies on top, as soon as that is closed."""
        if self.app.screen is not self:  # `is_current` is true under a dialog as well
            self._waiting = (result,)
            return
        clean_up = self.part()
        if clean_up:
            self.app.post_message(WorkLeft(clean_up))
        self.dismiss(result)

    def on_screen_resume(self) -> None:
        if self._waiting:
            self.call_next(self.finish, *self._waiting)  # before any key
            self._waiting = ()

    def may_close(self) -> bool:
        """Whether nothing is lost that nobody saw; else it is said, and the same key again closes."""
        return True

    def read_again(self) -> None:
        """Ask the desk again for what is shown, where that can have changed."""

    def ask_desk(
        self,
        group: str,
        description: str,
        use_case: Callable[[], T],
        take: Callable[[T | Problem], None],
    ) -> Worker[None]:
        """In a thread; `take` gets the answer in a message of its own. A later question of the group takes
        the place of this one."""

        async def put() -> None:
            self.post_message(DeskAnswered(take, await ask(use_case)))

        return self.run_worker(put, group=group, description=description, exit_on_error=False, exclusive=True)

    def on_desk_answered(self, event: DeskAnswered) -> None:
        event.stop()
        event.take(event.answer)

    @property
    def problem(self) -> Problem | None:
        """That which is shown."""
        lines = self.query(ProblemLine)
        return lines.first().problem if lines else None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All refusals that are seen now: F12 says what they mean."""
        return (self.problem,) if self.problem else ()

    def show_problem(self, problem: Problem | None) -> None:
        self.query_one(ProblemLine).show(problem)
        self.call_after_refresh(self._keep_focus_in_sight)
        if problem is not None:
            self.drop_typed_ahead(and_the_rest=True)
            if problem.ends_session:
                self.app.post_message(SessionEnded(problem))

    def is_warned(self, sentence: str) -> bool:
        """Whether this is what is read now: the same key again goes on. Else it is said, and no key counts
        that is typed before anybody can have read it."""
        if self.query_one(ProblemLine).sentence == sentence:
            return True
        self.say(sentence)
        self.drop_typed_ahead(and_the_rest=True)
        return False

    def offers(self, key_id: str) -> bool:  # noqa: ARG002 - for screens where that depends
        """Whether the line of keys names it. One that is not offered still says why, when it is pressed."""
        return True

    def key_label(self, key_id: str) -> str:  # noqa: ARG002 - for screens whose keys change
        """What a key is called at this moment; "" = as always."""
        return ""

    def say(self, sentence: str) -> None:
        self.query_one(ProblemLine).say(sentence)
        self.call_after_refresh(self._keep_focus_in_sight)

    @property
    def is_drawn(self) -> bool:
        """Whether its parts are there: a size may come before them, and while the screen goes."""
        return bool(self.query(Body))

    def on_resize(self) -> None:
        self.call_after_refresh(self._keep_focus_in_sight)

    def _keep_focus_in_sight(self) -> None:
        """What was said, or a lower window, takes lines from the body."""
        if self.focused is not None:
            self.focused.scroll_visible(animate=False)

    def key_of(self, key_id: str) -> str:
        """The key that does this here now, as keyboards name it; "" where none does."""
        found = (each.binding for each in self.active_bindings.values() if each.binding.id == key_id)
        return next((self.app.get_key_display(binding) for binding in found), "")

    def warn(self, sentence: str) -> None:
        """`say`, where a key did not do what it was pressed for."""
        self.say(sentence)
        self.drop_typed_ahead()

    def say_also(self, sentence: str) -> None:
        """Behind what is said already."""
        for line in self.query(ProblemLine):  # none, where nothing is drawn yet
            line.say_also(sentence)

    def drop_typed_ahead(self, *, and_the_rest: bool = False) -> None:
        """Something else came than the keys that wait were typed for; `and_the_rest` as `TypeAhead` says."""
        if isinstance(self.app, TypeAhead) and self.app.screen is self:
            self.app.drop_typed_ahead(and_the_rest=and_the_rest)

    def action_scroll(self, by: int) -> None:
        if part := self._scrolling(by):
            part.scroll_to(y=part.scroll_y + by, animate=False)

    def action_scroll_page(self, pages: int) -> None:
        if part := self._scrolling(pages):
            part.scroll_to(y=part.scroll_y + pages * max(part.size.height - 1, 1), animate=False)

    def _scrolling(self, by: int) -> Widget | None:
        """The innermost part that can scroll that way."""
        parts = [each for each in self.query(Widget) if each.show_vertical_scrollbar and each.size]
        can = [each for each in parts if (each.scroll_y < each.max_scroll_y if by > 0 else each.scroll_y > 0)]
        return can[-1] if can else None

    def action_next_field(self) -> None:
        self.focus_next()

    def action_detail(self) -> None:
        self.query_one(ProblemLine).toggle_detail()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002 - Textual's signature
        if action == "detail":
            line = self.query(ProblemLine)
            return bool(line) and line.first().has_detail
        return True

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A worker that ended in an exception shows a fault of ours: it must not pass in silence."""
        if event.state is WorkerState.ERROR and isinstance(event.worker.error, Exception):
            raise event.worker.error
