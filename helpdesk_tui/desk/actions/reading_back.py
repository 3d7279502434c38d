"""What a read tells about a write: outcomes come from here, never from a return value (invariants 3, 4)."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum

from helpdesk_tui.desk.account import Account, When
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.asked import NOTHING, Asked
from helpdesk_tui.desk.ports import Record, Reply
from helpdesk_tui.desk.problems import Problem, problem


class Outcome(StrEnum):
    DONE = "done"
    REFUSED = "refused"  # not done; the problem says why
    UNKNOWN = "unknown"  # cannot be told yet


@dataclass(frozen=True)
class StepResult:
    step: Action
    outcome: Outcome
    problem: Problem | None = None  # why not; or what is to be said though it is done
    was_so: bool = False  # done, and the account was so before

    @property
    def words(self) -> str:
        """What the outcome is about: "Account unlocked"."""
        spec = SPECS[self.step]
        return (self.was_so and spec.was_so) or spec.done


@dataclass(frozen=True)
class Before:
    """What the account showed before the write, as kept in the intent; marks hold on `server` only."""

    server: str
    password_mark: int | None
    entry_mark: str | None
    password_at: str | None
    password_set: str | None
    shown: dict[str, bool | None]  # step → whether the account was already as the step leaves it
    asked: dict[str, str] = field(default_factory=dict)  # as `Asked.facts` gives it

    @classmethod
    def of(cls, account: Account, steps: tuple[Action, ...], asked: Asked = NOTHING) -> "Before":
        return cls(
            server=account.server,
            password_mark=account.marks.password,
            entry_mark=account.marks.entry,
            password_at=_text(account.marks.password_at),
            password_set=_text(account.state.password_set),
            shown={step.value: shows(account, asked) for step in steps if (shows := SPECS[step].shows)},
            asked=asked.facts(),
        )


_SINCE = frozenset({"asked"})
"""What intents of an earlier version did not have."""


def kept(intent: Record) -> tuple[Before, tuple[Action, ...]] | None:
    """What there was before that write, and its steps; None for an intent of another version that cannot be
    read."""
    before, steps = intent.facts.get("before"), intent.facts.get("steps")
    known = {each.name for each in fields(Before)}
    if not isinstance(before, dict) or not isinstance(steps, list):
        return None
    if not known - _SINCE <= set(before) <= known:
        return None
    try:
        found = Before(**before)
        Asked.of(found.asked)
        return found, tuple(Action(step) for step in steps)
    except (AttributeError, TypeError, ValueError):
        return None


def was_taken_on(intent: Record) -> bool:
    """Whether it is an unlock at another server (`unlock_elsewhere`), of which the first one told the
    person."""
    return "of" in intent.facts


def was_applied(before: Before, after: Account, steps: tuple[Action, ...]) -> bool | None:
    """Whether a modify whose answer was lost was made, as far as this read shows. None = it does not tell.

    An entry that was not written at all is proof of the contrary, so far. A password that was written
    once more, or at another time, is proof; written twice, it was not only us. Otherwise a state that
    went over to what was asked is taken as proof, since one modify does all its steps or none.
    """
    if _is_untouched(before, after):
        return False
    if any(SPECS[step].sets_password for step in steps):
        moved = _password_moved(before, after)
        if moved is not None or before.password_mark is not None:
            return moved
    turned = (before.shown.get(step) is False and _shows(step, before, after) is True for step in steps)
    return True if any(turned) else None


def read_back(
    before: Before, after: Account, steps: tuple[Action, ...], reply: Reply | None = None
) -> tuple[StepResult, ...]:
    """The outcome of each step of a write that was accepted (`reply`), or that was found to be made."""
    ours = reply is not None and (reply.proven or _is_last(reply, before, after))
    return tuple(_result(step, before, after, steps, ours=ours) for step in steps)


def _is_last(reply: Reply, before: Before, after: Account) -> bool:
    """Whether nothing was written to the entry since our write."""
    return reply.mark is not None and reply.mark == after.marks.entry and not _is_untouched(before, after)


def all_steps(steps: tuple[Action, ...], outcome: Outcome, why: Problem | None) -> tuple[StepResult, ...]:
    return tuple(StepResult(step, outcome, why) for step in steps)


def overall(results: tuple[StepResult, ...]) -> Outcome:
    """Done only if every step is; unknown if any is; else refused."""
    outcomes = {result.outcome for result in results}
    if outcomes == {Outcome.DONE}:
        return Outcome.DONE
    return Outcome.UNKNOWN if Outcome.UNKNOWN in outcomes else Outcome.REFUSED


def _shows(step: Action, before: Before, after: Account, *, ours: bool = False) -> bool | None:
    shows = SPECS[step].shows
    return (ours or _password_moved(before, after)) if shows is None else shows(after, Asked.of(before.asked))


def _password_moved(before: Before, after: Account) -> bool | None:
    """Whether the password was written, and by one write only. An entry that moved proves nothing: a
    sign-in may move it too."""
    if before.password_mark is not None and after.marks.password is not None:
        written = after.marks.password - before.password_mark
        return written == 1 if written in {0, 1} else None
    if _is_untouched(before, after):
        return False
    was, now = before.password_at, _text(after.marks.password_at)
    if was is None or now is None:
        was, now = before.password_set, _text(after.state.password_set)
    return True if None not in (was, now) and was != now else None


def _is_untouched(before: Before, after: Account) -> bool:
    if any(SPECS[Action(step)].elsewhere for step in before.shown):
        return False  # by the account's own entry it cannot be told
    return before.entry_mark is not None and before.entry_mark == after.marks.entry


def _text(when: When) -> str | None:
    return when.isoformat() if isinstance(when, datetime) else when


def _result(
    step: Action, before: Before, after: Account, steps: tuple[Action, ...], *, ours: bool
) -> StepResult:
    """`ours`: the password in force is surely that of our write."""
    shown = _shows(step, before, after, ours=ours)
    if shown is None:
        return StepResult(step, Outcome.UNKNOWN, problem("read-back-blind"))
    if shown:
        beside, was_so = SPECS[step].beside(after, steps), before.shown.get(step) is True
        return StepResult(step, Outcome.DONE, beside, was_so)
    return StepResult(step, Outcome.REFUSED, problem("not-as-asked"))
