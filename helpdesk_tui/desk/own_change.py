"""A person at a terminal of the desk changes a password that is known; one that has expired, too.

No clearance goes with it: what clears it is the old password, which the write carries and the server checks.
So nobody can do more by it than at any other computer. What the desk adds is its guard, its rules for
new passwords, its record, and limits of its own against guessing.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from helpdesk_tui.desk import breaches, offering, settling
from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome, StepResult, overall
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.actions.weighing import preview
from helpdesk_tui.desk.conversation.prompt import Answer, Field, FieldKind, Prompt, checked
from helpdesk_tui.desk.conversation.talk import Stands
from helpdesk_tui.desk.errors import DirectoryUnreachable, NotPermitted, Refused, StoreUnavailable
from helpdesk_tui.desk.method import MethodId
from helpdesk_tui.desk.performing import Receipt
from helpdesk_tui.desk.policy import HOUR
from helpdesk_tui.desk.ports import (
    Attempt,
    Blocked,
    Limit,
    Limits,
    PreparedOwnChange,
    Reply,
    ReplyKind,
)
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.settling import Written, conclude, intend, under_way
from helpdesk_tui.desk.standing import against_operator
from helpdesk_tui.language import N_, _, ngettext
from helpdesk_tui.local_time import minute
from helpdesk_tui.secret import Secret

_ACTION = Action.CHANGE_PASSWORD
_TITLE = N_("Change with the old password")
_PER_HOUR = 3
"""Wrong old passwords of one account: fewer than lock it in most directories."""

_TO_THE_PERSON = {
    "password-refused": "own-change-refused",
    "password-in-history": "own-change-used",
    "password-too-young": "own-change-recent",
}
"""What is said to an operator of a reset → what is said to whoever chose the password."""

_OLD_IS_RIGHT = frozenset({*_TO_THE_PERSON.values(), "own-change-expired"})
"""Refusals that come of the new password, or of both; and all of "password-…"."""


class ChangingOwn:
    def __init__(self, session: Session) -> None:
        self._session = session

    def begin(self, account_id: AccountId) -> "OwnChange":
        """A `Talk` with the person. Raises `NotPermitted`, `Refused` with what stands against it, which is
        recorded; `DirectoryUnreachable`, `StoreUnavailable`."""
        session = self._session
        if why := against_operator(session):
            raise _denied(session, None, why)
        account = session.directory.read(account_id)
        _demand(session, account)
        if blocked := _blocked(session, account.id):
            raise _denied(session, account, blocked)
        return OwnChange(session, account)


class OwnChange:
    """`receipt` is there once the change was made, or may have been."""

    def __init__(self, session: Session, account: Account) -> None:
        self._session = session
        self._account = account
        self._over = False
        self.receipt: Receipt | None = None

    def stands(self) -> Stands:
        asked = None if self.receipt else _prompt(self._account)
        return Stands(_TITLE, self._account, None, asked)

    def answer(self, answer: Answer) -> Stands:
        """One try. Raises also why the directory refused it; then nothing was changed."""
        if self._over or self.receipt:
            raise NotPermitted(problem("own-change-over"))
        given = checked(_prompt(self._account), answer)
        old, new = given["old"], given["new"]
        if new != given["again"]:
            raise Refused(problem("typed-twice"))
        if old == new:
            raise Refused(problem("own-change-same"))
        _demand_fit(self._session, self._account, new)
        self.receipt = self._changed(old, new)
        return self.stands()

    def end(self) -> None:
        self._over = True

    # --- one try --------------------------------------------------------------------------------------

    def _changed(self, old: Secret, new: Secret) -> Receipt:
        session, order = self._session, Order(_ACTION, password=new)
        if why := against_operator(session):
            raise _denied(session, self._account, why)
        with session.directory.prepare_own_change(self._account.id) as prepared:
            with session.stores.together():
                attempt = self._counted()
                begun = intend(session, None, self._account, order)
            with under_way(session, begun.intent):
                return self._written(begun, prepared, attempt, old, new)

    def _counted(self) -> Attempt:
        """The try counts as a wrong one before the old password goes anywhere."""
        session = self._session
        own, operator = _counts(self._account.id), _counts(session.operator.id)
        limits, now = _limits(session), session.clock.now()
        admitted = session.stores.attempts.begin(own, MethodId(own), operator, limits, now)
        if isinstance(admitted, Blocked):
            raise _denied(session, self._account, _blocked_problem(admitted))
        return admitted.attempt

    def _written(
        self, begun: Written, prepared: PreparedOwnChange, attempt: Attempt, old: Secret, new: Secret
    ) -> Receipt:
        session, written = self._session, begun
        try:
            account = prepared.read()
            written = begun.seen(account)
            _demand(session, account)
        except (DirectoryUnreachable, Refused) as error:
            reply = Reply(ReplyKind.NOT_SENT, error.problem)
        else:
            reply = _in_their_words(prepared.change(old, new))
        return self._settled(written, reply, attempt)

    def _settled(self, written: Written, reply: Reply, attempt: Attempt) -> Receipt:
        """Raises why nothing was changed."""
        session = self._session
        settled = conclude(session, written, reply)
        if _shows_old_right(settled.steps, reply):
            with suppress(StoreUnavailable):  # then it counts as a wrong one, and hides no write
                session.stores.attempts.succeed(attempt)
        if settled.outcome is Outcome.REFUSED and reply.kind in (ReplyKind.REFUSED, ReplyKind.NOT_SENT):
            raise Refused(reply.problem or problem("not-applied"))
        return Receipt(
            number=written.intent,
            action=_ACTION,
            account=settled.after,
            steps=settled.steps,
            server=written.before.server,
            password=None,
            recorded=settled.recorded,
            notices=settling.tell(session, written, settled),
        )


# --- what speaks against it -------------------------------------------------------------------------------


def _demand(session: Session, account: Account) -> None:
    """Raises what stands against it, whatever the new password is."""
    against = offering.against(session, account, _ACTION)
    if against:
        raise _denied(session, account, against[0])


def _demand_fit(session: Session, account: Account, new: Secret) -> None:
    """Raises `Refused` with every rule of the desk, and of the policy as far as it is known, that the new
    password breaks."""
    broken = [*_broken(session, account, new)]
    if broken:
        causes = " ".join(each.cause for each in broken)
        raise Refused(broken[0] if len(broken) == 1 else problem("own-change-unfit", broken=causes))


def _broken(session: Session, account: Account, new: Secret) -> Iterator[Problem]:
    rules, info, now = session.policy.passwords, session.directory.info_of(account.id), session.clock.now()
    yield from preview(account, Order(_ACTION, password=new), rules, info, now).refusals
    yield from breaches.against(session, new)


def _denied(session: Session, account: Account | None, why: Problem) -> NotPermitted:
    return session.recorder.refusal("action.denied", why, account, action=_ACTION.value)


# --- counting ---------------------------------------------------------------------------------------------


def _counts(whose: AccountId) -> AccountId:
    """Under what wrong old passwords are counted: not among proofs, of which a person who has forgotten the
    password is in need next."""
    return AccountId(f"old-password {whose}")


def _limits(session: Session) -> Limits:
    """The policy's, and by the hour fewer for one account: that of a method counts by the day then."""
    usual = session.policy.verification.limits
    by_the_hour = Limit(min(_PER_HOUR, usual.account.failures), HOUR)
    return Limits(account=by_the_hour, method=usual.account, operator=usual.operator)


def _blocked(session: Session, account: AccountId) -> Problem | None:
    """By the hour, or by the day."""
    own, operator, now = _counts(account), _counts(session.operator.id), session.clock.now()
    for limits in (_limits(session), session.policy.verification.limits):
        if found := session.stores.attempts.state(own, operator, limits, now):
            return _blocked_problem(found)
    return None


def _blocked_problem(blocked: Blocked) -> Problem:
    return problem("own-change-blocked", until=minute(blocked.until))


def _shows_old_right(steps: tuple[StepResult, ...], reply: Reply) -> bool:
    """Whether the try was no guess: the old password was seen to be right, or nobody compared it."""
    if overall(steps) is Outcome.DONE or reply.kind is ReplyKind.NOT_SENT:
        return True
    code = reply.problem.code if reply.kind is ReplyKind.REFUSED and reply.problem else ""
    return code in _OLD_IS_RIGHT or code.startswith("password-")


# --- words ------------------------------------------------------------------------------------------------


def _in_their_words(reply: Reply) -> Reply:
    said = reply.problem
    if said is None or said.code not in _TO_THE_PERSON:
        return reply
    return replace(reply, problem=problem(_TO_THE_PERSON[said.code], detail=said.detail))


def _prompt(account: Account) -> Prompt:
    return Prompt(
        id="change-password",
        enter=_("changes it, once"),
        working=_("Changing … please wait for the result."),
        advice=" ".join(_advice(account)),
        fields=(
            Field("old", FieldKind.SECRET, _("Old password"), help=_("As it was known last.")),
            Field("new", FieldKind.SECRET, _("New password"), help=_("Checked when all is typed.")),
            Field("again", FieldKind.SECRET, _("Once more")),
        ),
    )


def _advice(account: Account) -> Iterator[str]:
    yield _("{name} types here, and nobody else.", name=account.name or account.login)
    most = account.policy.lockout_threshold if account.policy else 0
    if most:
        yield _(
            "A wrong old password counts at the directory, too: {most} of them lock the account.", most=most
        )
    else:
        yield _("A wrong old password counts at the directory, too.")
    if account.policy:
        yield ngettext(
            "A new one has {count} character or more.",
            "A new one has {count} characters or more.",
            account.policy.min_length,
        )
