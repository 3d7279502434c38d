"""What config.toml may say: one frozen model for each section.

A field whose rule needs another field stands after it, so that the mistake is reported at its own key.
Units are in the names; a range in a `Field` is also what config.example.toml says.
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StrictStr,
    ValidationInfo,
    field_validator,
)

from helpdesk_tui.config import values
from helpdesk_tui.desk.methods import FACTS, Grade, MethodKind
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import (
    DeskPolicy,
    HistoryRule,
    PasswordRules,
    Scope,
    TicketRule,
    VerificationPolicy,
)
from helpdesk_tui.desk.ports import Limit, Limits

Dn = Annotated[StrictStr, AfterValidator(values.dn)]
Group = Annotated[StrictStr, AfterValidator(values.not_blank)]
OptionalFile = Annotated[Path | None, BeforeValidator(values.optional_path)]


class ActAs(StrEnum):
    OPERATOR = "operator"
    SERVICE = "service"


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, validate_default=True, hide_input_in_errors=True)


class DirectorySection(_Section):
    kind: Literal["active-directory"] = "active-directory"
    starttls: StrictBool = False
    servers: Annotated[tuple[Annotated[StrictStr, AfterValidator(values.server)], ...], Field(min_length=1)]
    ca_file: OptionalFile = None
    base_dn: Annotated[StrictStr, AfterValidator(values.optional_dn)] = ""
    connect_timeout: Annotated[StrictInt, Field(ge=1, le=60)] = 5  # seconds
    receive_timeout: Annotated[StrictInt, Field(ge=1, le=120)] = 10  # seconds
    act_as: ActAs = ActAs.OPERATOR
    service_login: StrictStr = ""
    service_password: Annotated[StrictStr, AfterValidator(values.password_source)] = ""

    @property
    def endpoints(self) -> tuple[values.Address, ...]:
        return tuple(values.address(server) for server in self.servers)

    @field_validator("servers")
    @classmethod
    def _are_encrypted(cls, servers: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        schemes = {values.address(server).scheme for server in servers}
        if "ldap" in schemes and info.data.get("starttls") is False:
            raise ValueError(
                "ldap:// would send passwords unencrypted: write ldaps://, or set starttls = true"
            )
        if "ldaps" in schemes and info.data.get("starttls") is True:
            raise ValueError(
                "ldaps:// is encrypted from the start: write ldap:// here, or set starttls = false"
            )
        return servers

    @field_validator("service_login", "service_password")
    @classmethod
    def _fits_act_as(cls, value: str, info: ValidationInfo) -> str:
        if info.data.get("act_as") is ActAs.SERVICE and not value.strip():
            raise ValueError('is needed, since act_as = "service"')
        if info.data.get("act_as") is ActAs.OPERATOR and value:
            raise ValueError('has no effect with act_as = "operator": leave it empty')
        return value


class RolesSection(_Section):
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


class ScopeSection(_Section):
    bases: tuple[Dn, ...] = ()
    excluded: tuple[Dn, ...] = ()
    protected_groups: tuple[Group, ...] = ()


class VerificationSection(_Section):
    methods: Annotated[tuple[MethodKind, ...], Field(min_length=1)] = tuple(MethodKind)
    minimum_grade: Literal["attested", "code", "device"] = "attested"
    gates: Annotated[StrictInt, Field(ge=1, le=3)] = 1
    minutes: Annotated[StrictInt, Field(ge=5, le=60)] = 15
    clearance_minutes: Annotated[StrictInt, Field(ge=1, le=30)] = 10
    totp_window: Annotated[StrictInt, Field(ge=0, le=2)] = 1  # time steps
    ticket: TicketRule = TicketRule.OPTIONAL
    ticket_pattern: Annotated[StrictStr, AfterValidator(values.pattern)] = ""
    ticket_example: StrictStr = ""

    @field_validator("gates")
    @classmethod
    def _can_be_filled(cls, gates: int, info: ValidationInfo) -> int:
        if "methods" not in info.data or "minimum_grade" not in info.data:
            return gates
        weakest = Grade[info.data["minimum_grade"].upper()]
        kinds = {kind for kind in info.data["methods"] if FACTS[kind].grade >= weakest}
        if len(kinds) < gates:
            raise ValueError(
                f"each gate takes another kind of method, and methods with minimum_grade leave {len(kinds)}"
            )
        return gates

    @field_validator("ticket_example")
    @classmethod
    def _is_an_example(cls, example: str, info: ValidationInfo) -> str:
        return values.example(example, info.data.get("ticket_pattern", ""))


class LimitsSection(_Section):
    account_failures: Annotated[StrictInt, Field(ge=1, le=20)] = 5
    account_minutes: Annotated[StrictInt, Field(ge=5, le=10080)] = 1440
    account_block_minutes: Annotated[StrictInt, Field(ge=0, le=10080)] = 1440
    method_failures: Annotated[StrictInt, Field(ge=1, le=20)] = 5
    method_minutes: Annotated[StrictInt, Field(ge=5, le=10080)] = 60
    method_block_minutes: Annotated[StrictInt, Field(ge=0, le=10080)] = 0
    operator_failures: Annotated[StrictInt, Field(ge=1, le=100)] = 20
    operator_minutes: Annotated[StrictInt, Field(ge=5, le=10080)] = 60
    operator_block_minutes: Annotated[StrictInt, Field(ge=0, le=10080)] = 0


class PasswordsSection(_Section):
    length: Annotated[StrictInt, Field(ge=14, le=64)] = 14
    typed: StrictBool = True
    visible_seconds: Annotated[StrictInt, Field(ge=10, le=600)] = 60
    history_on_reset: HistoryRule = HistoryRule.WHEN_POSSIBLE
    always_force_change: StrictBool = True


class RegistrationSection(_Section):
    issuer: Annotated[StrictStr, AfterValidator(values.issuer)] = "Help desk"


class StoreSection(_Section):
    path: OptionalFile = None
    key: Annotated[StrictStr, AfterValidator(values.key_source)] = "auto"


class SessionSection(_Section):
    idle_minutes: Annotated[StrictInt, Field(ge=0, le=480)] = 15
    default_login: StrictStr = ""


class SearchSection(_Section):
    limit: Annotated[StrictInt, Field(ge=1, le=500)] = 50
    phone_region: Annotated[StrictStr, AfterValidator(values.region)] = "US"


class Config(_Section):
    """The whole file. `directory` and `roles` must be given; all else has a default."""

    directory: DirectorySection
    roles: RolesSection
    scope: ScopeSection = ScopeSection()
    verification: VerificationSection = VerificationSection()
    limits: LimitsSection = LimitsSection()
    passwords: PasswordsSection = PasswordsSection()
    registration: RegistrationSection = RegistrationSection()
    store: StoreSection = StoreSection()
    session: SessionSection = SessionSection()
    search: SearchSection = SearchSection()

    @property
    def groups_of_roles(self) -> Mapping[Role, tuple[str, ...]]:
        return {role: getattr(self.roles, role.value) for role in Role}

    @property
    def policy(self) -> DeskPolicy:
        """The desk's policy; its groups are names, which the sign-in turns into ids."""
        return DeskPolicy(
            verification=_verification(self.verification, self.limits),
            scope=Scope(
                bases=self.scope.bases,
                excluded=self.scope.excluded,
                protected_groups=frozenset(self.scope.protected_groups),
            ),
            passwords=PasswordRules(**self.passwords.model_dump()),
            search_limit=self.search.limit,
            phone_region=self.search.phone_region,
            issuer=self.registration.issuer,
        )


def _verification(section: VerificationSection, limits: LimitsSection) -> VerificationPolicy:
    return VerificationPolicy(
        gates=section.gates,
        allowed=frozenset(section.methods),
        minimum_grade=Grade[section.minimum_grade.upper()],
        verification_lifetime=timedelta(minutes=section.minutes),
        clearance_lifetime=timedelta(minutes=section.clearance_minutes),
        totp_window=section.totp_window,
        limits=_limits(limits),
        ticket=section.ticket,
        ticket_pattern=section.ticket_pattern,
        ticket_example=section.ticket_example,
    )


def _limits(section: LimitsSection) -> Limits:
    def limit(failures: int, minutes: int, block_minutes: int) -> Limit:
        return Limit(failures, minutes * 60, block_minutes * 60)

    return Limits(
        account=limit(section.account_failures, section.account_minutes, section.account_block_minutes),
        method=limit(section.method_failures, section.method_minutes, section.method_block_minutes),
        operator=limit(section.operator_failures, section.operator_minutes, section.operator_block_minutes),
    )
