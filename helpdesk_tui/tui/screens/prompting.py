"""What the desk asks, prompt after prompt, until it is over: what registering and proving oneself share."""

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from helpdesk_tui.desk.conversation.prompt import Answer, Field, FieldKind, Prompt, ShownKind
from helpdesk_tui.desk.conversation.talk import Stands
from helpdesk_tui.desk.effect import ENDS, KEEPS_WORDS
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import of_class
from helpdesk_tui.secret import Secret
from helpdesk_tui.signs import can_show_blocks
from helpdesk_tui.tui.keys import PROMPT_BINDINGS, bind
from helpdesk_tui.tui.screens.base import CleanUp, Result, Surroundings
from helpdesk_tui.tui.screens.revealing import RevealingScreen
from helpdesk_tui.tui.widgets.heading import Heading
from helpdesk_tui.tui.widgets.prompt_panel import PromptPanel, label_of, missing
from helpdesk_tui.tui.widgets.qr import QrCode, drawn
from helpdesk_tui.tui.widgets.too_small import TooSmall
from helpdesk_tui.tui.widgets.words import Words

_TICK = 15.0  # seconds between looks at what the demo's person says: an app's code changes


class PromptScreen(RevealingScreen[Result]):
    """Subclasses say where it stands (`stands`), put an answer to the desk (`send`) and look again (`look`);
    `ended` closes. A QR code needs the window's whole height: all else stands beside it then."""

    OVER: ClassVar[str]
    SAYS: ClassVar[str] = of_class("Demo: the person says {said}")
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("verify.go", "go"),
        *PROMPT_BINDINGS,
        bind("up", "step(-1)", show=False),
        bind("down", "step(1)", show=False),
        bind("next-field", "next_field"),
        bind("cancel", "cancel"),
    ]

    def __init__(self, around: Surroundings, stands: Stands) -> None:
        super().__init__(around)
        self.stands = stands
        self.busy = ""  # what is waited for
        self.over = False  # nothing can be confirmed any more
        self._aside = ""  # name of the key that was taken, where that leads to another prompt

    def compose(self) -> ComposeResult:
        with Horizontal(id="registering"):
            yield QrCode()
            with Vertical(id="column"):
                yield from self.frame()
        yield TooSmall()

    def parts(self) -> ComposeResult:
        yield Heading(self.stands.title, self.stands.account)
        yield PromptPanel()
        yield self.countdown
        yield Words(id="caller")
        yield Words(id="busy")

    def on_mount(self) -> None:
        self.set_interval(_TICK, self.look_at_person)
        self.draw()

    def on_resize(self) -> None:
        if self.is_mounted and self.is_drawn:
            self.draw()

    @property
    def is_waiting(self) -> bool:
        return bool(self.busy)

    @property
    def has_secret(self) -> bool:
        return self.is_mounted and self.panel.hands_out

    def draw_secret(self, *, shown: bool) -> None:
        self.panel.reveal(shown)

    # --- what is asked ------------------------------------------------------------------------------

    @property
    def prompt(self) -> Prompt | None:
        """What is asked now."""
        first = None if self.over else self.stands.prompt
        return first.aside(self._aside) if first else None

    @property
    def panel(self) -> PromptPanel:
        return self.query_one(PromptPanel)

    @property
    def _is_aside(self) -> bool:
        return self.prompt is not None and self.prompt is not self.stands.prompt

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "key":
            prompt, name = self.prompt, str(*parameters)
            return prompt is not None and (prompt.key(name) is not None or self._aside == name)
        if action == "go":
            return self.prompt is not None
        if action == "next_field":
            return self.is_mounted and len(self.panel.places()) > 1
        return super().check_action(action, parameters)

    def key_label(self, key_id: str) -> str:
        return label_of(self.prompt, key_id)

    # --- keys ---------------------------------------------------------------------------------------

    def action_go(self) -> None:
        if self.busy or self.prompt is None or not self.may_close():
            return
        self.show_problem(None)
        taken = self.panel.taken()
        if isinstance(taken, Field):
            self.warn(missing(taken))
        elif taken is not None:
            self._put(taken)

    def action_key(self, name: str) -> None:
        prompt = self.prompt
        if self.busy or prompt is None:
            return
        key = prompt.key(name)
        self.show_problem(None)
        self.panel.forget()
        if key is not None and key.prompt is None:
            self._put(Answer(prompt.id, key=name))
        else:
            self._aside = "" if self._aside == name else name
            self.draw()

    def action_step(self, by: int) -> None:
        self.panel.step(by)

    def action_cancel(self) -> None:
        """Not while the desk is asked: what it answers decides whether there is something to give up."""
        if self.busy:
            return
        if self._is_aside:
            self._aside = ""
            self.panel.forget()
            self.draw()
        elif self.may_close():
            self.ended()

    # --- asking the desk ----------------------------------------------------------------------------

    def send(self, answer: Answer) -> None:
        """Put it to the desk; what comes of it is for `answered`."""
        raise NotImplementedError  # each screen has its own way: Textual knows no abstract ones

    def look(self) -> Stands | None:
        """Where it stands by now; None = it is over. Asks neither directory nor store."""
        raise NotImplementedError  # each screen has its own way: Textual knows no abstract ones

    def ended(self) -> None:
        """Close, with what came of it."""
        raise NotImplementedError  # each screen has its own way: Textual knows no abstract ones

    def _put(self, answer: Answer) -> None:
        self.busy = self.prompt.working if self.prompt else ""
        self.draw()
        self.send(answer)

    def on_prompt_panel_filled(self, event: PromptPanel.Filled) -> None:
        event.stop()
        self.show_problem(None)

    def answered(self, answer: Answer, came: Stands | Problem) -> None:
        self.busy = ""
        if isinstance(came, Problem):
            self._refused(came, answer)
        else:
            self._aside = ""
            self._moved(came)
        answer.drop()

    def _moved(self, stands: Stands) -> None:
        self.stands = stands
        if stands.prompt is None:
            self.ended()
            return
        self.draw()
        if stands.prompt.doubt:
            self.show_problem(stands.prompt.doubt)

    def _refused(self, why: Problem, answer: Answer) -> None:
        """`KEEPS_WORDS`: what was typed comes back, to be mended or sent again."""
        self.over = why.effect in ENDS
        if self.over:
            self._hide()
        elif why.effect not in KEEPS_WORDS:
            self.stands = self.look() or self.stands  # what is asked may be something else by now
        self.show_problem(why)
        self.draw()
        if not self.over and why.effect in KEEPS_WORDS:
            self.panel.restore(answer)

    # --- drawing ------------------------------------------------------------------------------------

    def draw(self) -> None:
        prompt = self.prompt
        self.query_one(Heading).heading = self.stands.title
        self.panel.show(prompt, self.clock.now(), f"{self.stands.title} {self.stands.kind}")
        self._draw_qr(prompt)
        self.query_one("#busy", Words).show_if_any(self.busy or (self.OVER if self.over else ""))
        self.countdown.display = self.has_secret
        if not self._shown:
            self._draw()
        self._focus()
        self.refresh_bindings()
        self.look_at_person()

    def _draw_qr(self, prompt: Prompt | None) -> None:
        found = [each.text for each in prompt.shows if each.kind is ShownKind.QR] if prompt else []
        uri = next((each for each in found if isinstance(each, Secret) and not each.dropped), None)
        lines = drawn(uri, self.app.size.height) if uri and can_show_blocks() else None
        self.query_one(QrCode).lines = lines or ()
        self.query_one(QrCode).display = bool(lines)
        self.set_class(bool(lines), "-beside")
        if uri and not lines:
            self.show_problem(problem("registration-terminal"))

    def _focus(self) -> None:
        """At once, so that nothing typed is lost; and not away from a field that is being typed in."""
        if self.focused not in self.panel.places() or self.prompt is None:
            self.set_focus(self.panel.start() if self.prompt else None)

    # --- the demo's person --------------------------------------------------------------------------

    @property
    def reads_out(self) -> bool:
        """Whether the person is asked for a code now, and nobody else at this terminal."""
        if self.prompt is None or self.stands.kind is MethodKind.SECOND_OPERATOR:
            return False
        return self.stands.kind is None or any(each.kind is FieldKind.CODE for each in self.prompt.fields)

    def look_at_person(self) -> None:
        demo, stands = self.around.demo, self.stands
        if demo is not None and self.reads_out:
            says = partial(demo.caller_says, stands.account.id, stands.kind)
            self.ask_desk("person", "ask the demo's person", says, self._say_person)
        else:
            self._say_person(None)

    def _say_person(self, said: str | Problem | None) -> None:
        words = self.SAYS.format(said=said) if isinstance(said, str) and said and self.reads_out else ""
        self.query_one("#caller", Words).show_if_any(words)

    # --- the end ------------------------------------------------------------------------------------

    def _hide(self) -> None:
        for code in self.query(QrCode):
            code.lines = ()
        for panel in self.query(PromptPanel):  # none, where it goes before it was drawn
            panel.drop()

    def leave(self) -> CleanUp | None:
        """Every field is emptied, and secrets are gone."""
        super().leave()
        self._hide()
        return None
