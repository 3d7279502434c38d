"""The operator: the signed-in member of the help desk, the role, and where the session comes from."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from helpdesk_tui.language import N_

if TYPE_CHECKING:
    from helpdesk_tui.desk.account import AccountId


class Role(StrEnum):
    OPERATOR = N_("operator")
    REGISTRAR = N_("registrar")
    SUPERVISOR = N_("supervisor")
    AUDITOR = N_("auditor")


class SignInBy(StrEnum):
    """What shows who an operator is, before any second factor."""

    PASSWORD = "password"  # noqa: S105 - a word of the configuration
    TICKET = "ticket"  # of the computer that the desk runs on, for whoever started it
    EITHER = "either"  # the ticket where there is one, else the password


@dataclass(frozen=True)
class Source:
    """Where a session comes from; the record has each under its name here. "" = unknown."""

    host: str  # this computer
    process: str  # pid and start time, unique on the host since boot
    terminal: str  # /dev/pts/3
    ssh_client: str  # address and port of the SSH client


@dataclass(frozen=True)
class Operator:
    id: "AccountId"
    security_id: str
    login: str
    name: str
    roles: frozenset[Role]
    source: Source
