"""Is this computer laid out as docs/deploy.md says? Nothing is changed.

Whoever has an operator's key, or the account itself for a moment, must find no file to write, no second way
in, and no secret to read.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from helpdesk_tui.compose.installed.computer import Computer
from helpdesk_tui.compose.installed.own_account import look_at_account
from helpdesk_tui.compose.installed.own_files import (
    look_at_configuration,
    look_at_program,
    look_at_secrets,
    look_at_store,
)
from helpdesk_tui.compose.installed.sshd import look_at_sshd
from helpdesk_tui.compose.installed.units import look_at_units
from helpdesk_tui.config import Config, load
from helpdesk_tui.desk.diagnosis import Check, Finding, Level, examine, failed
from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import _

_SECONDS = 60.0

Look = Callable[[Computer], Iterator[Finding]]


def installed(computer: Computer) -> Iterator[Finding]:
    """Each thing in its turn, with what to do where it is not as it should be."""
    if not computer.sees_all:
        yield Finding("here", Level.WARNING, _("Only root sees all of this."), _("Run it as root."))
    account = computer.account_of(computer.name)
    if account is None:
        yield failed("account", problem("install-no-account", account=computer.name))
        return
    computer = replace(computer, account=account)
    try:
        config: Config | None = load(computer.at(computer.config))
    except ConfigError as error:
        config = None
        yield failed("configuration", error.problem)
    looks: dict[str, Look] = {
        "account": look_at_account,
        "program": look_at_program,
        "configuration": partial(look_at_configuration, config=config),
        "sshd": look_at_sshd,
        "units": look_at_units,
    }
    if config is not None:
        looks |= {
            "secrets": partial(look_at_secrets, config=config),
            "store": partial(look_at_store, config=config),
        }
    yield from examine([Check(topic, partial(look, computer), _SECONDS) for topic, look in looks.items()])


def this_computer(account: str, config: str | None) -> Computer:
    """The one that this runs on, with this program."""
    place = Path(config) if config else Path("/etc/helpdesk-tui/config.toml")
    return Computer(name=account, config=place, program=Path(sys.prefix))
