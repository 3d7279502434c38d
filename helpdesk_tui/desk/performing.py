"""The use cases that write: clearance → connection → intent → last look → one modify → read back → outcome.

`perform` is the only one that prepares a change of the directory, and it takes a clearance (invariant 1).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from helpdesk_tui.desk import (
    breaches,
    cleared,
    settling,
    standing,
    unlock_elsewhere,
)
from helpdesk_tui.desk.account import Account, AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome, StepResult, overall
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.actions.weighing import Preview, change_for, preview, usual
from helpdesk_tui.desk.asked import Asked
from helpdesk_tui.desk.clearance import Clearance, ClearanceId
from helpdesk_tui.desk.errors import DirectoryUnreachable, NotPermitted, Refused
from helpdesk_tui.desk.handing_over import Handed, HandingOver
from helpdesk_tui.desk.new_password import password_for
from helpdesk_tui.desk.notices import Notice
from helpdesk_tui.desk.offered_groups import against_group
from helpdesk_tui.desk.offering import forbidden
from helpdesk_tui.desk.password_ways import Plan, Way, plan
from helpdesk_tui.desk.policy import OfferedGroup, PasswordRules
from helpdesk_tui.desk.ports import Capability, LockoutServer, PreparedChange, Reply, ReplyKind
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.settling import Written, conclude, end_unwritten, intend, under_way
from helpdesk_tui.desk.unlock_elsewhere import AlsoUnlocked
from helpdesk_tui.secret import Secret, dropped_on_failure

_Elsewhere = LockoutServer | Problem | None
"""Where an unlock may have to be taken, too; a problem where that cannot be told."""
_TakeOn = Callable[[Written, bool], AlsoUnlocked | None]
"""Takes what was done, and maybe recorded, there."""


@dataclass(frozen=True)
class Receipt:
    """What came of an action, step by step. The password is there when its reset is done, or when the
    server said yes and does not let anybody see more; never where it is for the person alone."""

    number: int  # of the intent in the record
    action: Action
    account: Account | None  # as read back; None = could not be read
    steps: tuple[StepResult, ...]
    server: str
    password: Secret | None
    recorded: bool = True  # False: done, but the outcome could not be recorded; the next start does it
    notices: tuple[Notice, ...] = ()  # how the person was told
    handed: Handed | None = (
        None  # how the password went to the person; None = it is for the operator to read out
    )
    elsewhere: AlsoUnlocked | None = None
    """What came of the unlock at the server that decides on lockouts; None = it is this one, or the account
    is not locked there. No part of `outcome`."""

    good_until: datetime | Problem | None = None
    """When a temporary password is ended that nobody has used; None = never."""

    @property
    def outcome(self) -> Outcome:
        return overall(self.steps)


class Actions:
    """Previews and performs orders for one operator. Raises `NotPermitted` and `Refused` with the
    reason, `DirectoryUnreachable`, `StoreUnavailable`; in each of these cases nothing was written."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._directory = session.directory
        self._stores = session.stores
        self._policy = session.policy
        self._recorder = session.recorder
        self._clock = session.clock
        self._handing_over = HandingOver(session)

    def usual(self, account: Account, action: Action) -> Order:
        """The order for `action` as it is proposed: with all that may go along and is possible here."""
        info = self._directory.info_of(account.id)
        now, groups = self._clock.now(), self._policy.scope.groups
        return usual(account, action, self.rules(account), info, now, groups=groups)

    def groups_for(self, account: Account, action: Action) -> tuple[OfferedGroup, ...]:
        """Those that can be asked for with `action`."""
        shows = SPECS[action].shows
        if not SPECS[action].asks_group or shows is None:
            return ()
        return tuple(g for g in self._policy.scope.groups if shows(account, Asked(group=g.id)) is not True)

    def group_named(self, name: str) -> Asked:
        """One of those that policy names. Raises `Refused` (group-not-offered)."""
        for each in self._policy.scope.groups:
            if each.name.casefold() == name.casefold():
                return Asked(group=each.id)
        raise Refused(problem("group-not-offered"))

    def keeps_first_day(self, account: Account) -> bool:
        """Whether a first day can be asked for, beside the last one."""
        return self._directory.info_of(account.id).able(Capability.FIRST_DAY) is True

    def preview(self, account_id: AccountId, order: Order) -> Preview:
        """What `order` would do to the account as it is now."""
        standing.demand(self._session)
        account = self._directory.read(account_id)
        shown, _case = self._previewed(account, order, self._slow(order))
        against = forbidden(self._session, account, order.action)
        return replace(shown, refusals=(*against, *shown.refusals))

    def weigh(self, account: Account, order: Order) -> tuple[Problem, ...]:
        """All that stands against `order` by what is known of the account: every rule that a typed password
        breaks, at once. Nothing is read in the directory."""
        shown, _case = self._previewed(account, order, self._slow(order))
        return shown.refusals

    def perform(self, clearance_id: ClearanceId, order: Order) -> Receipt:
        """Use up the clearance and do `order` with one modify; the receipt says what was read back.

        Everything is asked twice: before the clearance is used up, so that a typing error costs no proof;
        and once the connection stands and the intent is recorded, since both may take their time.
        """
        clearance = self._stores.clearances.clearance(clearance_id)
        if clearance is None:
            raise self._denied(order, None, problem("no-clearance"))
        account, _admitted = self._demand(clearance, order, partial(self._directory.read, clearance.account))
        password = password_for(self._session, account, order)
        made = password if order.password is None else None  # a screen may show again what was typed
        with dropped_on_failure(made):
            return self._performed(clearance, account, order, password)

    def send_again(self, receipt: int) -> Handed:
        """Send the new password of that receipt once more, which nobody here sees; as `HandingOver.again`."""
        return self._handing_over.again(receipt)

    def close_receipt(self, receipt: int) -> None:
        """Nothing of it can be sent any more."""
        self._handing_over.forget(receipt)

    def rules(self, account: Account) -> PasswordRules:
        """How the password of this account is made and given."""
        return self._session.password_rules(account)

    def _performed(
        self, clearance: Clearance, account: Account, order: Order, password: Secret | None
    ) -> Receipt:
        elsewhere = unlock_elsewhere.server_for(self._session, account, order)
        with self._directory.prepare_change(account.id) as prepared:
            with self._stores.together():
                if not self._stores.clearances.consume(clearance.id, self._clock.now()):
                    raise self._denied(order, account, problem("clearance-used"))
                begun = self._intend(clearance, account, order, elsewhere)
            with under_way(self._session, begun.intent):
                take_on = partial(self._unlock_elsewhere, clearance, elsewhere)
                return self._write(clearance, begun, prepared, password, take_on)

    def _write(
        self,
        clearance: Clearance,
        begun: Written,
        prepared: PreparedChange,
        password: Secret | None,
        take_on: _TakeOn,
    ) -> Receipt:
        """The last look, and the modify at once."""
        order = begun.order
        ways: tuple[Way, ...] = ()
        try:
            info = self._directory.info_of(begun.account.id)
            change = change_for(order, password, self._policy.passwords, info)
            account, ways = self._demand(clearance, order, prepared.read, begun)
        except DirectoryUnreachable as error:
            return self._settle(begun, Reply(ReplyKind.NOT_SENT, error.problem), password, take_on, ways)
        except Refused as error:
            if password is not None:
                password.drop()
            end_unwritten(self._session, begun, error.problem)
            raise
        reply = prepared.change(change)
        return self._settle(begun.seen(account), reply, password, take_on, ways)

    def _intend(self, clearance: Clearance, account: Account, order: Order, elsewhere: _Elsewhere) -> Written:
        more: dict[str, object] = {"generated": order.password is None}
        if elsewhere is not None:
            more["may_unlock_at"] = "unknown" if isinstance(elsewhere, Problem) else elsewhere.name
        return intend(self._session, clearance, account, order, **more)

    # --- before the write ---------------------------------------------------------------------------

    def _demand(
        self, clearance: Clearance, order: Order, read: Callable[[], Account], begun: Written | None = None
    ) -> tuple[Account, tuple[Way, ...]]:
        """The account by `read`, if everything holds that must at the moment of the write, and where its
        password goes (() = to the operator); raises otherwise. What takes time comes before the account is
        looked at, and of a typed password once: it is weighed again for other names only."""
        slow = tuple(self._slow(order))
        own, known = (begun.intent, begun.account) if begun else (None, None)
        denied = partial(self._denied, order)
        account = cleared.demand(self._session, clearance, order.action, read, denied=denied, intent=own)
        shown, handing = self._previewed(account, order, slow, known)
        if shown.refusals:
            self._record_denial(order, account, shown.refusals[0])
            raise Refused(shown.refusals[0])
        return account, handing.ways

    def _previewed(
        self, account: Account, order: Order, slow: Iterable[Problem], weighed_for: Account | None = None
    ) -> tuple[Preview, Plan]:
        """What `order` would do, and where its password would go. `slow`: what `_slow` found."""
        info = self._directory.info_of(account.id)
        now, groups = self._clock.now(), self._policy.scope.groups
        rules = self.rules(account)
        shown = preview(account, order, rules, info, now, groups=groups, weighed_for=weighed_for)
        handing = self._handing(account, order)
        whole = replace(
            shown,
            sentences=(*shown.sentences, *handing.sentences),
            warnings=(*shown.warnings, *handing.warnings),
            refusals=(*shown.refusals, *handing.refusals, *slow),
        )
        return whole, handing

    def _slow(self, order: Order) -> Iterator[Problem]:
        """What stands against it whosever account it is, and takes time to find."""
        yield from breaches.against(self._session, order.password)
        yield from self._powerful(order)

    def _powerful(self, order: Order) -> Iterator[Problem]:
        """Somebody may have put the group into another one since the sign-in."""
        if order.asked.group and (why := against_group(self._session, order.asked.group)):
            yield why

    def _handing(self, account: Account, order: Order) -> Plan:
        """What an operator types is sent to nobody."""
        if order.password is not None:
            return Plan()
        return plan(self._session, account, order.action)

    def _denied(self, order: Order, account: Account | None, why: Problem) -> NotPermitted:
        self._record_denial(order, account, why)
        return NotPermitted(why)

    def _record_denial(self, order: Order, account: Account | None, why: Problem) -> None:
        self._recorder.write("action.denied", account, action=order.action.value, problem=why.code)

    # --- after the write ----------------------------------------------------------------------------

    def _settle(
        self,
        written: Written,
        reply: Reply,
        password: Secret | None,
        take_on: _TakeOn,
        ways: tuple[Way, ...],
    ) -> Receipt:
        action, server = written.order.action, written.before.server
        settled = conclude(self._session, written, reply)
        after, steps, recorded = settled.after, settled.steps, settled.recorded
        kept = _password_may_be_in_force(steps, reply)
        if password is not None and not kept:
            password.drop()
            password = None
        also = take_on(written, recorded) if unlock_elsewhere.is_due(steps) else None
        handed = None
        if ways:
            handed = self._handing_over.hand_over(
                written, after=after, steps=steps, reply=reply, password=password, ways=ways
            )
        told = settling.tell(self._session, written, settled)
        recorded = recorded and (also is None or also.recorded)
        shown = None if ways else password  # what is sent is the person's alone
        return Receipt(
            number=written.intent,
            action=action,
            account=after,
            steps=steps,
            server=server,
            password=shown,
            recorded=recorded,
            notices=told,
            handed=handed,
            elsewhere=also,
            good_until=settled.good_until,
        )

    def _unlock_elsewhere(
        self, clearance: Clearance, elsewhere: _Elsewhere, first: Written, recorded: bool
    ) -> AlsoUnlocked | None:
        """The same unlock, by the same clearance, at the server that decides on lockouts: None = no need.
        Nothing of it changes what was done and recorded; what is not recorded is taken nowhere."""
        if elsewhere is None:
            return None
        if isinstance(elsewhere, Problem):
            return unlock_elsewhere.not_asked(self._session, first, elsewhere)
        if not recorded:
            why = problem("lockout-server-unrecorded", server=elsewhere.name)
            return unlock_elsewhere.not_asked(self._session, first, why, elsewhere.name)
        prepare = partial(elsewhere.prepare_change, first.account.id)
        return unlock_elsewhere.unlock_there(self._session, clearance, first, elsewhere, prepare)


def _password_may_be_in_force(steps: tuple[StepResult, ...], reply: Reply) -> bool:
    reset = next((result for result in steps if SPECS[result.step].sets_password), None)
    if reset is None or reset.outcome is Outcome.REFUSED:
        return False
    return reset.outcome is Outcome.DONE or reply.kind in (ReplyKind.ACCEPTED, ReplyKind.PARTLY)
