"""The password that a reset sets: the operator's, or one that is made as policy wants it."""

from functools import partial

from helpdesk_tui.desk import password_words, passwords, recent
from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.banned import BannedMode
from helpdesk_tui.desk.policy import PasswordForm
from helpdesk_tui.desk.session import Session
from helpdesk_tui.secret import Secret


def password_for(session: Session, account: Account, order: Order) -> Secret | None:
    """None = the order sets none. Raises `Refused` (password-generation)."""
    if not SPECS[order.action].sets_password:
        return None
    if order.password is not None:
        return order.password
    names = names_of(account)
    refused = recent.refused_by_policy(session, account.id)
    made = _of_words(session, account, names, refused)
    length = session.policy.passwords.length
    return made or passwords.generate(account.policy, length, names, session.randomness, refused)


def names_of(account: Account) -> tuple[str, ...]:
    """None of which a password that is made holds."""
    return (account.login, account.name, account.given_name, account.surname)


def _of_words(session: Session, account: Account, names: tuple[str, ...], refused: int) -> Secret | None:
    """None where policy wants characters, or no words meet that of the account."""
    rules = session.policy.passwords
    if rules.form is not PasswordForm.WORDS:
        return None
    is_banned = partial(rules.banned.is_too_weak, names=names)
    return password_words.generate(
        account.policy,
        session.words(),
        rules.words,
        names,
        session.randomness,
        refused=refused,
        is_banned=is_banned if rules.banned_mode is not BannedMode.OFF else lambda _: False,
    )
