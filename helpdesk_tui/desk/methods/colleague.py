"""Another operator who answers for somebody else at this terminal: by login and password, and by the second
factor. Nobody stays signed in."""

from contextlib import suppress
from dataclasses import replace

from helpdesk_tui.desk.conversation.prompt import Answer, Field, FieldKind, Key, Prompt
from helpdesk_tui.desk.effect import ENDS, Effect
from helpdesk_tui.desk.errors import HelpdeskError, NotPermitted, Refused
from helpdesk_tui.desk.method import Method
from helpdesk_tui.desk.methods.own_proof import OwnProof
from helpdesk_tui.desk.ports import Attempt
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.second_factor import against_new, note_begun, own_methods
from helpdesk_tui.desk.session import Session, Witnessed
from helpdesk_tui.desk.standing import against_roles
from helpdesk_tui.language import N_, _
from helpdesk_tui.secret import Secret

SOMEBODY_ELSE = Key("here", N_("Somebody else"), N_("lets somebody else confirm"))


def sign_in_fields(help_text: str) -> tuple[Field, ...]:
    return (
        Field("login", FieldKind.LOGIN, N_("Login"), help=help_text),
        Field("password", FieldKind.SECRET, N_("Password"), help=help_text),
    )


class Colleague:
    """One at a time: `witness`, then `demand_factor`, then `answer` to the end; `forget` begins anew."""

    def __init__(self, session: Session, *, lacks: str) -> None:
        """`session`: of the operator at whose terminal it is; `lacks`: the problem of who has no second
        factor where one is needed."""
        self._session = session
        self._lacks = lacks
        self._who: Witnessed | None = None
        self._proof: OwnProof | None = None

    def witness(self, attempt: Attempt, login: str, password: Secret) -> Witnessed:
        """Who that is. `attempt` stays failed for a wrong password alone: nobody tries out a colleague's.
        Raises as a sign-in does."""
        session = self._session
        session.stores.commit()  # the try is counted before the directory says whether it is right
        try:
            found = session.witness(login.strip(), password)
        except HelpdeskError as error:
            if error.problem.code != "wrong-password":
                session.stores.attempts.succeed(attempt)
            raise
        finally:
            password.drop()
        session.stores.attempts.succeed(attempt)
        return found

    def demand_factor(self, who: Witnessed, *, needed: bool, old: bool) -> bool:
        """Whether the second factor is asked for now: of everybody who has one. Who has none is refused where
        it is `needed`, who has a new one alone where only `old` ones count. Raises `NotPermitted`
        (`lacks`, voucher-too-new)."""
        own_session = self._session.of(who.operator)
        own = own_methods(own_session, who.account)
        if not own.counting and not needed:
            return False
        refusals = [against_new(own_session, each, "voucher-too-new") if old else None for each in own.usable]
        fit = tuple(each for each, why in zip(own.usable, refusals, strict=True) if why is None)
        if not fit:
            raise NotPermitted(next(filter(None, refusals), problem(self._lacks)))
        self._who, self._proof = who, OwnProof(own_session, who.account, fit)
        return True

    @property
    def is_here(self) -> bool:
        """Whether somebody is asked now."""
        return self._proof is not None

    def prompt(self) -> Prompt | None:
        """What is asked of the one who is here; None = nobody is."""
        if self._proof is None or self._who is None:
            return None
        asked, login = self._proof.prompt(), self._who.operator.login
        return replace(
            asked,
            advice=f"{_('{login} confirms.', login=login)} {asked.advice}",
            keys=(*asked.keys, SOMEBODY_ELSE),
        )

    def answer(self, answer: Answer) -> tuple[Witnessed, Method] | None:
        """Who has proven to be that person, and by what; None = more is asked, of this one or of another."""
        proof, who = self._proof, self._who
        if answer.key == SOMEBODY_ELSE.name or proof is None or who is None:
            self.forget()
            return None
        try:
            proof.answer(answer)
        except HelpdeskError as error:
            if error.problem.effect in ENDS:  # for this colleague; somebody else may be asked
                self.forget()
                raise NotPermitted(replace(error.problem, effect=Effect.OTHER_METHOD)) from None
            raise
        if not proof.is_proven:
            return None
        self.forget()
        self._demand_still(who)
        note_begun(self._session)
        return who, proof.method

    def _demand_still(self, who: Witnessed) -> None:
        """The account as it is now. One that lies beyond what this desk sees stays as it was. Raises
        `NotPermitted`."""
        account = who.account
        self._session.stores.commit()
        with suppress(Refused):
            account = self._session.directory.read(account.id)
        if why := against_roles(self._session, who.operator, account):
            raise NotPermitted(replace(why, effect=Effect.OTHER_METHOD))

    def forget(self) -> None:
        self._who, self._proof = None, None
