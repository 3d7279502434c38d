"""The sections of the directory: where it is, who asks it, and what its attributes are called."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StrictBool, StrictStr, ValidationInfo, field_validator

from helpdesk_tui.config import addresses, values
from helpdesk_tui.config.section import (
    ConnectSeconds,
    OptionalPath,
    PasswordSource,
    Seconds,
    Section,
    goes_with,
)
from helpdesk_tui.desk.operator import SignInBy

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
