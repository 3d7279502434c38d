"""Whether somebody is registered: enough methods, one of them good for MFA, and what is due."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from helpdesk_tui.desk.account import Person
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.known_methods import known_methods_of
from helpdesk_tui.desk.method import FACTS, Method, Origin
from helpdesk_tui.desk.policy import RegistrationRules
from helpdesk_tui.desk.ports import Standing
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.tiers import tier_of
from helpdesk_tui.desk.verification import Rules, options
from helpdesk_tui.language import _, ngettext
from helpdesk_tui.local_time import date


class Due(StrEnum):
    """What a person must do."""

    REGISTER = "register"
    RECONFIRM = "reconfirm"


@dataclass(frozen=True)
class RegistrationStatus:
    enough: bool  # usable methods of the person's own fill the tier's gates
    mfa: bool  # one of them is good for MFA
    confirmed_at: datetime | None  # when the person last confirmed them, or registered one
    due: str  # why the person must register, in a sentence; "" = need not
    must: Due | None = None  # the same in a word
    own: tuple[Method, ...] = ()  # usable methods of the person's own, strongest first


def status_of(session: Session, account: Person) -> RegistrationStatus:
    """By the policy as it stands in quiet times: nobody must register anew while a threat is elevated, or
    because what was registered is still new."""
    kept = session.stores.methods
    return status_by(session, account, kept.methods(account.id), kept.standing(account.id))


def status_by(
    session: Session, person: Person, registered: tuple[Method, ...], standing: Standing
) -> RegistrationStatus:
    """The same, of whom the store has been asked."""
    policy, now = session.policy, session.clock.now()
    tier = tier_of(person, policy, elevated=False)
    known = known_methods_of(session, person, registered)
    offered = options(known, Rules(session, tier, frozenset({Action.RESET})))
    usable = tuple(option.method for option in offered if not option.why_not)
    return judge(usable, tier.gates, standing, policy.registration, now)


def judge(
    usable: tuple[Method, ...], gates: int, standing: Standing, rules: RegistrationRules, now: datetime
) -> RegistrationStatus:
    """The rule alone. The desk's own ways are nobody's, and two methods of one factor fill one gate."""
    own = tuple(method for method in usable if method.origin is not Origin.DESK)
    factors = {FACTS[method.kind].factor for method in own}
    enough, mfa = len(factors) >= gates, any(FACTS[method.kind].good_for_mfa for method in own)
    due, must = "", None
    if standing.required_at is not None:
        due, must = (
            _("Must register again: asked for on {required_at}.", required_at=date(standing.required_at)),
            Due.REGISTER,
        )
    elif rules.required:
        if due := _missing(len(factors), gates, mfa or not rules.combined):
            must = Due.REGISTER
        elif due := _to_confirm(standing.confirmed_at, rules.reconfirm_days, now):
            must = Due.RECONFIRM
    return RegistrationStatus(enough, mfa, standing.confirmed_at, due, must, own)


def _missing(has: int, needed: int, good_for_mfa: bool) -> str:
    if has == 0:
        return _("Must register: no method yet.")
    if has < needed:
        return ngettext(
            "Must register: {has} of {count} method.",
            "Must register: {has} of {count} methods.",
            needed,
            has=has,
        )
    return "" if good_for_mfa else _("Must register: no method is good for MFA.")


def _to_confirm(last: datetime | None, days: int, now: datetime) -> str:
    if days == 0 or (last is not None and now < last + timedelta(days=days)):
        return ""
    if last is None:
        return _("Must confirm the methods: never done, every {days} days.", days=days)
    return _("Must confirm the methods: last done {last}, every {days} days.", last=date(last), days=days)
