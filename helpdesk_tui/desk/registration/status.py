"""Whether somebody is registered: enough methods, one of them good for MFA, and what is due."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.known_methods import known_methods_of
from helpdesk_tui.desk.method import FACTS, Method, Origin
from helpdesk_tui.desk.policy import RegistrationRules
from helpdesk_tui.desk.ports import Standing
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.tiers import tier_of
from helpdesk_tui.desk.verification import Rules, options


@dataclass(frozen=True)
class RegistrationStatus:
    enough: bool  # usable methods of the person's own fill the tier's gates
    mfa: bool  # one of them is good for MFA
    confirmed_at: datetime | None  # when the person last confirmed them, or registered one
    due: str  # why the person must register, in a sentence; "" = need not


def status_of(session: Session, account: Account) -> RegistrationStatus:
    """By the policy as it stands in quiet times: nobody must register anew while a threat is elevated, or
    because what was registered is still new."""
    policy, now = session.policy, session.clock.now()
    tier, standing = tier_of(account, policy, elevated=False), session.stores.methods.standing(account.id)
    offered = options(known_methods_of(session, account), Rules(session, tier, frozenset({Action.RESET})))
    usable = tuple(option.method for option in offered if not option.why_not)
    return judge(usable, tier.gates, standing, policy.registration, now)


def judge(
    usable: tuple[Method, ...], gates: int, standing: Standing, rules: RegistrationRules, now: datetime
) -> RegistrationStatus:
    """The rule alone. The desk's own ways are nobody's, and two methods of one factor fill one gate."""
    own = [method for method in usable if method.origin is not Origin.DESK]
    factors = {FACTS[method.kind].factor for method in own}
    enough, mfa = len(factors) >= gates, any(FACTS[method.kind].good_for_mfa for method in own)
    due = ""
    if standing.required_at is not None:
        due = f"Must register again: asked for on {standing.required_at:%Y-%m-%d}."
    elif rules.required:
        missing = _missing(len(factors), gates, mfa or not rules.combined)
        due = missing or _to_confirm(standing.confirmed_at, rules.reconfirm_days, now)
    return RegistrationStatus(enough, mfa, standing.confirmed_at, due)


def _missing(has: int, needed: int, good_for_mfa: bool) -> str:
    if has == 0:
        return "Must register: no method yet."
    if has < needed:
        return f"Must register: {has} of {needed} methods."
    return "" if good_for_mfa else "Must register: no method is good for MFA."


def _to_confirm(last: datetime | None, days: int, now: datetime) -> str:
    if days == 0 or (last is not None and now < last + timedelta(days=days)):
        return ""
    done = "never done" if last is None else f"last done {last:%Y-%m-%d}"
    return f"Must confirm the methods: {done}, every {days} days."
