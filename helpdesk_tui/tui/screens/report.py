""" "This was not me": what was done lately for the account, what a report will do, and why it is made."""

from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.reporting import LONGEST_REASON, Lately, Reporting
from helpdesk_tui.language import N_, _, of_class
from helpdesk_tui.tui.call_messages import ReportGiven
from helpdesk_tui.tui.keys import bind
from helpdesk_tui.tui.screens.base import DeskScreen, Surroundings
from helpdesk_tui.tui.widgets.body import Page
from helpdesk_tui.tui.widgets.fields import Field, labelled
from helpdesk_tui.tui.widgets.section import Section
from helpdesk_tui.tui.widgets.words import Words
from helpdesk_tui.words import reports
from helpdesk_tui.words.accounts import known_login

_READY = N_("Enter reports it. Esc cancels.")


class ReportScreen(DeskScreen[None]):
    TITLE = of_class(reports.TITLE)
    HELP = of_class(
        "For a person who was told of something that they did not ask for. Nobody need prove anything: a "
        "report only closes. The list is for you: the caller is not proven, so read nothing of it out. Type "
        "what the person told you, and press Enter, once. Esc cancels. ↑ and ↓ scroll the list."
    )
    takes_typed_ahead = False
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("report.do", "report"),
        bind("next-field", "app.focus_next"),
        bind("up", "scroll(-1)", show=False),
        bind("down", "scroll(1)", show=False),
        bind("cancel", "cancel"),
    ]

    def __init__(self, around: Surroundings, reporting: Reporting, account: AccountId) -> None:
        super().__init__(around)
        self._reporting = reporting
        self._account = account
        self._found: Lately | None = None
        self._reporting_now = False

    def parts(self) -> ComposeResult:
        yield Words(_(reports.TITLE), id="who", classes="title")
        why = _("What the person told you, in a few words. It goes into the record: no password, no code.")
        yield labelled(_("Reason"), Field(id="reason", max_length=LONGEST_REASON, help_text=why))
        help_text = _("The number of the ticket, where there is one.")
        yield labelled(_("Ticket"), Field(id="report-ticket", max_length=64, help_text=help_text))
        with Page(id="lately"):
            yield Section(_("Done lately"), [_("Reading the record …")], id="calls")
            yield Section(_("New methods"), id="new-methods")
            yield Section(_("Will happen"), id="will")
        yield Words(id="ready")

    def on_mount(self) -> None:
        self.query_one("#new-methods").display = False
        self.query_one("#will").display = False
        self.set_focus(self.query_one("#reason"))
        self.ask_desk(
            "lately", "read what was done", partial(self._reporting.lately, self._account), self._read
        )

    @property
    def is_waiting(self) -> bool:
        return self._reporting_now

    def _read(self, answer: Lately | Problem) -> None:
        if isinstance(answer, Problem):
            self.show_problem(answer)
            return
        self._found, now = answer, self.clock.now()
        account = answer.account
        who = f"  {account.name or account.login} ({known_login(account)})"
        self.query_one("#who", Words).show(Content.assemble((_(reports.TITLE), "bold"), who))
        calls = [reports.call_line(each, now) for each in answer.calls] or [reports.NOTHING_LATELY]
        held = [reports.held_line(answer.hold, now)] if answer.hold else []
        self._show("calls", [*held, *calls, *([reports.CUT] if answer.cut else [])])
        self._show("new-methods", [reports.method_line(each, now) for each in answer.methods])
        self._show("will", list(reports.will_lines(answer)))
        self.query_one("#ready", Words).show(_(_READY))

    def _show(self, name: str, lines: list[str]) -> None:
        section = self.query_one(f"#{name}", Section)
        section.show(lines)
        section.display = bool(lines)

    def action_report(self) -> None:
        """Once: from here to the answer nothing is sent again."""
        if self._reporting_now or self._found is None:
            return
        self._reporting_now = True
        self.show_problem(None)
        self.query_one("#ready", Words).show(_("Reporting … please wait for the result."))
        reason, ticket = (self.query_one(f"#{name}", Field).value for name in ("reason", "report-ticket"))
        self.post_message(ReportGiven(self._account, reason, ticket))

    def refused(self, why: Problem) -> None:
        """Nothing was ended; what was typed is still there."""
        self._reporting_now = False
        self.query_one("#ready", Words).show(_(_READY))
        self.show_problem(why)

    def action_cancel(self) -> None:
        if not self._reporting_now:
            self.finish(None)
