"""Why a person cannot sign in, or cannot change the password: what stops them, the hardest first, each with
what shows it, how certain it is and what to do.

What cannot be read is said as unknown, last: it is never taken for "nothing is in the way" (invariant 12).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from helpdesk_tui.desk.account import Account, PasswordPolicy, SignInState, When, is_past
from helpdesk_tui.desk.ports import AccountAtServers
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import N_, _, ngettext
from helpdesk_tui.local_time import minute

_MOST_NAMES = 5
"""Of the computers at which one may sign in."""


@dataclass(frozen=True)
class Sign:
    """What shows a reason: a marked sentence, and what stands in its places {at}, {last} and others."""

    sentence: str
    at: datetime | None = None
    last: datetime | None = None
    values: tuple[tuple[str, str], ...] = ()

    def said(self, moment: Callable[[datetime], str]) -> str:
        """`moment` says a time."""
        times = {"at": self.at, "last": self.last}
        return _(self.sentence, **dict(self.values), **{name: moment(at) for name, at in times.items() if at})


Evidence = tuple[Sign, ...]


class Certainty(StrEnum):
    KNOWN = "known"  # the directory says so
    LIKELY = "likely"  # what it says speaks for it
    UNKNOWN = "unknown"  # it could not be read


class Stops(StrEnum):
    """What the person cannot do for this reason."""

    SIGN_IN = "sign-in"
    CHANGE = "change"  # of the password
    NOTHING = "nothing"  # it goes on, and will not for long, or fails elsewhere


@dataclass(frozen=True)
class Reason:
    """`what`: the sentence, what to do, and a code that stays. `shown_by`: what shows it; () = the sentence
    says all."""

    what: Problem
    shown_by: Evidence = ()
    certainty: Certainty = Certainty.KNOWN
    stops: Stops = Stops.SIGN_IN

    @property
    def sentence(self) -> str:
        if self.certainty is Certainty.LIKELY:
            return _("Likely: {cause}", cause=self.what.cause)
        return self.what.cause

    @property
    def evidence(self) -> str:
        return " ".join(sign.said(minute) for sign in self.shown_by)


def explain(account: Account, now: datetime, servers: AccountAtServers | None = None) -> tuple[Reason, ...]:
    """Everything that stops the person; () = nothing is in the way. `servers`: what each of them knows, where
    that was asked."""
    state, policy = account.state, account.policy
    found = [
        *_closed(state, now),
        *_locked(account, servers),
        *_restricted(state),
        *_without_password(account),
        *_outdated(state, policy),
        *_old_password(account, servers),
        *_unchangeable(state, policy, now),
        *_unread(state, policy),
    ]
    return tuple(found)


def of_sign_in(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Those of them for which somebody cannot sign in, or may not be able to."""
    return tuple(each for each in reasons if each.stops is Stops.SIGN_IN)


# --- the account --------------------------------------------------------------------------------------


def _closed(state: SignInState, now: datetime) -> Iterator[Reason]:
    if state.enabled is False:
        yield _known("why-disabled")
    if isinstance(state.begins, datetime) and state.begins > now:
        yield _known("why-not-begun", _when(N_("It begins {at}."), state.begins))
    if is_past(state.account_expires, now):
        yield _known("why-account-expired", _when(N_("It ended {at}."), state.account_expires))
    if state.idle:
        yield _known("why-idle", _when(N_("The last sign-in was {at}."), state.last_sign_in))


def _locked(account: Account, servers: AccountAtServers | None) -> Iterator[Reason]:
    state = account.state
    if state.locked:
        for_good = state.locked_until == "never"
        yield _known(
            "why-locked-for-good" if for_good else "why-locked",
            _lasting(state.locked_since, state.locked_until),
        )
    for row in servers.rows if servers else ():
        if row.server.casefold() != account.server.casefold() and isinstance(row.locked_since, datetime):
            yield _known("why-locked-elsewhere", _lasting(row.locked_since, None), server=row.server)


def _lasting(since: When, until: When) -> Evidence:
    return _when(N_("Since {at}."), since) + _when(N_("It ends by itself {at}."), until)


def _restricted(state: SignInState) -> Iterator[Reason]:
    if state.restricted_by:
        yield Reason(problem("why-silo", name=state.restricted_by), certainty=Certainty.LIKELY)
    if state.outside_hours:
        none = (Sign(N_("No hour of the week is permitted.")),) if state.hours_begin == "never" else ()
        yield _known(
            "why-outside-hours", none or _when(N_("The next permitted hours begin {at}."), state.hours_begin)
        )
    if state.workstations:
        named = ", ".join(state.workstations[:_MOST_NAMES])
        more = len(state.workstations) - _MOST_NAMES
        sentence = N_("At {named} and {more} more.") if more > 0 else N_("At {named}.")
        evidence = Sign(sentence, values=(("named", named), ("more", str(more))))
        yield Reason(problem("why-workstations"), (evidence,), Certainty.LIKELY)
    if state.smart_card_required:
        yield _known("why-smart-card")


# --- the password -------------------------------------------------------------------------------------


def _without_password(account: Account) -> Iterator[Reason]:
    """Where the server counts how often one was written."""
    if account.marks.password == 0 and not account.state.smart_card_required:
        yield _known("why-no-password")


def _outdated(state: SignInState, policy: PasswordPolicy | None) -> Iterator[Reason]:
    if not (state.must_change or state.password_expired):
        return
    if state.cannot_change_password:
        yield _known("why-trapped", _age(state, policy))
    if state.must_change:
        yield _known("why-must-change")
    elif state.grace_left:
        yield Reason(
            problem("why-grace", count=_sign_ins(state.grace_left)), _age(state, policy), stops=Stops.NOTHING
        )
    else:
        code = "why-grace-used-up" if state.grace_left == 0 else "why-password-expired"
        yield _known(code, _age(state, policy))


def _age(state: SignInState, policy: PasswordPolicy | None) -> Evidence:
    """When it ended; else when it was set."""
    was_set = state.password_set if policy is not None and policy.max_age else None
    return _when(N_("It ended {at}."), state.password_expires) or _when(N_("It was set {at}."), was_set)


def _sign_ins(count: int) -> str:
    return ngettext("1 sign-in", "{count} sign-ins", count)


def _unchangeable(state: SignInState, policy: PasswordPolicy | None, now: datetime) -> Iterator[Reason]:
    if state.cannot_change_password and not (state.must_change or state.password_expired):
        yield Reason(problem("why-may-not-change"), stops=Stops.CHANGE)
    if state.cannot_change_password is False and policy is not None and not state.must_change:
        until = _changeable_from(state, policy)
        if until is not None and until > now:
            yield Reason(problem("why-too-young"), (Sign(N_("From {at} on."), until),), stops=Stops.CHANGE)


def _changeable_from(state: SignInState, policy: PasswordPolicy) -> datetime | None:
    was_set = state.password_set
    if not isinstance(was_set, datetime):
        return None
    try:
        return was_set + policy.min_age
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC)


# --- where wrong passwords come from ------------------------------------------------------------------


def _old_password(account: Account, servers: AccountAtServers | None) -> Iterator[Reason]:
    """Wrong passwords that come as a clock ticks, or went on when the password was set."""
    reason = _regular(account.state.wrong_times) or _after_the_change(account, servers)
    if reason:
        yield Reason(problem("why-old-password"), reason, Certainty.LIKELY, Stops.NOTHING)


_LEAST_TIMES = 4
_SHORTEST_BEAT, _LONGEST_BEAT = timedelta(minutes=1), timedelta(days=1)
_UNEVEN = 0.1  # of the beat


def _regular(times: Sequence[datetime]) -> Evidence:
    """Whether they came at even distances, as no person types them; () = they did not, or are too few."""
    gaps = [later - earlier for earlier, later in pairwise(sorted(times))]
    if len(times) < _LEAST_TIMES:
        return ()
    beat = sorted(gaps)[len(gaps) // 2]
    even = all(abs(gap - beat) <= beat * _UNEVEN for gap in gaps)
    if not even or not _SHORTEST_BEAT <= beat <= _LONGEST_BEAT:
        return ()
    minutes = round(beat.total_seconds() / 60)
    count = minutes if minutes < 120 else round(minutes / 60)
    return (Sign(_every(minutes), min(times), values=(("count", str(count)),)),)


def _every(minutes: int) -> str:
    if minutes == 1:
        return N_("Wrong passwords came every minute since {at}.")
    if minutes < 120:
        return N_("Wrong passwords came every {count} minutes since {at}.")
    return N_("Wrong passwords came every {count} hours since {at}.")


def _after_the_change(account: Account, servers: AccountAtServers | None) -> Evidence:
    """The newest one behind the moment at which the password was set; () = there is none."""
    was_set = account.state.password_set
    if servers is None or not isinstance(was_set, datetime):
        return ()
    late = [
        (row.last_wrong, row.server)
        for row in servers.rows
        if isinstance(row.last_wrong, datetime) and row.last_wrong > was_set and row.wrong_passwords
    ]
    if not late:
        return ()
    last, server = max(late)
    after = N_("The password was set {at}, and wrong ones came later: the last one {last}, at {server}.")
    return (Sign(after, was_set, last, (("server", server),)),)


# --- what is unknown ----------------------------------------------------------------------------------


def _unread(state: SignInState, policy: PasswordPolicy | None) -> Iterator[Reason]:
    if policy is None:
        yield Reason(problem("why-policy-unread"), certainty=Certainty.UNKNOWN, stops=Stops.NOTHING)
    unread = [word for value, word in _parts(state) if value is None]
    if unread:
        yield Reason(problem("why-unread", parts=", ".join(unread)), certainty=Certainty.UNKNOWN)


def _parts(state: SignInState) -> list[tuple[object, str]]:
    return [
        (state.enabled, _("enabled")),
        (state.locked, _("locked")),
        (state.account_expires, _("account expiry")),
        (state.password_expired, _("password expiry")),
        (state.must_change, _("forced change")),
        (state.outside_hours, _("permitted hours")),
        (state.workstations, _("permitted computers")),
    ]


def _known(code: str, evidence: Evidence = (), **values: str) -> Reason:
    return Reason(problem(code, **values), evidence)


def _when(sentence: str, when: When) -> Evidence:
    """() = never, or unknown."""
    return (Sign(sentence, when),) if isinstance(when, datetime) else ()
