"""How facts are said on the screens: pure functions from the desk's types to short English.

Times are UTC and say so, as in every other sentence of the desk. None is "unknown", never a blank.
"""

from datetime import datetime, timedelta

from helpdesk_tui.desk.account import (
    Account,
    AccountKind,
    AccountSummary,
    PasswordPolicy,
    SignInState,
    When,
    is_past,
)
from helpdesk_tui.desk.clearance import Action
from helpdesk_tui.desk.guard import ACTION_WORDS
from helpdesk_tui.desk.interrupted import Resolved
from helpdesk_tui.desk.lookup import Card
from helpdesk_tui.desk.methods import FACTS, Grade, Origin
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.reading_back import Outcome
from helpdesk_tui.desk.verification import MethodOption

GRADE_WORDS = {Grade.DEVICE: "device", Grade.CODE: "code", Grade.ATTESTED: "attested"}
OUTCOME_WORDS = {Outcome.DONE: "DONE", Outcome.REFUSED: "NOT DONE", Outcome.UNKNOWN: "UNKNOWN"}


def summary_state(row: AccountSummary) -> str:
    """What matters of an account in a list: "disabled", "locked, must change", "active"."""
    kinds = {AccountKind.MACHINE: "computer or service", AccountKind.SYSTEM: "system account"}
    if row.kind in kinds:
        return kinds[row.kind]
    parts = [
        (row.enabled, False, "disabled"),
        (row.account_expired, True, "expired"),
        (row.locked, True, "locked"),
        (row.must_change, True, "must change"),
        (row.password_expired, True, "password expired"),
    ]
    said = [word for value, bad, word in parts if value is bad]
    if row.must_change is True and "password expired" in said:
        said.remove("password expired")  # the forced change says it already
    unknown = [value for value, _, _ in parts if value is None]
    if not said:
        return "unknown" if unknown else "active"
    return ", ".join(said)


def account_state(state: SignInState, now: datetime) -> str:
    """The same for a card."""
    parts = [
        (state.enabled, False, "disabled"),
        (is_past(state.account_expires, now), True, "expired"),
        (state.locked, True, "locked"),
        (state.must_change, True, "must change"),
    ]
    said = [word for value, bad, word in parts if value is bad]
    if state.password_expired and not state.must_change:
        said.append("password expired")
    if not said:
        return "unknown" if any(value is None for value, _, _ in parts) else "active"
    return ", ".join(said)


def span(length: timedelta) -> str:
    """A length in its largest fitting unit: "42 days", "3 hours", "10 minutes"."""
    seconds = max(int(length.total_seconds()), 0)
    for unit, name in ((86400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= unit:
            count = seconds // unit
            return f"{count} {name}" if count == 1 else f"{count} {name}s"
    return "less than a minute"


def time_left(until: datetime, now: datetime) -> str:
    """For a countdown that changes once a minute, and every 15 s in the last one."""
    seconds = (until - now).total_seconds()
    if seconds <= 0:
        return "0 s"
    if seconds > 60:
        return f"{int(seconds // 60)} min"
    return f"{int((seconds + 14) // 15) * 15} s"


def moment(when: When, now: datetime) -> str:
    """A date with its distance: "2025-11-22 14:03 UTC (in 3 days)"; "never"; "unknown"."""
    if when is None:
        return "unknown"
    if when == "never":
        return "never"
    return f"{when:%Y-%m-%d %H:%M} UTC ({_distance(when, now)})"


def _distance(when: datetime, now: datetime) -> str:
    away = when - now
    return f"in {span(away)}" if away > timedelta(0) else f"{span(-away)} ago"


def day(when: When, now: datetime) -> str:
    """`moment` without the hour, which no caller asks for."""
    if not isinstance(when, datetime):
        return moment(when, now)
    return f"{when:%Y-%m-%d} ({_distance(when, now)})"


def clock_time(when: datetime, now: datetime) -> str:
    """Hours and minutes; with the date if it is not today's."""
    return f"{when:%H:%M} UTC" if when.date() == now.date() else f"{when:%Y-%m-%d %H:%M} UTC"


def password_lines(account: Account, now: datetime) -> list[str]:
    """When it was set and ends, and the rules it must meet."""
    state = account.state
    return [f"{_password_set(state, now)} {_password_end(state, now)}", policy_line(account.policy)]


def _password_set(state: SignInState, now: datetime) -> str:
    if state.password_set == "never":  # noqa: S105 - a moment's value
        return "Not set by the person since a change was forced."
    return f"Set {day(state.password_set, now)}."


def _password_end(state: SignInState, now: datetime) -> str:
    if state.password_never_expires:
        return "Never expires: so set on the account."
    if state.password_expired:
        return "Has expired."
    if state.password_expires == "never":  # noqa: S105 - a moment's value
        return "Does not expire."
    return f"Expires {day(state.password_expires, now)}."


def policy_line(policy: PasswordPolicy | None) -> str:
    """The rules in force, and whose they are."""
    if policy is None:
        return "Policy: unknown, it could not be read."
    kinds = " of three kinds" if policy.complexity else ""
    rules = [f"at least {policy.min_length} characters{kinds}"]
    if policy.history:
        rules.append(f"not the last {policy.history}")
    if policy.min_age:
        rules.append(f"one change {_each(policy.min_age)}")
    name = "Domain policy" if policy.source == "domain policy" else f"Policy {policy.source}"
    return f"{name}: {', '.join(rules)}; {_lockout(policy)}."


def _each(length: timedelta) -> str:
    words = span(length)
    return f"a {words.removeprefix('1 ')}" if words.startswith("1 ") else f"in {words}"


def _lockout(policy: PasswordPolicy) -> str:
    if not policy.lockout_threshold:
        return "wrong ones never lock it"
    lasting = (
        "until somebody unlocks it"
        if policy.lockout_duration is None
        else f"for {span(policy.lockout_duration)}"
    )
    return f"{policy.lockout_threshold} wrong ones lock it {lasting}"


def locked_line(state: SignInState, now: datetime) -> str:
    """When a lockout ends by itself; "" where there is none or it is unknown."""
    if not state.locked or state.locked_until is None:
        return ""
    if state.locked_until == "never":
        return "It stays locked until somebody unlocks it."
    until = state.locked_until
    return f"The lockout ends by itself at {clock_time(until, now)}, {_distance(until, now)}."


def ending_lines(state: SignInState, now: datetime) -> list[str]:
    """When the account itself ends, and when it was last used: what else decides about signing in."""
    lines = []
    if isinstance(state.account_expires, datetime) and state.account_expires > now:
        lines.append(f"The account expires {day(state.account_expires, now)}.")
    lines.append(f"Last sign-in at this server: {day(state.last_sign_in, now)}.")
    return lines


def method_columns(option: MethodOption) -> tuple[str, str, str, str]:
    """Kind, name, grade, usable or why not."""
    method = option.method
    between = " " if method.origin is Origin.PREFILLED else " · "
    detail = between.join(part for part in (method.label, method.detail) if part)
    status = "proven" if option.proven else option.why_not or "usable"
    return FACTS[method.kind].label, detail, GRADE_WORDS[method.grade], status


def method_row(option: MethodOption) -> tuple[str, str, str]:
    """The same for a narrow list: what cannot be used shows the reason in the place of its grade."""
    kind, name, grade, status = method_columns(option)
    return kind, name, option.why_not or f"{grade:8}  {status}"


def permissions(card: Card) -> list[str]:
    """What this operator may do to the account, and each reason against the rest, said once."""
    allowed = [ACTION_WORDS[action] for action in Action if card.may(action)]
    lines = [f"{', '.join(allowed).capitalize()}."] if allowed else []
    against: dict[Problem, list[str]] = {}
    for action in Action:
        for reason in card.refusals[action]:
            against.setdefault(reason, []).append(ACTION_WORDS[action])
    for reason, actions in against.items():
        what = f"Not {', '.join(actions)}" if allowed else "Nothing"
        lines.append(f"{what}: {reason}")
    return lines


def resolved_sentence(found: Resolved) -> str:
    """What became of an interrupted action, for the notice after signing in."""
    outcome = {
        Outcome.DONE: "it was done",
        Outcome.REFUSED: "it was not done",
        Outcome.UNKNOWN: "it is not known whether it was done",
    }[found.outcome]
    return f"Record {found.number}, account {found.login}: {outcome}. {found.problem or ''}".strip()


def interrupted_heading(count: int) -> str:
    return "An action was interrupted earlier" if count == 1 else f"{count} actions were interrupted earlier"
