"""Whom the desk serves, and who may do what, in sentences."""

from collections.abc import Iterator

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import READING, WRITING, in_words
from helpdesk_tui.desk.method import Grade
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import (
    BrakeRules,
    DeskPolicy,
    DeviceOwner,
    Enabled,
    ProtectedRule,
    Scope,
)
from helpdesk_tui.desk.policy_words.proofs import grade_words
from helpdesk_tui.desk.tiers import PROTECTED
from helpdesk_tui.language import N_, Phrases, _


def acting(policy: DeskPolicy) -> Iterator[str]:
    """For whom resets are enabled, and who may do what."""
    yield _enabled(policy.scope)
    yield from _by_roles(policy.scope)
    yield _DEVICES[policy.device_owner]
    yield _brake(policy.brake)
    yield _protected(policy.scope)


def _enabled(scope: Scope) -> str:
    enabled = {
        Enabled.EVERYBODY: _("Resets are enabled for everybody in scope."),
        Enabled.GROUPS: _("Resets are enabled for members of the enabled groups."),
        Enabled.NOBODY: _("Resets are enabled for nobody."),
    }[scope.enabled]
    unlock = (
        _("An account may be unlocked without a reset.")
        if scope.unlock_alone
        else _("An account may not be unlocked without a reset.")
    )
    return f"{enabled} {unlock}"


_ROLES = Phrases(
    {
        Role.OPERATOR: N_("operators"),
        Role.SUPERVISOR: N_("supervisors"),
        Role.REGISTRAR: N_("registrars"),
        Role.AUDITOR: N_("auditors"),
    }
)


def _by_roles(scope: Scope) -> Iterator[str]:
    """Who may do what, those together that may the same."""
    by_roles: dict[frozenset[Role], list[Action]] = {}
    for spec in (*WRITING, *READING):
        by_roles.setdefault(dict(scope.roles).get(spec.action, spec.roles), []).append(spec.action)
    for roles, actions in by_roles.items():
        whom = ", ".join(_ROLES[role] for role in Role if role in roles) or _("nobody")
        yield _("To {actions}: {whom}.", actions=in_words(actions), whom=whom)


_DEVICES = Phrases(
    {
        DeviceOwner.MANAGED_BY: N_(
            "Secrets of a computer are read for the person who is named as its manager."
        ),
        DeviceOwner.ANYBODY: N_(
            "Secrets of any computer are read for anybody, but those of protected people."
        ),
    }
)


def _brake(rules: BrakeRules) -> str:
    if not rules.roles:
        return _("There is no brake: nobody disables an account without its owner's proof.")
    both = Role.SUPERVISOR in rules.roles and Role.OPERATOR in rules.roles
    if both:
        return _(
            "An account under attack is disabled by a supervisor, or by an operator with a second one's yes, "
            "{count} in an hour at most.",
            count=rules.per_hour,
        )
    if Role.SUPERVISOR in rules.roles:
        return _(
            "An account under attack is disabled by a supervisor, {count} in an hour at most.",
            count=rules.per_hour,
        )
    return _(
        "An account under attack is disabled by an operator with a second one's yes, {count} in an "
        "hour at most.",
        count=rules.per_hour,
    )


def _protected(scope: Scope) -> str:
    if scope.protected is ProtectedRule.REFUSE:
        return _("Nobody at the desk acts on protected people.")
    return _(
        "Supervisors act on protected people by the fixed tier '{tier}': two proofs of the grade "
        "'{grade}' or "
        "stronger, no prefilled data, no questions, and a second operator.",
        tier=_(PROTECTED),
        grade=grade_words(Grade.CODE),
    )
