"""Register an authenticator app: name it, scan the code, type what the app shows."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.registration import Enrolment
from helpdesk_tui.secret import Secret
from helpdesk_tui.signs import can_show_blocks
from helpdesk_tui.tui.screens.registration import RegistrationScreen
from helpdesk_tui.tui.widgets.columns import fit
from helpdesk_tui.tui.widgets.context_bar import ContextBar
from helpdesk_tui.tui.widgets.fields import CodeField, Field
from helpdesk_tui.tui.widgets.problem_line import ProblemLine
from helpdesk_tui.tui.widgets.qr import QrCode, drawn
from helpdesk_tui.tui.widgets.too_small import TooSmall
from helpdesk_tui.tui.widgets.words import Words


class EnrolScreen(RegistrationScreen):
    """The code needs the window's whole height: bar, words and keys stand beside it, in the right column."""

    TITLE = "Add an authenticator app"
    HELP = (
        "The person opens an authenticator app and scans the code, or types the key from the right. Then "
        "they read out the code that the app shows; it counts as a method from then on. Do this with the "
        "person in front of the screen: whoever photographs the code owns the method. Esc drops it."
    )

    def compose(self) -> ComposeResult:
        with Horizontal(id="enrol"):
            yield QrCode()
            with Vertical(id="column"):
                yield ContextBar(self.context, elevated=getattr(self.app, "elevated", False))
                with Vertical(id="beside"):
                    yield from self.parts()
        yield ProblemLine(self.context.help_link)
        yield TooSmall()

    def parts(self) -> ComposeResult:
        yield Words(Content.styled("Add an authenticator app", "bold"))
        yield Words(id="whose")
        yield Words(id="advice")
        yield Field(id="label", value="phone", max_length=40, help_text="What the person calls it.")
        yield Words(id="key")
        code = CodeField(id="code", max_length=16, placeholder="code from the app", help_text=self.HELP)
        code.add_class("code")
        yield code
        yield Words(id="trouble")
        yield Words(id="caller")
        yield Words(id="keys")

    def on_resize(self) -> None:
        self.draw()

    # --- keys ---------------------------------------------------------------------------------------

    def go(self) -> None:
        if self.enrolment is None:
            label, sitting = self.query_one("#label", Field).value, self.sitting
            self.begin("Making a key …", lambda: sitting.registration.begin_app(sitting.clearance, label))
            return
        code = self.query_one("#code", CodeField)
        typed = self.taken(code)
        if typed is not None:
            code.clear()
            self.confirm(Secret(typed[0]))

    def forget(self) -> None:
        for code in self.query(QrCode):
            code.lines = ()
        for key in self.query("#key").results(Words):
            key.show("")
        super().forget()

    def refused(self, why: Problem, typed: tuple[Secret, ...] = ()) -> None:
        super().refused(why, typed)
        if self.over:
            self.forget()
            self.draw()

    def show_problem(self, problem: Problem | None) -> None:  # beside the code, not below it
        self.query_one("#trouble", Words).show(Content(str(problem) if problem else ""))
        if problem is not None:
            self.drop_typed_ahead()

    def say_also(self, sentence: str) -> None:
        for trouble in self.query("#trouble").results(Words):
            trouble.show(Content(f"{trouble.content} {sentence}".strip()))

    # --- drawing ------------------------------------------------------------------------------------

    def draw(self) -> None:
        if not self.is_mounted:
            return
        name = fit(self.sitting.account.name or self.sitting.account.login, 24).rstrip()
        self.query_one("#whose", Words).show(name)
        confirming = self.enrolment is not None and not self.over
        self.query_one("#label").display = self.enrolment is None
        self.query_one("#code").display = confirming
        self.query_one("#keys", Words).show("" if self.over else self.busy or "Enter goes on, Esc drops it.")
        if self.over:
            self.query_one("#advice", Words).show("This registration is over. Esc goes back.")
        elif self.enrolment is None:
            self.query_one("#advice", Words).show("Name the app:")
            self.set_focus(self.query_one("#label"))
        else:
            self._draw_code(self.enrolment)
            self.set_focus(self.query_one("#code"))

    def _draw_code(self, enrolment: Enrolment) -> None:
        if enrolment.uri is None or enrolment.uri.dropped:
            return
        lines = drawn(enrolment.uri, self.app.size.height) if can_show_blocks() else None
        self.query_one(QrCode).lines = lines or ()
        self.query_one("#advice", Words).show(_advice(lines is not None))
        self.query_one("#key", Words).show(_key_words(enrolment))


def _advice(has_code: bool) -> str:
    if has_code:
        return "Scan this with the app, or type the key:"
    return f"{problem('registration-terminal')} The key:"


def _key_words(enrolment: Enrolment) -> Content:
    if enrolment.key is None or enrolment.settings is None:  # only with a new app
        return Content()
    key, settings = enrolment.key.reveal(), enrolment.settings
    groups = [key[place : place + 4] for place in range(0, len(key), 4)]
    lines = [" ".join(groups[place : place + 4]) for place in range(0, len(groups), 4)]
    rules = f"{settings.digits} digits, {settings.period} s, {settings.algorithm}"
    return Content.assemble(("\n".join(lines), "bold"), f"\n{rules}")
