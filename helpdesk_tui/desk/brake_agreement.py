"""Who says yes to a brake, and why: a supervisor alone, or an operator and a second one at this terminal."""

import threading
from dataclasses import dataclass
from datetime import datetime

from helpdesk_tui.desk import brake_rules
from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.conversation.prompt import Answer, Field, FieldKind, Prompt, checked
from helpdesk_tui.desk.conversation.talk import Stands
from helpdesk_tui.desk.errors import NotPermitted, Refused
from helpdesk_tui.desk.method import MethodId, MethodKind
from helpdesk_tui.desk.methods.colleague import Colleague, sign_in_fields
from helpdesk_tui.desk.methods.own_proof import OwnProof
from helpdesk_tui.desk.policy import SecondFactor
from helpdesk_tui.desk.ports import Attempt, Blocked
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.second_factor import due
from helpdesk_tui.desk.session import Session, Witnessed
from helpdesk_tui.language import N_, _
from helpdesk_tui.local_time import minute
from helpdesk_tui.text import clean

LONGEST_REASON = 200  # characters

_TITLE = N_("Disable at once")
_REASON_HELP = N_(
    "What you saw or were told: who reads the record tomorrow must understand it. No password, no code."
)
_SECOND_HELP = N_(
    "A colleague reads which account it is and why, and confirms with login and password of their own, and "
    "with the second factor where one is asked for. They are used once; nobody stays signed in."
)


@dataclass(frozen=True)
class Second:
    """Who said yes beside the operator."""

    who: Witnessed
    factor: str  # the kind of what was proven beside the password; "" = nothing was asked for


@dataclass(frozen=True)
class Agreed:
    """One brake, as it was agreed on."""

    account: AccountId
    reason: str
    ticket: str
    second: Second | None  # None = it takes none
    at: datetime


class Agreement:
    """A `Talk` about one account; what is agreed is good once, and as long as a second factor is fresh."""

    def __init__(self, session: Session, account: Account, ticket: str) -> None:
        self._session = session
        self._account = account
        self._ticket = ticket
        self._says = " ".join(brake_rules.sentences(session, account))
        self._by_two = brake_rules.needs_second(session)
        self._colleague = Colleague(session, lacks="approver-without-factor")
        self._own: OwnProof | None = None
        self._reason = ""
        self._agreed: Agreed | None = None
        self._over = False
        self._turn = threading.Lock()

    # --- what is asked ------------------------------------------------------------------------------

    def stands(self) -> Stands:
        kind = self._own.method.kind if self._own else MethodKind.SECOND_OPERATOR
        return Stands(_TITLE, self._account, kind, None if self._agreed else self._prompt())

    def _prompt(self) -> Prompt:
        if asked := self._colleague.prompt():
            return asked
        if self._own is not None:
            return self._own.prompt()
        who = _("Login and password are a second operator's, who confirms here.") if self._by_two else ""
        # What was typed before stands in the field: another colleague is asked for the same.
        reason = Field(
            "reason",
            FieldKind.TEXT,
            "Reason",
            help=_REASON_HELP,
            value=self._reason,
            optional=bool(self._reason),
        )
        return Prompt(
            "brake",
            _("disables the account at once"),
            working=_("Asking the directory …"),
            advice=f"{self._says} {who}".rstrip(),
            fields=(reason, *(sign_in_fields(_SECOND_HELP) if self._by_two else ())),
        )

    # --- answers ------------------------------------------------------------------------------------

    def answer(self, answer: Answer) -> Stands:
        if self._over or self._agreed:
            raise NotPermitted(problem("brake-not-agreed"))
        if self._colleague.is_here:
            if proven := self._colleague.answer(answer):
                self._agree(Second(proven[0], proven[1].kind.value))
        elif self._own is not None:
            self._own.answer(answer)
            if self._own.is_proven:
                self._agree(None)
        else:
            self._take(checked(self._prompt(), answer))
        return self.stands()

    def end(self) -> None:
        self._over, self._agreed = True, None
        self._colleague.forget()

    def _take(self, answer: Answer) -> None:
        reason = clean(answer.text("reason"), LONGEST_REASON)
        if not reason:
            raise Refused(problem("answer-missing", field="Reason"))
        self._reason = reason
        if self._by_two:
            self._ask_second(answer)
        else:
            self._ask_self()

    def _ask_self(self) -> None:
        """A supervisor's word does for two: so it is surely the supervisor's."""
        if found := due(self._session):
            account, own = found
            if not own.usable:
                raise NotPermitted(problem("second-factor-unusable"))
            self._own = OwnProof(self._session, account, own.usable)
        else:
            self._agree(None)

    def _ask_second(self, answer: Answer) -> None:
        """Raises as a sign-in does."""
        who = self._colleague.witness(self._attempt(), answer.text("login"), answer["password"])
        self._demand_fit(who)
        rule = self._session.policy.operators.second_factor
        needed = rule is SecondFactor.REQUIRED
        if rule is SecondFactor.OFF or not self._colleague.demand_factor(who, needed=needed, old=False):
            self._agree(Second(who, ""))

    def _attempt(self) -> Attempt:
        """Counted by who asks alone: failed proofs of callers, of which there may be many now, do not stop
        the brake, nor do those here count in a call."""
        session = self._session
        mine = AccountId(f"brake {session.operator.id}")
        limits, now = session.policy.operators.limits, session.clock.now()
        found = session.stores.attempts.begin(mine, MethodId(f"{mine} confirm"), mine, limits, now)
        if isinstance(found, Blocked):
            raise self._denied(problem("brake-second-blocked", until=minute(found.until)))
        return found.attempt

    def _agree(self, second: Second | None) -> None:
        if second is not None:
            self._demand_fit(second.who)
        self._agreed = Agreed(self._account.id, self._reason, self._ticket, second, self._session.clock.now())

    def _demand_fit(self, who: Witnessed) -> None:
        if why := brake_rules.against_second(self._session, who, self._account):
            raise self._denied(why, second=who.operator.id, second_login=who.operator.login)

    def _denied(self, why: Problem, **about: object) -> NotPermitted:
        return self._session.recorder.refusal("brake.denied", why, self._account, **about)

    # --- what was agreed ----------------------------------------------------------------------------

    def agreed(self, session: Session) -> Agreed:
        """Raises `NotPermitted` (brake-not-agreed)."""
        found, now = self._agreed, session.clock.now()
        if found is None or self._session is not session:
            raise NotPermitted(problem("brake-not-agreed"))
        if not found.at <= now < found.at + session.policy.operators.fresh:
            raise NotPermitted(problem("brake-not-agreed"))
        return found

    def use_up(self, session: Session) -> Agreed:
        """The same, for exactly one caller, ever."""
        with self._turn:
            found = self.agreed(session)
            self.end()
            return found
