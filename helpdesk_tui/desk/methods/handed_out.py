"""Secrets that are handed out once: recovery codes and access passes."""

from abc import abstractmethod
from datetime import datetime, timedelta
from typing import ClassVar

from helpdesk_tui.desk import codes
from helpdesk_tui.desk.conversation.prompt import Answer, Choice, Field, FieldKind, Prompt, Shown, ShownKind
from helpdesk_tui.desk.course import Held
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import Method
from helpdesk_tui.desk.methods.dialogue import Dialogue
from helpdesk_tui.desk.methods.enrolment import Replacing
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.registration.changes import Visit
from helpdesk_tui.language import N_, _, ngettext
from helpdesk_tui.local_time import minute

SHORTEST_PASS = 10  # minutes

_HELP = N_(
    "As the caller reads it out; blanks and case do not matter. A wrong one counts as a failed proof, a "
    "malformed one does not."
)


class _ReadOut(Dialogue):
    """What the caller was given once, and reads out."""

    label: ClassVar[str]
    asks: ClassVar[str]

    def prompt(self, held: Held, method: Method) -> Prompt:  # noqa: ARG002 - the signature of every kind
        field = Field("code", FieldKind.CODE, self.label, help=_HELP, lasting=True)
        return Prompt("code", _("checks it"), advice=self.asks, fields=(field,))


class RecoveryCode(_ReadOut):
    """One of the person's recovery codes, by its number."""

    label = N_("Code")
    asks = N_("Ask for an unused recovery code, with its number.")

    def answer(self, held: Held, method: Method, answer: Answer) -> Held:
        course, methods = self.course, self.course.session.stores.methods
        parsed = codes.parse_recovery_code(answer["code"])
        if parsed is None:
            raise Refused(problem("recovery-code-malformed", form=codes.RECOVERY_FORM))
        attempt, left = course.attempt(held, method)
        number, code = parsed
        if not methods.use_recovery_code(method.id, number, code, course.session.clock.now()):
            raise course.failed(held, method, problem("code-wrong", left=left))
        return course.proven(held, method, attempt, short=codes.is_earlier_recovery_code(code))


class AccessPass(_ReadOut):
    """The pass that the person was given."""

    label = N_("Access pass")
    asks = N_("Ask for the access pass that the person was given.")

    def answer(self, held: Held, method: Method, answer: Answer) -> Held:
        course = self.course
        code = codes.parse_pass(answer["code"])
        if code is None:
            raise Refused(problem("pass-malformed"))
        attempt, left = course.attempt(held, method)
        if not course.session.stores.methods.use_pass(method.id, code, course.session.clock.now()):
            raise course.failed(held, method, problem("pass-wrong", left=left))
        return course.proven(held, method, attempt)


# --- handing out --------------------------------------------------------------------------------------

_CLOSES = N_("closes this; nobody can show it again")
_MINUTES_HELP = N_(
    "An access pass lets the person prove themselves for changing methods, where nothing else is registered "
    "yet. It resets no password. An earlier pass stops working. Make it last as short as will do."
)
_TIMES = (Choice("once", N_("once")), Choice("many", N_("as often as needed")))


class _HandingOut(Replacing):
    """Made, then shown once."""

    _given = False

    def begin(self, visit: Visit) -> None:
        self._earlier = any(each.kind is self.kind for each in self.visits.methods(visit))

    def handed_out(self, advice: str) -> Prompt:
        return Prompt("handed-out", _CLOSES, advice=advice, shows=self.shows, vanishes=True)

    def answer(self, visit: Visit, answer: Answer) -> None:
        if answer.prompt == "handed-out":
            self._given = True
        else:
            self.make(visit, answer)

    @abstractmethod
    def make(self, visit: Visit, answer: Answer) -> None:
        """It counts, and is to be shown."""


class NewRecoveryCodes(_HandingOut):
    how = N_("ten, given out once")

    def prompt(self) -> Prompt | None:
        if self._given:
            return None
        if self.method is not None:
            return self.handed_out(
                _("Each works once; they do not expire. Earlier codes do not work any more.")
            )
        advice = _("Ten codes are made, which the person writes down.")
        if self._earlier:
            advice += " " + _("There are codes already: with new ones they stop working.")
        return Prompt("make", _("makes them"), working=_("Making codes …"), advice=advice)

    @property
    def done(self) -> str:
        return ngettext(
            "Registered: {count} recovery code.", "Registered: {count} recovery codes.", len(self.shows)
        )

    def make(self, visit: Visit, answer: Answer) -> None:  # noqa: ARG002 - the signature of every kind
        fresh = codes.new_recovery_codes(self.session.randomness)
        self.replace(visit, lambda now: self.stored.add_recovery_codes(visit.account.id, fresh, now))
        printed = (codes.printed_recovery_code(number, code) for number, code in enumerate(fresh, 1))
        self.shows = tuple(Shown("", each, ShownKind.CODE) for each in printed)


class NewAccessPass(_HandingOut):
    """As policy has it, or for less: shorter, or for one use."""

    how = N_("short-lived, for changing methods")
    _until: datetime
    _once = True

    def prompt(self) -> Prompt | None:
        if self._given:
            return None
        if self.method is not None:
            works = (
                _("It works once, until {until}.", until=minute(self._until))
                if self._once
                else _("It works as often as needed, until {until}.", until=minute(self._until))
            )
            return self.handed_out(f"{works} {_('It proves the person for changing methods only.')}")
        rules = self.session.policy.registration
        times = Field("times", FieldKind.CHOICE, _("It works"), choices=_TIMES, value="once", optional=True)
        minutes = Field(
            "minutes", FieldKind.TEXT, N_("Minutes"), help=_MINUTES_HELP, value=str(rules.pass_minutes)
        )
        said = [
            _("It proves the person for changing methods, and for nothing else."),
            _("It works once.") if rules.pass_once else "",
            _("The earlier pass stops working.") if self._earlier else "",
        ]
        return Prompt(
            "terms",
            _("makes it"),
            working=_("Making the pass …"),
            advice=" ".join(filter(None, said)),
            fields=(minutes,) if rules.pass_once else (minutes, times),
        )

    @property
    def done(self) -> str:
        return _("Issued: an access pass, until {until}.", until=minute(self._until)) if self.method else ""

    def make(self, visit: Visit, answer: Answer) -> None:
        rules, typed = self.session.policy.registration, answer.text("minutes").strip()
        life = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 0
        if not SHORTEST_PASS <= life <= rules.pass_minutes:
            raise Refused(problem("pass-life", shortest=SHORTEST_PASS, longest=rules.pass_minutes))
        many = "times" in answer.values and answer.text("times") == "many"
        if rules.pass_once and many:
            raise Refused(problem("pass-once-only"))
        fresh = codes.new_pass(self.session.randomness, rules.pass_length)
        until = self.session.clock.now() + timedelta(minutes=life)
        self._until, self._once = until, not many
        self.replace(
            visit,
            lambda now: self.stored.add_pass(visit.account.id, fresh, now, until, not many),
            minutes=life,
            once=not many,
        )
        self.shows = (Shown(_("Access pass"), codes.printed_pass(fresh), ShownKind.SPELLED),)
