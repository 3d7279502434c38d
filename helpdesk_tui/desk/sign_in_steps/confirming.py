"""Other supervisors confirm who an operator is: one before the first registration, two where one was lost."""

from helpdesk_tui.desk.conversation.prompt import Answer, Prompt
from helpdesk_tui.desk.errors import NotPermitted
from helpdesk_tui.desk.method import MethodId, MethodKind
from helpdesk_tui.desk.methods.colleague import Colleague, sign_in_fields
from helpdesk_tui.desk.methods.own_proof import blocked, count
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.ports import Blocked
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.second_factor import has_begun
from helpdesk_tui.desk.session import Witnessed
from helpdesk_tui.desk.sign_in_steps.registering import Registering
from helpdesk_tui.desk.sign_in_steps.step import Claimant, Step
from helpdesk_tui.language import N_, _

_HELP = N_(
    "A supervisor who knows this operator confirms with login and password of their own, and with their "
    "second factor. They are used once; nobody stays signed in. The record names the supervisor."
)


class Confirming(Step):
    """Other supervisors say who this is, one after the other at this terminal."""

    kind = MethodKind.SECOND_OPERATOR

    def __init__(self, claimant: Claimant, given: tuple[Witnessed, ...] = ()) -> None:
        """`given`: who has confirmed already. Raises `NotPermitted` (second-factor-none) where nothing can be
        registered afterwards."""
        claimant.demand_registrable()
        super().__init__(claimant)
        self._lost = bool(claimant.counting)
        self._needed = 2 if self._lost else 1
        self.title = (
            _("Two supervisors confirm who you are") if self._lost else _("A supervisor confirms who you are")
        )
        self._given = given
        self._colleague = Colleague(claimant.session, lacks="voucher-without-factor")

    def prompt(self) -> Prompt:
        if asked := self._colleague.prompt():
            return asked
        login, number = self.claimant.session.operator.login, len(self._given) + 1
        if self._lost:
            advice = _(
                "{login} has lost a second factor and registers another. Supervisor {number} of "
                "{needed} signs "
                "in here to confirm who that is.",
                login=login,
                number=number,
                needed=self._needed,
            )
        else:
            advice = _(
                "{login} registers a second factor. A supervisor signs in here to confirm who that is.",
                login=login,
            )
        return Prompt(
            f"confirm-{number}",
            N_("confirms"),
            working=_("Asking the directory …"),
            advice=advice,
            fields=sign_in_fields(_HELP),
        )

    def answer(self, answer: Answer) -> Step | None:
        self.claimant.demand_unchanged()
        if self._colleague.is_here:
            proven = self._colleague.answer(answer)
            return self._confirmed(proven[0], proven[1].kind.value) if proven else self
        who = self._witnessed(answer)
        self._demand_fit(who)
        first_of_all = not self._lost and not has_begun(self.claimant.session)
        if self._asks_factor(who, needed=not first_of_all):
            return self
        return self._confirmed(who, "")

    def give_up(self) -> None:
        self._colleague.forget()

    def _witnessed(self, answer: Answer) -> Witnessed:
        session, account = self.claimant.session, self.claimant.account
        admitted = count(session, account.id, MethodId(f"{account.id} confirm"))
        if isinstance(admitted, Blocked):
            raise self._denied(blocked(admitted))
        return self._colleague.witness(admitted.attempt, answer.text("login"), answer["password"])

    def _asks_factor(self, who: Witnessed, *, needed: bool) -> bool:
        try:
            return self._colleague.demand_factor(who, needed=needed, old=self._lost)
        except NotPermitted as error:
            raise self._denied(error.problem, who) from None

    def _demand_fit(self, who: Witnessed) -> None:
        """Raises `NotPermitted`."""
        own, other = self.claimant.session.operator, who.operator
        why: Problem | None = None
        if Role.SUPERVISOR not in other.roles:
            why = problem("voucher-not-supervisor")
        elif other.id == own.id or (own.security_id and other.security_id == own.security_id):
            why = problem("voucher-is-operator")
        elif any(other.id == each.operator.id for each in self._given):
            why = problem("voucher-again")
        if why:
            raise self._denied(why, who)

    def _confirmed(self, who: Witnessed, factor: str) -> Step:
        self._demand_fit(who)
        about = {"supervisor": who.operator.id, "supervisor_login": who.operator.login}
        self.claimant.record("second-factor.confirmed", **about, by=factor or "password alone, as the first")
        given = (*self._given, who)
        if len(given) < self._needed:
            return Confirming(self.claimant, given)
        return Registering(self.claimant, {"confirmed_by": [each.operator.login for each in given]})

    def _denied(self, why: Problem, who: Witnessed | None = None) -> NotPermitted:
        about = {"supervisor_login": who.operator.login} if who else {}
        self.claimant.record("second-factor.not-confirmed", problem=why.code, **about)
        return NotPermitted(why)
