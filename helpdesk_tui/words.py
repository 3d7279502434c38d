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
from helpdesk_tui.desk.course import Approval, Progress
from helpdesk_tui.desk.guard import ACTION_WORDS
from helpdesk_tui.desk.interrupted import Resolved
from helpdesk_tui.desk.lookup import Card
from helpdesk_tui.desk.methods import FACTS, Grade, Method, MethodKind, Origin
from helpdesk_tui.desk.notices import Notice
from helpdesk_tui.desk.ports import Channel, DeliveryKind, OpenVerification
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.desk.reading_back import Outcome
from helpdesk_tui.desk.registration.status import RegistrationStatus
from helpdesk_tui.desk.verification import MethodOption

GRADE_WORDS = {grade: grade.name.lower() for grade in Grade}
ORIGIN_WORDS = {
    Origin.REGISTERED: "registered",
    Origin.PREFILLED: "from the directory",
    Origin.IMPORTED: "imported",
    Origin.DESK: "the desk's own way",
}
CHANNEL_WORDS = {Channel.MAIL: "mail", Channel.SMS: "SMS"}
THREAT = "The threat is elevated: weak methods are off."
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
    kind = FACTS[method.kind].label
    label = "" if method.label == kind else method.label
    detail = between.join(part for part in (label, method.detail) if part)
    status = "proven" if option.proven else option.why_not or "usable"
    return kind, detail, GRADE_WORDS[method.grade], status


def method_row(option: MethodOption) -> tuple[str, str, str]:
    """The same for a narrow list: what cannot be used shows the reason in the place of its grade."""
    kind, name, grade, status = method_columns(option)
    return kind, name, option.why_not or f"{grade:9}  {status}"


def proofs_line(progress: Progress) -> str:
    """What is proven, and what is still needed: "Proofs: 1 of 2. Still needed: one of another kind."."""
    said = [f"Proofs: {progress.met} of {progress.gates}."]
    needed = []
    if missing := progress.gates - progress.met:
        needed.append(_missing_proofs(missing, progress.met))
    if progress.approval is Approval.NEEDED:
        needed.append("a second operator's approval")
    if needed:
        said.append(f"Still needed: {', and '.join(needed)}.")
    if progress.approval is Approval.ASKED:
        said.append("A second operator is asked.")
    return " ".join(said)


def _missing_proofs(missing: int, met: int) -> str:
    if missing == 1:
        return "one of another kind" if met else "one proof"
    return f"{missing} more of different kinds" if met else f"{missing} proofs of different kinds"


def tier_line(tier: str, attempts_left: int) -> str:
    """By which tier of the policy, and how often one may still fail."""
    if not attempts_left:
        return f"Tier {tier}. No attempt is left."
    attempts = "1 attempt" if attempts_left == 1 else f"{attempts_left} attempts"
    return f"Tier {tier}. {attempts} left."


EXCEPTIONAL = "The exceptional way: too few methods are registered."


def held_line(held: OpenVerification, now: datetime) -> str:
    """Who else has this caller on the line."""
    who = held.operator_login or "Another operator"
    return f"{who} is verifying this caller, until {clock_time(held.expires_at, now)}."


def asks_for_somebody(why: Problem) -> bool:
    """Whether the remedy sends the operator to another person: then the help link stands beside it."""
    remedy = f" {why.remedy.casefold()} "
    return any(word in remedy for word in ("supervisor", "administrator", "colleague"))


def good_for(kind: MethodKind) -> str:
    """What a method of this kind serves: "reset and MFA", "reset", "MFA"."""
    facts = FACTS[kind]
    return " and ".join(
        word for holds, word in ((facts.good_for_reset, "reset"), (facts.good_for_mfa, "MFA")) if holds
    )


def method_facts(method: Method, now: datetime) -> list[str]:
    """What each is good for, where it comes from, since when, last used, default: a phrase for each."""
    said = [f"good for {good_for(method.kind)}"]
    if method.origin is Origin.DESK:
        return said
    since = f" since {day(method.since, now)}" if method.since else ""
    said.append(f"{ORIGIN_WORDS[method.origin]}{since}")
    if method.origin is Origin.PREFILLED:
        known = isinstance(method.changed, datetime)
        said.append(f"changed {day(method.changed, now)}" if known else "last change unknown")
        return said
    said.append(f"last used {day(method.last_used, now)}" if method.last_used else "never used")
    if method.expires_at is not None:
        said.append(f"until {moment(method.expires_at, now)}")
    if method.is_default:
        said.append("the default")
    return said


def registration_line(status: RegistrationStatus, now: datetime) -> str:
    """Whether what is registered is enough, since when it is confirmed, and what is due."""
    enough = "enough for a reset" if status.enough else "too little for a reset"
    mfa = "good for MFA" if status.mfa else "nothing for MFA"
    confirmed = f"confirmed {day(status.confirmed_at, now)}" if status.confirmed_at else "never confirmed"
    return f"Registration: {enough}, {mfa}, {confirmed}. {status.due}".strip()


def method_dates(method: Method) -> str:
    """The same in few words: "registered 2026-11-02, last used 2026-11-20"; "" for the desk's own ways."""
    if method.origin is Origin.DESK:
        return ""
    if method.origin is Origin.PREFILLED:
        changed = f"{method.changed:%Y-%m-%d}" if isinstance(method.changed, datetime) else "unknown"
        return f"from the directory, changed {changed}"
    since = f" {method.since:%Y-%m-%d}" if method.since else ""
    used = f"last used {method.last_used:%Y-%m-%d}" if method.last_used else "never used"
    return f"{ORIGIN_WORDS[method.origin]}{since}, {used}"


def notice_line(notice: Notice) -> str:
    """How one message after the fact went: "Told by mail, a•••@example.com."."""
    whom = "Administrators told" if notice.to_administrators else "Told"
    way = f"by {CHANNEL_WORDS[notice.channel]}, {notice.masked}"
    why = f" {notice.problem}" if notice.problem else ""
    return {
        DeliveryKind.SENT: f"{whom} {way}.",
        DeliveryKind.UNKNOWN: f"Perhaps {whom.lower()} {way}.{why}",
        DeliveryKind.REFUSED: f"Not {whom.lower()} {way}.{why}",
    }[notice.outcome]


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
