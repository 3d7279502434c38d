"""Whether all is there that the desk needs: what is no good first, each with a remedy."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from helpdesk_tui.console import LooksAround
from helpdesk_tui.desk.checkup import Checkup
from helpdesk_tui.desk.diagnosis import Finding, Level
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.language import _, of_class
from helpdesk_tui.tui.answers import ask
from helpdesk_tui.tui.hearing import Hearing
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.messages import DeskAnswered
from helpdesk_tui.tui.screens.base import DeskScreen, Surroundings
from helpdesk_tui.tui.widgets.body import Page
from helpdesk_tui.tui.widgets.fields import Field, labelled
from helpdesk_tui.tui.widgets.section import Section
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words.findings import NAMES, by_topic, counted, topic_of

Look = Callable[[], Iterator[Finding]]

_LONGEST = 256


class DoctorScreen(DeskScreen[None]):
    TITLE = of_class("Doctor")
    HELP = of_class(
        "Looks at the desk's servers, certificates, clocks, store, backups, mail, SMS and so on. What has "
        "failed comes first, each with what to do. Nothing is changed. Type an ordinary person's login to "
        "see whether the rights on it are delegated; that is a search like any other. A test message goes "
        "to you alone, and counts as a code that is sent. That somebody looked is in the record."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("doctor.account", "account"),
        bind("refresh", "read"),
        bind("doctor.mail", "mail"),
        bind("doctor.sms", "sms"),
        bind("back", "back"),
    ]

    def __init__(self, around: Surroundings, checkup: Checkup, doctor: LooksAround) -> None:
        super().__init__(around)
        self._checkup = checkup
        self._doctor = doctor
        self._found: list[Finding] = []
        self._asked: list[Finding] = []  # of one account, or of a test message
        self._looking = False

    def parts(self) -> ComposeResult:
        yield Words(Content.styled(_("Doctor"), "bold"), classes="title", id="doctor-title")
        login = Field(
            id="sample",
            placeholder=_("login of an ordinary person"),
            help_text=self.HELP,
            max_length=_LONGEST,
        )
        yield labelled(_("Rights on"), login)
        with Page(id="findings"):
            yield Section(_("You asked"), id="found-asked")
            for level in NAMES:
                yield Section(NAMES[level], id=f"found-{level.value}")

    def on_mount(self) -> None:
        self.set_focus(self.query_one("#sample"))
        self.action_read()

    @property
    def is_waiting(self) -> bool:
        return self._looking and not self._found

    # --- keys ---------------------------------------------------------------------------------------

    def action_read(self) -> None:
        """From the beginning."""
        if not self._looking:
            self._asked = []
            self._begin(self._everything, self._found, self._checkup.demand)

    def _everything(self) -> Iterator[Finding]:
        yield from self._doctor.surroundings()
        yield from self._doctor.of_operator(self._checkup)

    def action_account(self) -> None:
        login = self.query_one("#sample", Field).value.strip()
        if login:
            self._add(lambda: self._doctor.of_account(self._checkup, login))

    def action_mail(self) -> None:
        self._add(lambda: self._doctor.of_message(self._checkup, self._checkup.own_mail))

    def action_sms(self) -> None:
        self._add(lambda: self._doctor.of_message(self._checkup, self._checkup.own_mobile))

    def action_back(self) -> None:
        self.finish()

    def _add(self, look: Look) -> None:
        """The same thing is not asked twice at once."""
        if self._looking:
            self.say(_("This looks still. Ask when it is through."))
        else:
            self._begin(look, self._asked)

    # --- looking ------------------------------------------------------------------------------------

    def _begin(self, look: Look, into: list[Finding], first: Callable[[], None] = lambda: None) -> None:
        """`first` raises what speaks against it."""
        self._looking = True
        into.clear()
        self.show_problem(None)
        self._draw()
        self._look(look, into, first)

    @work(group="doctor", description="look at the surroundings", exit_on_error=False, exclusive=True)
    async def _look(self, look: Look, into: list[Finding], first: Callable[[], None]) -> None:
        took = partial(self._took, into)
        if why := await ask(first):
            self.post_message(DeskAnswered(took, why))
            return
        hearing = Hearing(look)
        while not hearing.is_over:
            found = await ask(hearing.take)
            if found:
                self.post_message(DeskAnswered(took, found))
        self.post_message(DeskAnswered(took, None))

    def _took(self, into: list[Finding], answer: tuple[Finding, ...] | Problem | None) -> None:
        self._looking = isinstance(answer, tuple)
        if isinstance(answer, tuple):
            into += answer
        elif answer is not None:
            self.show_problem(answer)
        self._draw()

    # --- drawing ------------------------------------------------------------------------------------

    def _draw(self) -> None:
        words = f"  {counted([*self._asked, *self._found], still=self._looking)}"
        self.query_one("#doctor-title", Words).show(Content.assemble((_("Doctor"), "bold"), words))
        self._fill("asked", self._asked, lambda each: f"{NAMES[each.level]}: ")
        for level in NAMES:
            here = [each for each in self._found if each.level is level]
            self._fill(level.value, here, lambda _: "")

    def _fill(self, name: str, found: list[Finding], before: Callable[[Finding], str]) -> None:
        section = self.query_one(f"#found-{name}", Section)
        section.display = bool(found)
        section.show([_drawn(each, before(each)) for each in by_topic(found)])


def _drawn(finding: Finding, before: str) -> Content:
    bold = "" if finding.level is Level.OK else "bold"
    lines = Content.assemble((f"{before}{topic_of(finding)}: ", bold), finding.said.rstrip("\n"))
    return Content.assemble(lines, f"\n{finding.remedy}") if finding.remedy else lines
