"""The app: signing in and out, locking, quitting, faults, signals. Where a call goes next is in `calls`."""

import asyncio
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, ClassVar

from textual import events, work
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.command import Provider
from textual.driver import Driver
from textual.geometry import Size
from textual.screen import Screen
from textual.timer import Timer
from textual.worker import Worker, WorkerState

from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.faults import write_fault
from helpdesk_tui.language import N_, _, of_class
from helpdesk_tui.tui import drawn_lines, messages
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.commands import DeskCommands, Palette, RecentPeople
from helpdesk_tui.tui.cursor import StandsWhereOneTypes
from helpdesk_tui.tui.driver import TerminalDriver
from helpdesk_tui.tui.keys import NamesKeys, bind, keymap
from helpdesk_tui.tui.loading import load_screens
from helpdesk_tui.tui.passing_on import PassesOn
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
    from helpdesk_tui.desk.locking import LockedBy
    from helpdesk_tui.desk.sign_in import SignIn
    from helpdesk_tui.late import LateConsole
    from helpdesk_tui.tui.calls import Calls

_SAY_SECONDS = 6
_NEXT = frozenset({"look", "write", "clean-up"})  # workers: which screen comes, and what it shows
_THREAT_SECONDS = 15.0  # between looks whether the threat rose or fell


class DeskApp(PassesOn, NamesKeys, StandsWhereOneTypes, TypeAhead[None]):
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
        self.farewell = ""
        self.terminated = False
        self._failed = False
        self._desk: Desk | None = None
        self._calls: Calls | None = None
        self._clean_ups: list[CleanUp] = []
        self._writes = 0
        self._ended: messages.SessionEnded | None = None  # waits for a write to end
        self._lock_due: LockedBy | None = None  # as above
        self._idle: Timer | None = None
        self._untouched: Timer | None = None  # until it is locked
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
        if self.desk_console.idle_seconds:
            self._idle = self.set_timer(self.desk_console.idle_seconds, self._idle_over)
        if self.desk_console.lock_seconds:
            self._untouched = self.set_timer(self.desk_console.lock_seconds, self._untouched_over)
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

    # --- the lock -----------------------------------------------------------------------------------

    async def action_lock(self) -> None:
        from helpdesk_tui.desk.locking import LockedBy  # noqa: PLC0415 - as above

        await self._lock(LockedBy.OPERATOR, _("You locked the desk."))

    def _touched(self) -> None:
        """Somebody is there: the time until it is locked, or the session ends, begins anew."""
        for timer in (self._idle, self._untouched):
            if timer is not None:
                timer.reset()

    async def _untouched_over(self) -> None:
        from helpdesk_tui.desk.locking import LockedBy  # noqa: PLC0415 - as above

        seconds = self.desk_console.lock_seconds
        self._untouched = self.set_timer(seconds, self._untouched_over)
        if self._desk is not None:
            await self._lock(LockedBy.IDLE, _left_alone(seconds))
        elif self._is_signing_in and not self._is_locked:
            self.desk_console.sign_in.ticket.spend()  # as below
            await self._sign_out(_("You were not signed in. {why}", why=_left_alone(seconds)))

    async def on_lock_due(self, event: messages.LockDue) -> None:
        await self._lock(event.by, _("Locked, once the change was written."))

    async def _lock(self, by: "LockedBy", why: str) -> None:
        """Covered first. A write that is under way ends before: its result belongs into the record."""
        from helpdesk_tui.desk.unlocking import Unlocking  # noqa: PLC0415 - as above
        from helpdesk_tui.tui.screens.lock import LockScreen  # noqa: PLC0415 - as above

        desk, console = self._desk, self.desk_console
        if desk is None:
            return
        if self._writes:
            self._lock_due = by
            self.say(_("A change is being written. The desk locks when it is done."))
            return
        context = Context(domain=console.target, demo=console.demo is not None, closed=N_("locked"))
        around = Surroundings(context, self.clock, console.demo, visible_seconds=0)  # as above
        screen = LockScreen(around, desk.operator, why, self._at_work.of_whom)
        clean_ups = await self._close_screens(lambda: self._push(screen))
        for each in clean_ups:
            await ask(each)
        locked = await ask(desk.locking.lock, by)
        if isinstance(locked, Problem):
            await self._sign_out(_("You were signed out. {why}", why=locked))
        else:
            screen.closed(Unlocking(console.sign_in, locked))

    def _push(self, screen: Screen[None]) -> None:
        self.push_screen(screen)

    @property
    def _is_locked(self) -> bool:
        return any(isinstance(each, DeskScreen) and each.covers for each in self.screen_stack)

    async def on_unlocking_over(self, event: messages.UnlockingOver) -> None:
        if self._is_locked:
            await self._sign_out(_("You were signed out. {why}", why=event.problem))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Who is not signed in has nothing to lock."""
        return self._desk is not None if action == "lock" else super().check_action(action, parameters)

    async def on_session_ended(self, event: messages.SessionEnded) -> None:
        """A write that is under way ends first: its result belongs into the record."""
        self._ended = event if self._writes else None
        if self._desk is not None and not self._writes:
            await self._sign_out(_("You were signed out. {why}", why=event.problem))

    def _part_with_screens(self) -> list[CleanUp]:
        parted = [screen.part() for screen in reversed(self.screen_stack) if isinstance(screen, DeskScreen)]
        return [each for each in parted if each is not None]

    async def _idle_over(self) -> None:
        self.desk_console.sign_in.ticket.spend()  # who started the desk may not be who comes now
        if (self._desk is not None or self._is_signing_in) and not self._writes:
            await self._sign_out(
                _("You were signed out. {why}", why=_left_alone(self.desk_console.idle_seconds))
            )
        elif isinstance(self.screen, SignInScreen):
            self.screen.read_again()
        self._idle = self.set_timer(self.desk_console.idle_seconds, self._idle_over)

    @property
    def _is_signing_in(self) -> bool:
        """Whether somebody's password was taken, and more is asked for."""
        return any(isinstance(each, DeskScreen) and each.is_of_sign_in for each in self.screen_stack)

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

    # --- writes, and quitting -----------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[None]:
        """While this is open, nothing ends the program."""
        self._writes += 1
        try:
            yield
        finally:
            self._writes -= 1
            self._end_if_due()

    async def action_quit(self) -> None:
        if self._writes:
            self.say(_("A change is being written. Its result comes first; then quit."))
            return
        if isinstance(self.screen, DeskScreen) and not self.screen.may_close():
            return
        self._leave()

    def _leave(self) -> None:
        self._clean_ups += self._part_with_screens()
        self.desk_console.break_off()  # the end waits for every thread, and none waits for a server
        self.exit()

    def _terminate(self) -> None:
        """The line broke or the system stops: sign out, when what is being written has its outcome."""
        if not self.terminated:
            self.terminated = True
            self._end_if_due()

    def _end_if_due(self) -> None:
        if self._writes:
            return
        if self._failed:
            self.desk_console.break_off()  # as in `_leave`
            self._close_messages_no_wait()
        elif self.terminated:
            self._leave()
        elif self._ended:
            self.post_message(self._ended)
        elif due := self._lock_due:
            self._lock_due = None
            self.post_message(messages.LockDue(due))

    def on_terminal_lost(self) -> None:
        self._terminate()

    def _obey_signals(self) -> None:
        if self.is_headless:
            return
        loop = asyncio.get_running_loop()
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT):
            loop.add_signal_handler(number, self._terminate)
        loop.add_signal_handler(signal.SIGINT, self.action_interrupt)
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)  # no way out to a shell under a session

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

    def action_command_palette(self) -> None:
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def action_jump(self) -> None:
        from helpdesk_tui.tui.jumping import JumpScreen, targets  # noqa: PLC0415 - as above

        if isinstance(self.screen, JumpScreen | Palette):
            return
        if found := targets(self.screen):
            self.push_screen(JumpScreen(found), lambda target: target.go() if target else None)
        else:
            self.say(_("There is nothing to go to here."))

    def action_tour(self) -> None:
        from helpdesk_tui.tui.dialogs.tour import TourDialog  # noqa: PLC0415 - as above

        if not isinstance(self.screen, TourDialog):
            self.push_screen(TourDialog(self.key_named))

    def action_interrupt(self) -> None:
        self.say(_("{key} quits. Esc goes back.", key=self.key_named("quit")))

    def action_help(self) -> None:
        from helpdesk_tui.tui.dialogs.help import HelpDialog, keys_of  # noqa: PLC0415 - as above

        screen = self.screen
        if isinstance(screen, HelpDialog):
            screen.action_close()
            return
        focused = screen.focused
        words = getattr(focused, "help_text", "") or screen.HELP or ""
        if isinstance(screen, DeskScreen) and screen.problem:
            from helpdesk_tui.words.pages import problem_lines  # noqa: PLC0415 - the pages wait until somebody asks

            words = "\n".join([*problem_lines(screen.problem), "", words])
        if isinstance(screen, DeskScreen) and screen.context.help_link:
            words = f"{words}\n\n{_('More help: {link}', link=screen.context.help_link)}"
        if link := self.desk_console.sign_in.policy.feedback_link:
            wishes = _(
                "A wish or a complaint about this desk: {link} ({key})",
                link=link,
                key=self.key_named("feedback"),
            )
            words = f"{words}\n\n{wishes}"
        demo = self.desk_console.demo
        more = f"\n{_('This is a demo')}\n\n{demo.people}" if demo else ""
        self.push_screen(HelpDialog(screen.title or _("Help"), words, keys_of(screen, self), more))

    def action_feedback(self) -> None:
        """From anywhere; a note needs somebody who is signed in."""
        from helpdesk_tui.tui.dialogs.feedback import FeedbackDialog  # noqa: PLC0415 - as above

        if not isinstance(self.screen, FeedbackDialog):
            link = self.desk_console.sign_in.policy.feedback_link
            self.push_screen(FeedbackDialog(link, self._desk.feedback if self._desk else None))

    def action_explain(self) -> None:
        """The pages; those of what is refused on the screen first."""
        from helpdesk_tui.tui.dialogs.explaining import ExplainDialog  # noqa: PLC0415 - as above

        shown = next((each for each in reversed(self.screen_stack) if isinstance(each, DeskScreen)), None)
        if not isinstance(self.screen, ExplainDialog):
            self.push_screen(ExplainDialog(shown.problems if shown else ()))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:  # noqa: ARG002 - Textual's signature
        """None of Textual's: they save screenshots and change the theme."""
        return ()

    def copy_to_clipboard(self, text: str) -> None:
        """Only for pasting inside the program: nothing is sent to the terminal's clipboard."""
        self._clipboard = text

    def on_note_copied(self, event: messages.NoteCopied) -> None:
        """OSC 52; nothing else goes that way."""
        if self.desk_console.copies_notes:
            super().copy_to_clipboard(event.text)

    # --- faults of ours -----------------------------------------------------------------------------

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.ERROR and isinstance(event.worker.error, Exception):
            raise event.worker.error

    def on_thread_failed(self, event: messages.ThreadFailed) -> None:
        self._handle_exception(event.error)

    def _handle_exception(self, error: BaseException) -> None:
        """Ends the program, when what is being written has its outcome. Textual's own would print every local
        variable, passwords among them."""
        self._return_code = 1
        self._failed = True
        if self._exception is None and isinstance(error, Exception):
            self._exception = error
            self._exception_event.set()
        where = write_fault(error, self.clock.now())
        self.farewell = str(problem("unexpected", where=where or _("what you did last")))
        self._end_if_due()


def _left_alone(seconds: int) -> str:
    return _("No key for {minutes} min.", minutes=max(seconds // 60, 1))
