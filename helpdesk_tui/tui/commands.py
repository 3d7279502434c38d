"""The command palette: what can be done here, by name. Nothing of Textual's own, no screenshot."""

from collections.abc import Awaitable, Callable, Iterator
from functools import partial

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.widgets import Input

from helpdesk_tui.tui.keys import working
from helpdesk_tui.tui.type_ahead import TakesTypedAhead

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
    }
)


class DeskCommands(Provider):
    """Every binding of ours that works on the screen now."""

    async def discover(self) -> Hits:
        for name, run, text in self._commands():
            yield DiscoveryHit(name, run, help=text)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, run, text in self._commands():
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), run, help=text)

    def _commands(self) -> Iterator[tuple[str, Callable[[], Awaitable[bool]], str]]:
        for key, each in working(self.screen).items():
            if key not in _NOT_COMMANDS:
                run = partial(self.app.run_action, each.binding.action, each.node)
                yield each.binding.description, run, each.binding.tooltip


class Palette(TakesTypedAhead, CommandPalette):
    """Two choices in quick succession close it once: the second would take the screen below with it."""

    HELP = "Type a part of what you want to do, choose it with the arrows, and press Enter. Esc closes."

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False  # it would send for as long as it is open

    def dismiss(self, result: None = None) -> AwaitComplete:
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()
