"""The sections of roles and scope, of what may be done, and of the program itself."""

from typing import Annotated

from pydantic import AfterValidator, Field, StrictBool, StrictInt, StrictStr, ValidationInfo, field_validator

from helpdesk_tui.config import values
from helpdesk_tui.config.section import (
    Dn,
    Group,
    OptionalPath,
    Section,
)
from helpdesk_tui.config.verification import GradeName
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.banned import MOST_TERMS, BannedMode
from helpdesk_tui.desk.guessing import STRONGEST
from helpdesk_tui.desk.method import FACTS, Grade, MethodKind
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import (
    SECOND_FACTOR_KINDS,
    USUAL_SIGN_IN_LIMIT,
    DeviceOwner,
    Enabled,
    HandOver,
    HistoryRule,
    OperatorRules,
    PasswordForm,
    ProtectedRule,
    SecondFactor,
)

_MOST_GROUPS = 20
"""To which the desk adds people: they are few, and each is chosen among all of them."""


class RolesSection(Section):
    registrar: tuple[Group, ...] = ()
    supervisor: tuple[Group, ...] = ()
    auditor: tuple[Group, ...] = ()
    operator: tuple[Group, ...] = ()

    @field_validator("operator")
    @classmethod
    def _somebody_may(cls, groups: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        others = [info.data.get(name) for name in ("registrar", "supervisor", "auditor")]
        if not groups and not any(others) and None not in others:
            raise ValueError("no role names a group, so nobody could sign in")
        return groups


class ScopeSection(Section):
    bases: tuple[Dn, ...] = ()
    excluded: tuple[Dn, ...] = ()
    protected_groups: tuple[Group, ...] = ()
    protected: ProtectedRule = ProtectedRule.REFUSE
    enabled: Enabled = Enabled.EVERYBODY
    enabled_groups: tuple[Group, ...] = ()
    unlock_alone: StrictBool = True

    @field_validator("enabled_groups")
    @classmethod
    def _fit_enabled(cls, groups: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        enabled = info.data.get("enabled")
        if enabled is Enabled.GROUPS and not groups:
            raise ValueError('is needed, since enabled = "groups"')
        if enabled not in (Enabled.GROUPS, None) and groups:
            raise ValueError(f'has no effect with enabled = "{enabled}": leave it empty')
        return groups


ActingRole = Annotated[Role, AfterValidator(values.acting_role)]
Acting = tuple[ActingRole, ...]


class ActionsSection(Section):
    """Which roles may do what; nobody = it is off."""

    reset: Acting = (Role.OPERATOR, Role.SUPERVISOR)
    force_change: Acting = (Role.OPERATOR, Role.SUPERVISOR)
    unlock: Acting = (Role.OPERATOR, Role.SUPERVISOR)
    clear_change: Acting = (Role.SUPERVISOR,)
    enable: Acting = (Role.SUPERVISOR,)
    disable: Acting = (Role.SUPERVISOR,)
    set_dates: Acting = (Role.SUPERVISOR,)
    add_to_group: Acting = (Role.SUPERVISOR,)
    remove_from_group: Acting = (Role.SUPERVISOR,)
    laps: Acting = (Role.OPERATOR, Role.SUPERVISOR)
    bitlocker: Acting = (Role.OPERATOR, Role.SUPERVISOR)
    groups: Annotated[tuple[Group, ...], Field(max_length=_MOST_GROUPS), AfterValidator(values.distinct)] = ()

    @property
    def roles(self) -> tuple[tuple[Action, frozenset[Role]], ...]:
        """Where they are not what is usual."""
        named = (
            (Action(name.replace("_", "-")), frozenset(roles)) for name, roles in self if name != "groups"
        )
        return tuple((action, roles) for action, roles in named if roles != SPECS[action].roles)


class DevicesSection(Section):
    owner: DeviceOwner = DeviceOwner.MANAGED_BY


BrakingRole = Annotated[Role, AfterValidator(values.braking_role)]


class BrakeSection(Section):
    """Nobody = it is off."""

    roles: tuple[BrakingRole, ...] = (Role.OPERATOR, Role.SUPERVISOR)
    per_hour: Annotated[StrictInt, Field(ge=1, le=50)] = 3


class LimitsSection(Section):
    account_failures: Annotated[StrictInt, Field(ge=1, le=20)] = 5
    account_minutes: Annotated[StrictInt, Field(ge=5, le=10080)] = 1440
    account_block_minutes: Annotated[StrictInt, Field(ge=0, le=10080)] = 1440
    method_failures: Annotated[StrictInt, Field(ge=1, le=20)] = 5
    method_minutes: Annotated[StrictInt, Field(ge=5, le=10080)] = 60
    method_block_minutes: Annotated[StrictInt, Field(ge=0, le=10080)] = 0
    operator_failures: Annotated[StrictInt, Field(ge=1, le=100)] = 20
    operator_minutes: Annotated[StrictInt, Field(ge=5, le=10080)] = 60
    operator_block_minutes: Annotated[StrictInt, Field(ge=0, le=10080)] = 0
    resets_a_day: Annotated[StrictInt, Field(ge=0, le=20)] = 2


class PasswordsSection(Section):
    form: PasswordForm = PasswordForm.CHARACTERS
    length: Annotated[StrictInt, Field(ge=15, le=64)] = 15
    words: Annotated[StrictInt, Field(ge=5, le=12)] = 6
    word_list: Annotated[StrictStr, AfterValidator(values.word_list)] = "en"
    typed: StrictBool = True
    change_with_old: StrictBool = True
    temporary_hours: Annotated[StrictInt, Field(ge=0, le=720)] = 0
    visible_seconds: Annotated[StrictInt, Field(ge=10, le=600)] = 60
    history_on_reset: HistoryRule = HistoryRule.WHEN_POSSIBLE
    always_force_change: StrictBool = True
    keep_never_expiring: StrictBool = False
    synchronised: StrictBool = False
    breached_file: OptionalPath = None
    banned_mode: BannedMode = BannedMode.OFF
    banned: Annotated[
        tuple[Annotated[StrictStr, AfterValidator(values.banned_term)], ...], Field(max_length=MOST_TERMS)
    ] = ()
    minimum_score: Annotated[StrictInt, Field(ge=0, le=STRONGEST)] = 3
    handed_over: HandOver = HandOver.SHOWN
    shown_instead: StrictBool = False

    @field_validator("shown_instead")
    @classmethod
    def _is_sent_otherwise(cls, shown: bool, info: ValidationInfo) -> bool:
        if shown and info.data.get("handed_over") is HandOver.SHOWN:
            raise ValueError('has no effect with handed_over = "shown"')
        return shown

    @field_validator("banned")
    @classmethod
    def _has_an_effect(cls, terms: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if terms and info.data.get("banned_mode") is BannedMode.OFF:
            raise ValueError('has no effect with banned_mode = "off"')
        return terms


class StoreSection(Section):
    path: OptionalPath = None
    key: Annotated[StrictStr, AfterValidator(values.key_source)] = "auto"
    backups: OptionalPath = None


USUAL_LOCK_MINUTES = 10

OperatorKind = Annotated[MethodKind, AfterValidator(values.kind_of(SECOND_FACTOR_KINDS, "prove an operator"))]


class SessionSection(Section):
    idle_minutes: Annotated[StrictInt, Field(ge=0, le=480)] = 15
    lock_minutes: Annotated[StrictInt, Field(ge=0, le=480)] = USUAL_LOCK_MINUTES
    copy_notes: StrictBool = False
    repaint: StrictBool = False
    language: Annotated[StrictStr, AfterValidator(values.optional(values.spoken_language))] = ""
    time_zone: Annotated[StrictStr, AfterValidator(values.optional(values.time_zone))] = ""
    default_login: StrictStr = ""
    second_factor: SecondFactor = SecondFactor.WHEN_REGISTERED
    second_factor_methods: Annotated[tuple[OperatorKind, ...], Field(min_length=1)] = tuple(
        sorted(OperatorRules.kinds)
    )
    second_factor_grade: GradeName = "code"
    second_factor_failures: Annotated[StrictInt, Field(ge=1, le=20)] = USUAL_SIGN_IN_LIMIT.failures
    second_factor_minutes: Annotated[StrictInt, Field(ge=5, le=1440)] = (
        USUAL_SIGN_IN_LIMIT.window_seconds // 60
    )

    @field_validator("lock_minutes")
    @classmethod
    def _comes_first(cls, minutes: int, info: ValidationInfo) -> int:
        """What nobody set may come too late: then the sign-out does."""
        idle = info.data.get("idle_minutes", 0)
        if 0 < idle <= minutes != USUAL_LOCK_MINUTES:
            raise ValueError(f"has no effect with idle_minutes = {idle}, which signs out before")
        return minutes

    @field_validator("second_factor_grade")
    @classmethod
    def _is_reached(cls, grade: GradeName, info: ValidationInfo) -> GradeName:
        """A kind that can never count would be registered for nothing."""
        weak = [
            kind
            for kind in info.data.get("second_factor_methods", ())
            if FACTS[kind].grade < Grade[grade.upper()]
        ]
        if weak:
            raise ValueError(f"is stronger than {weak[0]}, which could never count: leave out one of them")
        return grade


class SearchSection(Section):
    limit: Annotated[StrictInt, Field(ge=1, le=500)] = 50
    phone_region: Annotated[StrictStr, AfterValidator(values.region)] = "US"
