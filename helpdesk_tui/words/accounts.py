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
from helpdesk_tui.language import _, ngettext
from helpdesk_tui.lengths import span
from helpdesk_tui.words.times import day


def summary_state(row: AccountSummary) -> str:
    """What matters of an account in a list: "disabled", "locked, must change", "active"."""
    kinds = {AccountKind.MACHINE: _("computer or service"), AccountKind.SYSTEM: _("system account")}
    if row.kind in kinds:
        return kinds[row.kind]
    return _state(row.enabled, row.account_expired, row.locked, row.must_change, row.password_expired)


def account_state(state: SignInState, now: datetime) -> str:
    """The same for a card, which says of the password itself that its end is unknown."""
    expired, over = is_past(state.account_expires, now), bool(state.password_expired)
    if isinstance(state.begins, datetime) and state.begins > now:
        return _("not yet in use")
    if state.idle and state.enabled is not False:
        return _("closed")
    return _state(state.enabled, expired, state.locked, state.must_change, over)


def _state(
    enabled: bool | None,
    expired: bool | None,
    locked: bool | None,
    must_change: bool | None,
    password_expired: bool | None,
) -> str:
    parts = [
        (enabled, False, _("disabled")),
        (expired, True, _("expired")),
        (locked, True, _("locked")),
        (must_change, True, _("must change")),
        (password_expired, True, _("password expired")),
    ]
    said = [word for value, bad, word in parts if value is bad]
    if must_change and password_expired:
        said.remove(_("password expired"))  # the forced change says it already
    if not said:
        return _("unknown") if any(value is None for value, _bad, _word in parts) else _("active")
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
        return _("Not set by the person since a change was forced.")
    return _("Set {when}.", when=day(state.password_set, now))


def _password_end(state: SignInState, now: datetime) -> str:
    if state.password_never_expires:
        return _("Never expires: so set on the account.")
    if state.password_expired:
        return _("Has expired.")
    if state.password_expires == "never":  # noqa: S105 - a moment's value
        return _("Does not expire.")
    return _("Expires {when}.", when=day(state.password_expires, now))


def policy_line(policy: PasswordPolicy | None) -> str:
    """The rules in force, and whose they are."""
    if policy is None:
        return _("Policy: unknown, it could not be read.")
    if not policy.source:
        return _("No password policy is in force.")
    kinds = 3 if policy.complexity else policy.quality.kinds
    rules = [_least(policy.min_length, kinds)]
    if policy.history:
        rules.append(_("not the last {count}", count=policy.history))
    if policy.min_age:
        a_day = policy.min_age == timedelta(days=1)
        rules.append(
            _("one change a day") if a_day else _("one change in {length}", length=span(policy.min_age))
        )
    name = (
        _("Domain policy") if policy.source == "domain policy" else _("Policy {source}", source=policy.source)
    )
    return f"{name}: {', '.join(rules)}; {_lockout(policy)}."


def _least(length: int, kinds: int) -> str:
    if kinds < 2:
        return ngettext("at least {count} character", "at least {count} characters", length)
    return _("at least {count} characters of {kinds} kinds", count=length, kinds=kinds)


def _lockout(policy: PasswordPolicy) -> str:
    if not policy.lockout_threshold:
        return _("wrong ones never lock it")
    count, lasting = policy.lockout_threshold, policy.lockout_duration
    if lasting is None:
        return ngettext(
            "{count} wrong one locks it until somebody unlocks it",
            "{count} wrong ones lock it until somebody unlocks it",
            count,
        )
    return ngettext(
        "{count} wrong one locks it for {length}",
        "{count} wrong ones lock it for {length}",
        count,
        length=span(lasting),
    )


def ending_lines(state: SignInState, now: datetime) -> list[str]:
    """When the account itself ends, and when it was last used: what else decides about signing in."""
    lines = []
    if isinstance(state.account_expires, datetime) and state.account_expires > now:
        lines.append(_("The account expires {when}.", when=day(state.account_expires, now)))
    lines.append(_("Last sign-in at this server: {when}.", when=day(state.last_sign_in, now)))
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
        if len(actions) == len(everyday) and not offered:
            lines.append(_("Nothing: {reason}", reason=reason))
        else:
            lines.append(_("Not {actions}: {reason}", actions=in_words(actions), reason=reason))
    return lines
