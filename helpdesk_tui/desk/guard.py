"""The guard: who may act on whom (invariant 9).

Asked before the screen offers an action and again inside the write. What cannot be read counts
against the action, never for it.
"""

from collections.abc import Iterator

from helpdesk_tui.desk.account import Account, AccountKind, Person
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.actions.spec import ActionSpec, ClearedBy
from helpdesk_tui.desk.names import is_within
from helpdesk_tui.desk.operator import Operator, Role
from helpdesk_tui.desk.policy import BrakeRules, Enabled, ProtectedRule, Scope
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.language import _


def refusals(operator: Operator, account: Account, action: Action, scope: Scope) -> tuple[Problem, ...]:
    """Every reason why this operator may not do `action` to this account; empty = go ahead.

    Where the old password clears it, it is the person's own doing, and where a reset did, the timer's: then
    nobody is too near to the operator. A protected account stays out, all the same: whoever has a terminal of
    the desk has what is typed there.
    """
    spec = SPECS[action]
    may = who_may(action, scope)
    return _found(_role(operator.roles, spec, may), *_against(operator, account, spec, scope))


def who_may(action: Action, scope: Scope) -> frozenset[Role]:
    """The roles that policy lets do it."""
    return dict(scope.roles).get(action, SPECS[action].roles)


def against_brake(
    operator: Operator, account: Account, rules: BrakeRules, scope: Scope
) -> tuple[Problem, ...]:
    """Every reason why this operator may not brake this account. Who may is a rule of its own; all else that
    the guard says of disabling holds."""
    may = _brakes(operator.roles, rules.roles)
    return _found(may, *_against(operator, account, SPECS[Action.DISABLE], scope))


def against_release(operator: Operator, account: Account, scope: Scope) -> tuple[Problem, ...]:
    """Every reason why this operator does not decide about a hold or a block on this account. What the policy
    lets do with it now says nothing: what held it may be switched off since."""
    return _found(
        *against_serving(account, scope, operator.roles),
        _self(operator, account),
        _peer(operator, account, scope),
    )


def against_serving(
    account: Account, scope: Scope, roles: frozenset[Role] = frozenset(Role)
) -> tuple[Problem, ...]:
    """Every reason why nobody at the desk with these roles serves this account, whatever is wanted."""
    return _found(_kind(account), _protected(account, scope, roles), _scope(account, scope))


def _against(
    operator: Operator, account: Account, spec: ActionSpec, scope: Scope
) -> Iterator[Problem | None]:
    """All that the operator's role alone does not say."""
    is_anothers = spec.cleared_by is ClearedBy.CALLER
    yield _kind(account)
    yield _self(operator, account) if is_anothers else None
    yield from _unserved(account, spec, scope, operator.roles)
    yield _peer(operator, account, scope) if is_anothers else None
    yield _right(account, spec)


def _found(*reasons: Problem | None) -> tuple[Problem, ...]:
    return tuple(reason for reason in reasons if reason is not None)


def is_served(person: Person, action: Action, scope: Scope) -> bool:
    """Whether somebody at the desk may do `action` to this person, as far as that is the person's doing."""
    return not any(_unserved(person, SPECS[action], scope, frozenset(Role)))


def protecting_group(person: Person, scope: Scope) -> str:
    """What makes this account a protected one, in words; "" = nothing does, as far as is known."""
    if person.protected_by:
        return _(person.protected_by)
    within = (person.group_ids or frozenset()) & scope.protected_groups
    return _("a group that the desk may not touch") if within else ""


def _unserved(
    person: Person, spec: ActionSpec, scope: Scope, roles: frozenset[Role]
) -> tuple[Problem | None, ...]:
    return (_protected(person, scope, roles), _scope(person, scope), _enabled(person, spec, scope))


def _brakes(roles: frozenset[Role], may: frozenset[Role]) -> Problem | None:
    if not may:
        return problem("brake-off")
    role = Role.SUPERVISOR if Role.SUPERVISOR in may else Role.OPERATOR
    return (
        None if roles & may else problem("role-lacks-action", action=_("use the brake"), role=_(role.value))
    )


def _role(roles: frozenset[Role], spec: ActionSpec, may: frozenset[Role]) -> Problem | None:
    if roles & may:
        return None
    role = next((role for role in Role if role in may), None)
    if role is None:
        return problem("action-off", action=spec.words)
    return problem("role-lacks-action", action=spec.words, role=_(role.value))


def _kind(account: Account) -> Problem | None:
    if account.kind is AccountKind.MACHINE:
        return problem("machine-account")
    return problem("system-account") if account.kind is AccountKind.SYSTEM else None


def _self(operator: Operator, account: Account) -> Problem | None:
    same = operator.id == account.id or (
        bool(operator.security_id) and operator.security_id == account.security_id
    )
    return problem("own-account") if same else None


def _protected(account: Person, scope: Scope, roles: frozenset[Role]) -> Problem | None:
    if account.group_ids is None or account.protected_by is None:
        return problem("protection-unknown")
    group = protecting_group(account, scope)
    may = scope.protected is ProtectedRule.SUPERVISOR and Role.SUPERVISOR in roles
    return problem("protected-account", group=group) if group and not may else None


def _enabled(account: Person, spec: ActionSpec, scope: Scope) -> Problem | None:
    if not spec.if_enabled:
        return None
    if off := spec.switched_off(scope):
        return off
    within = account.group_ids is not None and bool(account.group_ids & scope.enabled_groups)
    enabled = scope.enabled is Enabled.EVERYBODY or (scope.enabled is Enabled.GROUPS and within)
    return None if enabled else problem("not-enabled")


def _right(account: Account, spec: ActionSpec) -> Problem | None:
    """What the directory would surely refuse is said before anybody is asked for a proof (invariant 13)."""
    return problem("no-right", action=spec.words) if account.rights.get(spec.action) is False else None


def _scope(account: Person, scope: Scope) -> Problem | None:
    inside = not scope.bases or any(is_within(account.dn, base) for base in scope.bases)
    excluded = any(is_within(account.dn, base) for base in scope.excluded)
    if account.dn.endswith("…"):  # too long to be read whole: neither scope nor tier can be told
        return problem("out-of-scope")
    return None if inside and not excluded else problem("out-of-scope")


def _peer(operator: Operator, account: Account, scope: Scope) -> Problem | None:
    if account.group_ids is None or not account.group_ids & scope.desk_groups:
        return None
    return None if Role.SUPERVISOR in operator.roles else problem("peer-operator")
