"""The command palette: what can be done here, by name. Nothing of Textual's own, no screenshot."""

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from inspect import unwrap
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from textual import work
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.command import CommandInput, CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.css.query import NoMatches
from textual.widgets import Input, LoadingIndicator
from textual.widgets.option_list import Option

from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import _, of_class
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.going import GoesAnyTime
from helpdesk_tui.tui.keys import working
from helpdesk_tui.tui.screens.base import DeskScreen
from helpdesk_tui.tui.timers import SureTimers
from helpdesk_tui.tui.type_ahead import TakesTypedAhead
from helpdesk_tui.tui.widgets.marked_list import MarkedList

if TYPE_CHECKING:
    from helpdesk_tui.desk.between_calls import LastCall

_NOT_COMMANDS = frozenset(
    {
        "up",
        "down",
        "page-up",
        "page-down",
        "left",
        "right",
        "toggle",
        "next-field",
        "palette",
        "interrupt",
        "quit-too",
        "secret.show-too",
        "row.up",
        "row.down",
        "row.first",
        "row.last",
        "row.on",
        "row.ago",
        "row.number",
    }
)


@dataclass(frozen=True)
class Found:
    """A command, and how it is shown: as content, since Textual reads text as markup here, and a login comes
    from outside."""

    name: str
    shown: Content
    run: Callable[[], object]
    words: str = ""  # of ours


@runtime_checkable
class KnowsCalls(Protocol):
    """An app with somebody signed in, or nobody: then there are none."""

    def last_calls(self) -> "tuple[LastCall, ...]": ...


class Commands(Provider):
    """What subclasses find, by name."""

    @abstractmethod
    def commands(self) -> Iterator[Found]: ...

    async def discover(self) -> Hits:
        for each in self.commands():
            yield DiscoveryHit(each.shown, each.run, each.name, each.words)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for each in self.commands():
            if (score := matcher.match(each.name)) > 0:
                yield Hit(score, each.shown, each.run, each.name, each.words)


class DeskCommands(Commands):
    """Every binding of ours that works on the screen now, with its key."""

    def commands(self) -> Iterator[Found]:
        for key_id, each in working(self.screen).items():
            if key_id not in _NOT_COMMANDS:
                name, key = _(each.binding.description), self.app.get_key_display(each.binding)
                run = partial(self.app.run_action, each.binding.action, each.node)
                yield Found(name, Content.assemble(name, (f"  {key}", "bold")), run, _(each.binding.tooltip))


class RecentPeople(Commands):
    """The accounts of this operator's last calls, where a card may open now. The desk says which, and reads
    the account anew: who is out of scope by now is refused as anywhere."""

    _calls: "tuple[LastCall, ...]" = ()

    async def startup(self) -> None:
        """What goes wrong says so to who asks for something; the other commands are there."""
        opens = isinstance(self.screen, DeskScreen) and self.screen.opens_cards
        if opens and isinstance(self.app, KnowsCalls):
            answer = await ask(self.app.last_calls)
            self._calls = () if isinstance(answer, Problem) else answer

    def commands(self) -> Iterator[Found]:
        for each in self._calls:
            shown = Content.assemble(each.login, ("\n" + _("Your last call: {what}", what=each.what), "dim"))
            yield Found(each.login, shown, partial(self._open, each))

    def _open(self, call: "LastCall") -> None:
        from helpdesk_tui.tui.call_messages import AccountChosen  # noqa: PLC0415 - the first screen needs none

        if isinstance(self.screen, DeskScreen) and self.screen.may_close():
            self.screen.post_message(AccountChosen(call.account))


_GATHER: Callable[[CommandPalette, str], Awaitable[None]] = unwrap(CommandPalette._gather_commands)


class Palette(SureTimers, GoesAnyTime, TakesTypedAhead, CommandPalette):
    """Two choices in quick succession close it once: the second would take the screen below with it."""

    HELP = of_class(
        "Type a part of what you want to do, choose it with the arrows, and press Enter. Esc closes."
    )

    def __init__(self) -> None:
        super().__init__(placeholder=_("What do you want to do?"))

    def compose(self) -> ComposeResult:
        with Vertical(id="--container"):
            with Horizontal(id="--input"):
                yield CommandInput(placeholder=self._placeholder, select_on_focus=False)
            with Vertical(id="--results"):
                yield MarkedList()
                yield LoadingIndicator()

    @property
    def is_waiting(self) -> bool:
        """While it is looked for what is typed, the list has what was found of less of it."""
        group = self._GATHER_COMMANDS_GROUP
        return any(
            each.node is self and each.group == group and not each.is_finished for each in self.workers
        )

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False  # it would send for as long as it is open

    @work(exclusive=True, group=CommandPalette._GATHER_COMMANDS_GROUP)
    async def _gather_commands(self, search_value: str) -> None:
        """As Textual's, which goes on where its list and styles are gone, and would end the program."""
        try:
            await _GATHER(self, search_value)
        except (KeyError, NoMatches):
            if not self._pruning:
                raise

    def dismiss(self, result: None = None) -> AwaitComplete:
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()

    def _start_no_matches_countdown(self, search_value: str) -> None:
        """In place of Textual's, which would say it in English."""
        self._stop_no_matches_countdown()
        say = partial(self._say_none_found, search_value)
        self._no_matches_timer = self.set_timer(self._NO_MATCHES_COUNTDOWN, say)

    def _say_none_found(self, wanted: str) -> None:
        if wanted:
            none = Option(_("Nothing here is called that."), disabled=True, id=self._NO_MATCHES)
            self.query_one(CommandList).add_option(none)
        self._list_visible = bool(wanted)
