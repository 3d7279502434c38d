"""What speaks against a password that somebody has typed: every rule that it breaks, at once. A generated one
holds no words and cannot be guessed."""

from collections.abc import Iterator

from helpdesk_tui.desk import guessing, passwords
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.actions.spec import Case
from helpdesk_tui.desk.banned import BannedMode
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.secret import Secret


def against(case: Case) -> Iterator[Problem]:
    typed, account = case.order.password, case.account
    if typed is None:
        return
    yield from passwords.check(typed, account.policy, account.login, account.name)
    if case.rules.banned_mode is BannedMode.ENFORCED:
        yield from _banned(case)
    if case.weighed_for is None or _names(case.weighed_for) != _names(account):  # it takes its time
        yield from _guessable(typed, account, case.rules.minimum_score)


def warns(case: Case) -> Iterator[Problem]:
    """What is taken all the same."""
    if case.rules.banned_mode is BannedMode.AUDIT:
        yield from _banned(case)


def _banned(case: Case) -> Iterator[Problem]:
    account, typed = case.account, case.order.password
    names = (account.given_name, account.surname, account.login)
    if typed is not None and case.rules.banned.is_too_weak(typed.reveal(), names):
        yield problem("password-banned")


def _guessable(password: Secret, account: Account, least: int) -> Iterator[Problem]:
    if least and password and guessing.score(password, _names(account)) < least:
        yield problem("password-guessable")


def _names(account: Account) -> tuple[str, ...]:
    return (account.login, account.name, account.given_name, account.surname, account.mail)
