"""What can be asked for over any screen: the palette, a jump, the tour, the help, the pages, a wish."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual.app import App, SystemCommand
from textual.screen import Screen

from helpdesk_tui.language import _
from helpdesk_tui.tui.commands import Palette
from helpdesk_tui.tui.keys import NamesKeys
from helpdesk_tui.tui.screens.base import DeskScreen

if TYPE_CHECKING:
    from helpdesk_tui.console import Console
    from helpdesk_tui.desk.desk import Desk
    from helpdesk_tui.late import LateConsole
    from helpdesk_tui.tui import messages


class AskedAnywhere(NamesKeys, App[Any]):
    """An app with the keys that every screen has."""

    desk_console: "Console | LateConsole"
    _desk: "Desk | None"

    def say(self, sentence: str) -> None:
        raise NotImplementedError  # the app's: Textual knows no abstract ones

    def action_command_palette(self) -> None:
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def action_jump(self) -> None:
        from helpdesk_tui.tui.jumping import JumpScreen, targets  # noqa: PLC0415 - when it is asked for

        if isinstance(self.screen, JumpScreen | Palette):
            return
        if found := targets(self.screen):
            self.push_screen(JumpScreen(found), lambda target: target.go() if target else None)
        else:
            self.say(_("There is nothing to go to here."))

    def action_tour(self) -> None:
        from helpdesk_tui.tui.dialogs.tour import TourDialog  # noqa: PLC0415 - when it is asked for

        if not isinstance(self.screen, TourDialog):
            self.push_screen(TourDialog(self.key_named))

    def action_help(self) -> None:
        from helpdesk_tui.tui.dialogs.help import HelpDialog, keys_of  # noqa: PLC0415 - when it is asked for

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
        from helpdesk_tui.tui.dialogs.feedback import FeedbackDialog  # noqa: PLC0415 - when it is asked for

        if not isinstance(self.screen, FeedbackDialog):
            link = self.desk_console.sign_in.policy.feedback_link
            self.push_screen(FeedbackDialog(link, self._desk.feedback if self._desk else None))

    def action_explain(self) -> None:
        """The pages; those of what is refused on the screen first."""
        from helpdesk_tui.tui.dialogs.explaining import ExplainDialog  # noqa: PLC0415 - when it is asked for

        shown = next((each for each in reversed(self.screen_stack) if isinstance(each, DeskScreen)), None)
        if not isinstance(self.screen, ExplainDialog):
            self.push_screen(ExplainDialog(shown.problems if shown else ()))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:  # noqa: ARG002 - Textual's signature
        """None of Textual's: they save screenshots and change the theme."""
        return ()

    def copy_to_clipboard(self, text: str) -> None:
        """Only for pasting inside the program: nothing is sent to the terminal's clipboard."""
        self._clipboard = text

    def on_note_copied(self, event: "messages.NoteCopied") -> None:
        """OSC 52; nothing else goes that way."""
        if self.desk_console.copies_notes:
            super().copy_to_clipboard(event.text)
