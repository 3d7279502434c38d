"""The app: signing in and out, and what reaches every screen. Where a call goes next is in `calls`."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

from textual import events, work
from textual.app import App
from textual.binding import BindingType
from textual.command import Provider
from textual.driver import Driver
from textual.geometry import Size

from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import _, of_class
from helpdesk_tui.tui import drawn_lines, messages
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.asked_anywhere import AskedAnywhere
from helpdesk_tui.tui.commands import DeskCommands, RecentPeople
from helpdesk_tui.tui.cursor import StandsWhereOneTypes
from helpdesk_tui.tui.driver import TerminalDriver
from helpdesk_tui.tui.keys import bind, keymap
from helpdesk_tui.tui.loading import load_screens
from helpdesk_tui.tui.passing_on import PassesOn
from helpdesk_tui.tui.presence import LocksWhenLeft
from helpdesk_tui.tui.screens.base import CleanUp, DeskScreen, Surroundings
from helpdesk_tui.tui.screens.sign_in import SignInScreen
from helpdesk_tui.tui.stack import Stack
from helpdesk_tui.tui.theme import DESK
from helpdesk_tui.tui.type_ahead import TypeAhead
from helpdesk_tui.tui.widgets.context_bar import Context, ContextBar
from helpdesk_tui.tui.widgets.too_small import COLUMNS, ROWS, TooSmall

if TYPE_CHECKING:
    from helpdesk_tui.console import Console
    from helpdesk_tui.desk.between_calls import LastCall
    from helpdesk_tui.desk.desk import Desk
    from helpdesk_tui.desk.sign_in import SignIn
    from helpdesk_tui.late import LateConsole
    from helpdesk_tui.tui.calls import Calls

_SAY_SECONDS = 6
_NEXT = frozenset({"look", "write", "clean-up"})  # workers: which screen comes, and what it shows
_THREAT_SECONDS = 15.0  # between looks whether the threat rose or fell


class DeskApp(PassesOn, LocksWhenLeft, AskedAnywhere, StandsWhereOneTypes, TypeAhead[None]):
    """One console on one terminal. `terminated` and `farewell` tell the caller how it ended."""

    TITLE = of_class("Help desk")
    CSS_PATH = "desk.tcss"
    ALLOW_SELECT = False
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {RecentPeople, DeskCommands}
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("help", "help", priority=True),
        bind("lock", "lock", show=False, priority=True),
        bind("quit", "quit", priority=True),
        bind("quit-too", "quit", show=False, priority=True),
        bind("palette", "command_palette", show=False, priority=True),
        bind("explain", "explain", show=False, priority=True),
        bind("feedback", "feedback", show=False, priority=True),
        bind("jump", "jump", show=False, priority=True),
        bind("tour", "tour", show=False, priority=True),
        bind("redraw", "redraw", show=False, priority=True),
        bind("interrupt", "interrupt", show=False),
    ]

    def __init__(
        self,
        console: "Console | LateConsole",
        when_drawn: Callable[[], None] = lambda: None,
    ) -> None:
        """`when_drawn` is called once, when the sign-in screen is."""
        drawn_lines.go_with_their_widget()
        super().__init__(ansi_color=DESK.ansi)
        self.desk_console = console
        self.clock = console.clock
        self.repaints = console.repaints
        self._when_drawn = when_drawn
        self._desk: Desk | None = None
        self._calls: Calls | None = None
        self._clean_ups: list[CleanUp] = []
        self.elevated = False  # whether the threat is; every context bar says so
        self.animation_level = "none"
        self.register_theme(DESK)
        self.set_reactive(App.theme, DESK.name)  # quietly: else the stylesheet is parsed twice, and applied
        self.stylesheet.set_variables(self.get_css_variables())
        self.chosen_keys = console.keys
        self.set_keymap(keymap(console.keys))

    def get_driver_class(self) -> type[Driver]:
        return TerminalDriver

    def on_mount(self) -> None:
        self._obey_signals()
        self.screen_change_signal.subscribe(self, self._draw_whole, immediate=True)
        self._show_sign_in()
        self.call_after_refresh(self._when_drawn)
        self.watch_whether_left()
        self.set_interval(_THREAT_SECONDS, self._look_at_threat)

    # --- signing in and out -------------------------------------------------------------------------

    def _show_sign_in(self, said: str = "") -> None:
        console = self.desk_console
        context = Context(domain=console.target, demo=console.demo is not None)
        around = Surroundings(context, self.clock, console.demo, visible_seconds=0)  # nothing is handed out
        screen = SignInScreen(around, self._way_in, console.by, console.default_login, console.notices)
        self.push_screen(screen)
        if said:
            self.call_after_refresh(screen.say, said)

    def _way_in(self) -> "SignIn":
        """With the screens behind the sign-in: they take a while to import."""
        load_screens()
        return self.desk_console.sign_in

    async def on_signed_in(self, event: messages.SignedIn) -> None:
        from helpdesk_tui.tui.calls import Calls  # noqa: PLC0415 - loaded when the sign-in screen was drawn

        self._touched()
        self._desk = event.desk
        stack = Stack(self, self.writing, self.say)
        self._calls = Calls(
            stack,
            event.desk,
            self.clock,
            self.desk_console.demo,
            self.desk_console.doctor,
            copies_notes=self.desk_console.copies_notes,
        )
        self._look_at_threat()
        while not (isinstance(self.screen, DeskScreen) and self.screen.opens_desk):
            self.pop_screen()  # the help may lie over it
        search = self._calls.search_screen()
        shown = self.switch_screen(search)
        if event.back_to is not None:
            await shown
            self._calls.open_card(event.back_to, ())
        self._tell_at_sign_in(event.desk, search)

    def _tell_at_sign_in(self, desk: "Desk", search: DeskScreen[None]) -> None:
        from helpdesk_tui.tui.dialogs.notice import NoticeDialog  # noqa: PLC0415 - as above
        from helpdesk_tui.words import outcomes, reports  # noqa: PLC0415 - as above

        if desk.by_ticket:
            self.call_after_refresh(search.say, outcomes.by_ticket_sentence(desk.operator.login))
        if desk.held:
            now = self.clock.now()
            held = "\n".join(reports.held_short(each, now) for each in desk.held)
            self.push_screen(NoticeDialog(_("Held: 'this was not me'"), held, _(reports.HELD_AT_SIGN_IN)))
        if words := outcomes.wrong_codes_sentence(desk.wrong_codes):
            self.push_screen(NoticeDialog(_("Wrong codes at your sign-in"), words))
        if desk.resolved:
            title = outcomes.interrupted_heading(len(desk.resolved))
            self.push_screen(NoticeDialog(title, *map(outcomes.resolved_sentence, desk.resolved)))

    async def action_sign_out(self) -> None:
        await self._sign_out(_("You are signed out."))

    async def _sign_out(self, said: str) -> None:
        if self._writes:
            self.say(_("A change is being written. Sign out when it is done."))
            return
        desk = self._desk
        clean_ups = await self._close_screens(lambda: self._show_sign_in(said))
        for each in [*clean_ups, *([desk.sign_out] if desk else [])]:
            await ask(each)

    async def _close_screens(self, show: Callable[[], None]) -> list[CleanUp]:
        """Nothing of what was open is seen any more, nor comes yet: what `show` pushes takes its place at
        once. What is left to be done comes back."""
        self.drop_typed_ahead()  # it was typed for a desk that is no more
        clean_ups, self._desk = self._part_with_screens(), None
        if self._calls is not None:
            self._calls.end()
        self._lock_due = None
        self._clipboard = ""
        self.clear_notifications()
        gone = [self.pop_screen() for _ in self.screen_stack[1:]]
        show()
        for each in gone:
            await each
        return clean_ups

    def end_session(self) -> None:
        """Close what is open and sign out; called after the terminal was given back. Blocks."""
        desk, self._desk = self._desk, None
        for each in [*self._clean_ups, *([desk.sign_out] if desk else [])]:
            with suppress(HelpdeskError):  # it ends by its own expiry
                each()
        self._clean_ups = []

    @work(
        group="threat", description="look whether the threat is elevated", exit_on_error=False, exclusive=True
    )
    async def _look_at_threat(self) -> None:
        answer = await ask(self._desk.is_elevated) if self._desk else self.elevated
        if not isinstance(answer, Problem) and answer != self.elevated:
            self.elevated = answer
            for screen in self.screen_stack:
                for bar in screen.query(ContextBar):
                    bar.elevated = answer

    # --- the course of a call -----------------------------------------------------------------------

    def last_calls(self) -> "tuple[LastCall, ...]":
        """As `BetweenCalls.last_calls`; none where nobody is signed in."""
        desk = self._desk
        return desk.between_calls.last_calls() if desk else ()

    @property
    def _at_work(self) -> "Calls":
        if self._calls is None:
            raise RuntimeError("nobody is signed in")
        return self._calls

    @work(group="clean-up", description="close what was left", exit_on_error=False, exclusive=False)
    async def on_work_left(self, event: messages.WorkLeft) -> None:
        from helpdesk_tui.tui.screens.methods import MethodsScreen  # noqa: PLC0415 - as above

        answer = await ask(event.clean_up)
        if isinstance(answer, Problem):
            self.say(str(answer))
        elif isinstance(self.screen, MethodsScreen):
            self.screen.read_again()  # what was given up stood in its list

    # --- keys and words -----------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste | events.MouseDown) and not self._is_locked:
            self._touched()  # at a lock anybody may press a key
        is_input = isinstance(event, events.Key | events.Paste | events.MouseEvent)
        if is_input and (self._failed or self.terminated):
            return  # it only waits for what is being written
        too_small = self.size.width < COLUMNS or self.size.height < ROWS
        if too_small and is_input and getattr(event, "key", "") not in self.quitting_keys:
            return  # no key acts on what cannot be seen
        await super().on_event(event)

    @property
    def quitting_keys(self) -> frozenset[str]:
        return frozenset(map(self.key_for, ("quit", "quit-too", "lock")))

    @property
    def ways_out(self) -> frozenset[str]:
        return super().ways_out | frozenset(map(self.key_for, ("sign-out", "help")))

    @property
    def is_waiting(self) -> bool:
        return any(
            each.node is self and each.group in _NEXT and not each.is_finished for each in self.workers
        )

    def say_dropped(self) -> None:
        screen, words = self.screen, _("What was typed ahead is dropped.")
        if isinstance(screen, DeskScreen):
            screen.say_also(words)
        else:
            self.say(words)

    def on_resize(self, event: events.Resize) -> None:
        self._forget_picture(event.size)
        for screen in self.screen_stack:
            for cover in screen.query(TooSmall):
                cover.fit(event.size)

    def say(self, sentence: str) -> None:
        """A sentence where the screen says what went wrong; over a dialog, for a moment."""
        screen = self.screen
        if isinstance(screen, DeskScreen):
            screen.say(sentence)
        else:
            self.notify(sentence, timeout=_SAY_SECONDS, markup=False)

    def action_redraw(self) -> None:
        """Everything, whatever the terminal shows."""
        self._forget_picture(self.size)
        self.refresh(layout=True)

    def _draw_whole(self, _: object) -> None:
        """A new screen: nothing stays that something else wrote to the terminal, or scrolled."""
        self._forget_picture(self.size)

    def _forget_picture(self, size: Size) -> None:
        if isinstance(self._driver, TerminalDriver):
            self._driver.forget_picture(size)
