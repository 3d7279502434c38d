"""A call from beginning to end, in a few short screens, for whoever is here for the first time."""

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from helpdesk_tui.language import N_, _, of_class
from helpdesk_tui.tui.dialogs.base import Dialog
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.type_ahead import TakesTypedAhead
from helpdesk_tui.tui.widgets.words import Words

_PAGES = (
    (
        N_("1. Find"),
        N_(
            "Somebody calls. Type what they say: a name, a login, a number. People appear as you type; Enter "
            "opens the one who is left. The card says why they cannot sign in, and what you may do about it."
        ),
    ),
    (
        N_("2. Prove"),
        N_(
            "Press the letter of what is wanted; it stands in the last line. First the caller proves to be "
            "this person: type the code that they read out. Nothing is changed for a caller who has proven "
            "nothing."
        ),
    ),
    (
        N_("3. Do"),
        N_(
            "What will happen is said in words. Enter does it, once. Then each step is shown as the "
            "directory has it now; {show} shows the new password, and Enter is the next call."
        ),
    ),
    (
        N_("4. When in doubt"),
        N_(
            "Esc goes back, and cancels whatever is not being written yet. {help} explains the screen and "
            "its keys, {palette} lists what can be done, {explain} says what an error means."
        ),
    ),
)


class TourDialog(TakesTypedAhead, Dialog[None]):
    HELP = of_class("Enter goes on, ← goes back, Esc ends the tour.")
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("tour.on", "turn(1)"),
        bind("right", "turn(1)", show=False),
        bind("left", "turn(-1)", show=False),
    ]

    def __init__(self, key_named: Callable[[str], str]) -> None:
        super().__init__(_(_PAGES[0][0]), "")
        keys = {"show": "secret.show", "help": "help", "palette": "palette", "explain": "explain"}
        self._keys = {word: key_named(key_id) for word, key_id in keys.items()}
        self._place = 0

    def parts(self) -> ComposeResult:
        yield Words(classes="words", id="page")

    def on_mount(self) -> None:
        self._draw()

    def action_turn(self, by: int) -> None:
        """Behind the last one it ends."""
        if self._place + by == len(_PAGES):
            self.dismiss(None)
        else:
            self._place = max(0, self._place + by)
            self._draw()

    def _draw(self) -> None:
        title, words = _PAGES[self._place]
        last = self._place == len(_PAGES) - 1
        self.query_one(".title", Words).show(_(title))
        self.query_one("#page", Words).show(_(words, **self._keys))
        foot = _("Enter ends the tour.") if last else _("Enter goes on, Esc ends the tour.")
        self.query_one(".foot", Words).show(
            f"{_('{marked} of {count}.', marked=self._place + 1, count=len(_PAGES))} {foot}"
        )
