"""What an operator proves beside the password: which methods count, whether one is asked for, and whether the
last proof is fresh.

The desk's own ways are never among them: nobody vouches for an operator in passing. What a person may be
verified by as a caller, and what an operator signs in by, are two policies over the same methods.
"""

from dataclasses import dataclass, replace

from helpdesk_tui.desk.account import Account, AccountId, Person
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.known_methods import known_methods_of
from helpdesk_tui.desk.method import OUTSIDE_KINDS, Method, MethodStatus
from helpdesk_tui.desk.newness import counts_from
from helpdesk_tui.desk.policy import OperatorRules, SecondFactor, Tier
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.reports import hold_on
from helpdesk_tui.desk.session import Session
from helpdesk_tui.desk.verification import Rules, options
from helpdesk_tui.local_time import minute

_CHANGES = frozenset({Action.CHANGE_METHODS})
_BEGUN = AccountId("second factors")
"""Nobody's account: its registration says that somebody has one. The store seals it as any other."""


@dataclass(frozen=True)
class OwnMethods:
    """What an operator may be proven by. One that counts and cannot be used now is registered all the same:
    what fails must not open the desk to the password alone."""

    counting: tuple[Method, ...]
    usable: tuple[Method, ...]  # strongest first


def own_methods(session: Session, account: Account) -> OwnMethods:
    """Those of an operator's `account`: registered here, or at a service outside, which knows everybody who
    has a login there, as far as can be told."""
    registered = session.stores.methods.methods(account.id)
    rules, kept = session.policy.operators, {each.id for each in registered}
    known = known_methods_of(session, account, registered)
    own = tuple(each for each in known if each.id in kept or (each.kind in OUTSIDE_KINDS and each.detail))
    tier = Tier("operators", allowed=rules.kinds, minimum_grade=rules.minimum_grade, prefilled=False)
    hold = hold_on(session, account)
    offered = options(own, Rules(session, tier, _CHANGES, hold=hold))  # how new a method is plays no part
    usable = {option.method.id for option in offered if option.usable}
    return OwnMethods(
        tuple(each for each in own if guards(each, rules)),
        tuple(each for each in own if each.id in usable),
    )


def guards(method: Method, rules: OperatorRules) -> bool:
    """Whether its owner, an operator, is asked for it at the sign-in."""
    strong = method.kind in rules.kinds and method.grade >= rules.minimum_grade
    return strong and method.status is MethodStatus.ACTIVE


def is_demanded(session: Session, own: OwnMethods) -> bool:
    """Whether the password alone does not do."""
    rule = session.policy.operators.second_factor
    return rule is SecondFactor.REQUIRED or (rule is SecondFactor.WHEN_REGISTERED and bool(own.counting))


def due(session: Session) -> tuple[Account, OwnMethods] | None:
    """Who the signed-in operator is by now, and by what that must be proven again for what counts as a second
    person's word; None = it need not be. Raises `DirectoryUnreachable`, `NotPermitted`."""
    proved, now = session.proved.at, session.clock.now()
    if proved is not None and proved <= now < proved + session.policy.operators.fresh:
        return None
    account = session.directory.read_operator()
    own = own_methods(session, account)
    return (account, own) if is_demanded(session, own) else None


def has_begun(session: Session) -> bool:
    """Whether anybody at this desk has proven or registered one. Until then a supervisor without one may
    confirm another: somebody must be the first."""
    return session.stores.methods.standing(_BEGUN).confirmed_at is not None


def note_begun(session: Session) -> None:
    if not has_begun(session):
        session.stores.methods.confirmed(_BEGUN, session.clock.now())


def tier_for(
    session: Session, person: Person, actions: frozenset[Action], registered: tuple[Method, ...] | None = None
) -> Tier:
    """What proves this person for `actions` now. Whoever changes the methods of an operator who has a second
    factor takes away what guards the desk: that takes another supervisor; and whom a report holds, two people
    serve. `registered`: the methods, where
    they are read already."""
    tier = session.tier(person)
    two = touches_guard(session, person, actions, registered) or hold_on(session, person) is not None
    return replace(tier, approval=True) if two else tier


def touches_guard(
    session: Session, person: Person, actions: frozenset[Action], registered: tuple[Method, ...] | None = None
) -> bool:
    """Whether `actions` could take away what guards the desk. `registered` as in `tier_for`."""
    if Action.CHANGE_METHODS not in actions:
        return False
    off = session.policy.operators.second_factor is SecondFactor.OFF
    return not off and is_guarded(session, person, registered)


def is_guarded(session: Session, person: Person, registered: tuple[Method, ...] | None = None) -> bool:
    """Whether this is an operator who has a second factor. Groups that cannot be read may be the desk's."""
    groups = person.group_ids
    if groups is not None and not groups & session.policy.scope.desk_groups:
        return False
    if registered is None:
        registered = session.stores.methods.methods(person.id)
    return any(guards(each, session.policy.operators) for each in registered)


def against_unproven(session: Session, person: Person, actions: frozenset[Action]) -> Problem | None:
    """That the operator has proven no second factor, or a new one, where it takes one to touch another's: the
    passwords of two people are not enough for that."""
    if not touches_guard(session, person, actions):
        return None
    by = session.proved.by
    return against_new(session, by, "own-factor-new") if by else problem("own-factor-needed")


def against_new(session: Session, method: Method, code: str) -> Problem | None:
    """The problem `code` of a method that is too new to touch another operator's: else one supervisor makes
    the second one that it takes, out of a stolen password."""
    begins = counts_from(method, session.policy.registration.new_hours)
    if begins is None or begins <= session.clock.now():
        return None
    return problem(code, until=minute(begins))
