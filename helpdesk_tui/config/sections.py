"""The sections of the directory, of roles and scope, and of the program itself."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StrictBool, StrictInt, StrictStr, ValidationInfo, field_validator

from helpdesk_tui.config import addresses, values
from helpdesk_tui.config.section import (
    ConnectSeconds,
    Dn,
    Group,
    OptionalPath,
    PasswordSource,
    Seconds,
    Section,
    goes_with,
)
from helpdesk_tui.config.verification import GradeName
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.banned import MOST_TERMS, BannedMode
from helpdesk_tui.desk.guessing import STRONGEST
from helpdesk_tui.desk.method import FACTS, Grade, MethodKind
from helpdesk_tui.desk.operator import Role, SignInBy
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
_MOST_DOMAINS = 20
"""Beside the operator's own: each is searched by itself."""


class ActAs(StrEnum):
    OPERATOR = "operator"
    SERVICE = "service"


class DirectorySection(Section):
    kind: Literal["auto", "active-directory", "openldap", "389-ds", "freeipa", "ldap"] = "auto"
    starttls: StrictBool = False
    domain: Annotated[StrictStr, AfterValidator(values.optional(values.good_for(addresses.domain)))] = ""
    servers: tuple[
        Annotated[StrictStr, AfterValidator(values.good_for(addresses.directory_server))], ...
    ] = ()
    ca_file: OptionalPath = None
    other_domains: tuple[Annotated[StrictStr, AfterValidator(values.good_for(addresses.domain))], ...] = ()
    base_dn: Annotated[StrictStr, AfterValidator(values.optional(values.dn))] = ""
    connect_timeout: ConnectSeconds = 5
    receive_timeout: Seconds = 10
    act_as: ActAs = ActAs.OPERATOR
    service_login: StrictStr = ""
    service_keytab: OptionalPath = None
    service_password: PasswordSource = ""
    sign_in: SignInBy = SignInBy.PASSWORD
    krb5_conf: OptionalPath = None

    @property
    def endpoints(self) -> tuple[addresses.Address, ...]:
        return tuple(addresses.directory_server(server) for server in self.servers)

    @field_validator("domain")
    @classmethod
    def _has_domain_controllers(cls, domain: str, info: ValidationInfo) -> str:
        if domain and info.data.get("kind") not in {"auto", "active-directory", None}:
            raise ValueError("is for Active Directory: name the servers of other directories")
        return domain

    @field_validator("servers")
    @classmethod
    def _are_named_or_found(cls, servers: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if not servers and info.data.get("domain") == "":
            raise ValueError("name the servers here, or give domain and let DNS name them")
        if servers and info.data.get("domain"):
            raise ValueError("has no effect with domain, whose servers DNS names: give one of the two")
        return servers

    @field_validator("other_domains")
    @classmethod
    def _are_of_a_forest(cls, domains: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if domains and info.data.get("kind") not in {"auto", "active-directory", None}:
            raise ValueError("is for Active Directory: leave it out")
        if len(domains) > _MOST_DOMAINS:
            raise ValueError(f"takes {_MOST_DOMAINS} domains at most")
        return domains

    @field_validator("base_dn")
    @classmethod
    def _is_of_one_domain(cls, base_dn: str, info: ValidationInfo) -> str:
        if base_dn and info.data.get("other_domains"):
            raise ValueError("is of one domain: with other_domains leave it empty, and use [scope] bases")
        return base_dn

    @field_validator("servers")
    @classmethod
    def _are_encrypted(cls, servers: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        schemes = {addresses.directory_server(server).scheme for server in servers}
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
        has_keytab = info.data.get("service_keytab") is not None
        if has_keytab and value:
            raise ValueError("has no effect with service_keytab: leave one of them empty")
        if info.data.get("act_as") is ActAs.SERVICE and not value.strip() and not has_keytab:
            raise ValueError('is needed, since act_as = "service"')
        if info.data.get("act_as") is ActAs.OPERATOR and value:
            raise ValueError('has no effect with act_as = "operator": leave it empty')
        return value

    @field_validator("service_keytab")
    @classmethod
    def _opens_by_kerberos(cls, path: Path | None, info: ValidationInfo) -> Path | None:
        if path is None:
            return None
        if info.data.get("act_as") is ActAs.OPERATOR:
            raise ValueError('has no effect with act_as = "operator": leave it empty')
        if "\\" in info.data.get("service_login", ""):
            raise ValueError("needs a service_login as Kerberos writes it: login, or login@REALM")
        _demand_kerberos(info)
        return path

    @field_validator("sign_in")
    @classmethod
    def _is_known_by_name(cls, by: SignInBy, info: ValidationInfo) -> SignInBy:
        if by is not SignInBy.PASSWORD:
            _demand_kerberos(info)
        return by


def _demand_kerberos(info: ValidationInfo) -> None:
    """Raises `ValueError` where no ticket is taken, or Kerberos could not find a server."""
    if info.data.get("kind") not in {"auto", "active-directory", None}:
        raise ValueError("Active Directory alone takes Kerberos tickets: leave it out")
    for server in info.data.get("servers", ()):
        if not addresses.is_name(addresses.directory_server(server).host):
            raise ValueError("Kerberos knows servers by their names: write no IP address in servers")


class LdapSection(Section):
    lookup_login: StrictStr = ""
    lookup_password: PasswordSource = ""
    default_policy: Annotated[StrictStr, AfterValidator(values.optional(values.dn))] = ""
    hashes_passwords: StrictBool = False

    _go_together = goes_with("lookup_password", "lookup_login")


AttributeNames = Annotated[
    tuple[Annotated[StrictStr, AfterValidator(values.attribute)], ...], Field(min_length=1, max_length=5)
]


class AttributesSection(Section):
    login: AttributeNames = ("uid",)
    name: AttributeNames = ("displayName", "cn")
    given_name: AttributeNames = ("givenName",)
    surname: AttributeNames = ("sn",)
    mail: AttributeNames = ("mail",)
    mobile: AttributeNames = ("mobile",)
    office_phone: AttributeNames = ("telephoneNumber",)
    employee_number: AttributeNames = ("employeeNumber",)
    title: AttributeNames = ("title",)
    department: AttributeNames = ("departmentNumber", "ou")
    company: AttributeNames = ("o",)
    office: AttributeNames = ("physicalDeliveryOfficeName", "roomNumber")
    manager: AttributeNames = ("manager",)
    preferred_language: AttributeNames = ("preferredLanguage",)


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


OperatorKind = Annotated[MethodKind, AfterValidator(values.kind_of(SECOND_FACTOR_KINDS, "prove an operator"))]


class SessionSection(Section):
    idle_minutes: Annotated[StrictInt, Field(ge=0, le=480)] = 15
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
