"""The command palette: what can be done here, by name. Nothing of Textual's own, no screenshot."""

from collections.abc import Awaitable, Callable, Iterator

from textual.await_complete import AwaitComplete
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.dom import DOMNode
from textual.widgets import Input

from helpdesk_tui.tui.keys import KEYS
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
        for name, action, text in self._commands():
            yield DiscoveryHit(name, self._runner(action), help=text)

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for name, action, text in self._commands():
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), self._runner(action), help=text)

    def _commands(self) -> Iterator[tuple[str, str, str]]:
        seen: set[str] = set()
        for node, binding, enabled, _ in self.screen.active_bindings.values():
            if enabled and binding.id in KEYS and binding.id not in _NOT_COMMANDS | seen:
                seen.add(binding.id)
                self._nodes[binding.action] = node
                yield binding.description, binding.action, binding.tooltip

    @property
    def _nodes(self) -> dict[str, DOMNode]:
        if not hasattr(self, "_node_of"):
            self._node_of: dict[str, DOMNode] = {}
        return self._node_of

    def _runner(self, action: str) -> Callable[[], Awaitable[None]]:
        node = self._nodes[action]

        async def run() -> None:
            await self.app.run_action(action, node)

        return run


class Palette(TakesTypedAhead, CommandPalette):
    """Two choices in quick succession close it once: the second would take the screen below with it."""

    HELP = "Type a part of what you want to do, choose it with the arrows, and press Enter. Esc closes."

    def on_mount(self) -> None:
        self.query_one(Input).cursor_blink = False  # it would send for as long as it is open

    def dismiss(self, result: None = None) -> AwaitComplete:
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()
