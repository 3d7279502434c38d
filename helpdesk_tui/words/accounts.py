"""An account: its state, its password, what may be done to it."""

from datetime import datetime, timedelta

from helpdesk_tui.desk.account import (
    Account,
    AccountKind,
    AccountSummary,
    PasswordPolicy,
    SignInState,
    is_past,
)
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import SPECS, in_words
from helpdesk_tui.desk.lookup import Card
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.words.times import day, span


def summary_state(row: AccountSummary) -> str:
    """What matters of an account in a list: "disabled", "locked, must change", "active"."""
    kinds = {AccountKind.MACHINE: "computer or service", AccountKind.SYSTEM: "system account"}
    if row.kind in kinds:
        return kinds[row.kind]
    return _state(row.enabled, row.account_expired, row.locked, row.must_change, row.password_expired)


def account_state(state: SignInState, now: datetime) -> str:
    """The same for a card, which says of the password itself that its end is unknown."""
    expired, over = is_past(state.account_expires, now), bool(state.password_expired)
    if isinstance(state.begins, datetime) and state.begins > now:
        return "not yet in use"
    if state.idle and state.enabled is not False:
        return "closed"
    return _state(state.enabled, expired, state.locked, state.must_change, over)


def _state(
    enabled: bool | None,
    expired: bool | None,
    locked: bool | None,
    must_change: bool | None,
    password_expired: bool | None,
) -> str:
    parts = [
        (enabled, False, "disabled"),
        (expired, True, "expired"),
        (locked, True, "locked"),
        (must_change, True, "must change"),
        (password_expired, True, "password expired"),
    ]
    said = [word for value, bad, word in parts if value is bad]
    if must_change and password_expired:
        said.remove("password expired")  # the forced change says it already
    if not said:
        return "unknown" if any(value is None for value, _, _ in parts) else "active"
    return ", ".join(said)


def known_login(who: Account | AccountSummary) -> str:
    """The login; of somebody of another domain with that."""
    return f"{who.elsewhere}\\{who.login}" if who.elsewhere else who.login


def full_login(account: Account) -> str:
    return f"{account.domain}\\{account.login}" if account.domain else account.login


def about_line(account: Account) -> str:
    """Login, title and department."""
    return " · ".join(part for part in (full_login(account), account.title, account.department) if part)


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


_COUNTS = {2: "two", 3: "three", 4: "four", 5: "five"}


def policy_line(policy: PasswordPolicy | None) -> str:
    """The rules in force, and whose they are."""
    if policy is None:
        return "Policy: unknown, it could not be read."
    if not policy.source:
        return "No password policy is in force."
    kinds = 3 if policy.complexity else policy.quality.kinds
    of_kinds = f" of {_COUNTS.get(kinds, kinds)} kinds" if kinds > 1 else ""
    rules = [f"at least {policy.min_length} characters{of_kinds}"]
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


def ending_lines(state: SignInState, now: datetime) -> list[str]:
    """When the account itself ends, and when it was last used: what else decides about signing in."""
    lines = []
    if isinstance(state.account_expires, datetime) and state.account_expires > now:
        lines.append(f"The account expires {day(state.account_expires, now)}.")
    lines.append(f"Last sign-in at this server: {day(state.last_sign_in, now)}.")
    return lines


def permissions(card: Card, besides: frozenset[Action] = frozenset()) -> list[str]:
    """What this operator may do to the account, and the weightiest reason against the rest, said once.
    `besides`: what is said elsewhere."""
    offered = [action for action in Action if card.offers(action) and action not in besides]
    everyday = [action for action in Action if SPECS[action].everyday]
    lines = [f"{in_words(offered).capitalize()}."] if offered else []
    against: dict[Problem, list[Action]] = {}
    for action in everyday:
        for reason in card.against(action):
            against.setdefault(reason, []).append(action)
    for reason, actions in against.items():
        what = "Nothing" if len(actions) == len(everyday) and not offered else f"Not {in_words(actions)}"
        lines.append(f"{what}: {reason}")
    return lines
