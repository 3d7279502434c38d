"""Is all there that a desk needs? Nothing is changed, and no store or key is made.

The configuration is looked at first, then all that needs nobody, at once. What only a session can tell comes
from an operator's desk, behind the ordinary sign-in, or by the desk's own account; looks at accounts are in
the record as from any desk.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from helpdesk_tui.compose.directories import directory_of
from helpdesk_tui.compose.doctor.backups import backups_check
from helpdesk_tui.compose.doctor.files import file_checks
from helpdesk_tui.compose.doctor.here import Computer, keyring_check, terminal_check
from helpdesk_tui.compose.doctor.keeping import store_check
from helpdesk_tui.compose.doctor.servers import server_checks
from helpdesk_tui.compose.doctor.services import mail_check, privacyidea_check, radius_checks, sms_check
from helpdesk_tui.compose.doctor.tickets import ticket_checks
from helpdesk_tui.compose.greeting import default_store
from helpdesk_tui.compose.owner import account_of_process, is_borrowed
from helpdesk_tui.config import Config, find, load
from helpdesk_tui.desk.checkup import Checkup, names_found
from helpdesk_tui.desk.configured_names import ConfiguredNames
from helpdesk_tui.desk.diagnosis import Check, Finding, Level, examine, failed, skipped
from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.desk.policy_words import warnings
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.desk.sign_in import SignIn
from helpdesk_tui.language import _
from helpdesk_tui.text import clean

_SECONDS = 60.0
_SENDING_SECONDS = 180.0  # more than any setting allows a delivery


@dataclass(frozen=True)
class Doctor:
    """For one configuration; `config` is None where it cannot be used, and `why` says so, or in the demo."""

    environ: Mapping[str, str]
    config: Config | None
    path: str = ""
    why: Problem | None = None
    computer: Computer = field(default_factory=Computer)

    @classmethod
    def of(cls, named: str | None, environ: Mapping[str, str]) -> "Doctor":
        """Of the configuration that a start would use. Raises nothing."""
        try:
            path = find(named, environ)
            return cls(environ, load(path), clean(str(path)))
        except ConfigError as error:
            return cls(environ, None, why=error.problem)

    @property
    def store(self) -> Path:
        configured = self.config.store.path if self.config else None
        return configured or default_store(self.environ)

    def surroundings(self) -> Iterator[Finding]:
        """All that needs nobody's sign-in, as it is found."""
        here = [terminal_check(self.environ, self.computer)]
        if self.config is None:
            if self.why is not None:
                yield failed("configuration", self.why)
            yield from examine(here)
            return
        yield from _configuration(self.config, self.path)
        config, environ, computer = self.config, self.environ, self.computer
        yield from examine(
            [
                *server_checks(config, computer.clock),
                *ticket_checks(config, environ),
                store_check(config, self.store, environ, computer),
                backups_check(config.store.backups, self.store, computer.clock),
                keyring_check(config, computer),
                *file_checks(config),
                mail_check(config, environ),
                sms_check(config, environ),
                *radius_checks(config, environ),
                privacyidea_check(config, environ),
                *here,
            ]
        )

    def of_operator(self, checkup: Checkup) -> Iterator[Finding]:
        """What a signed-in operator's session tells."""
        policy, base = self._named_beside
        yield from examine([Check("operator", checkup.operator, _SECONDS)])
        yield from examine([Check("names", partial(checkup.names, policy, base), _SECONDS)])

    def of_account(self, checkup: Checkup, account: str) -> Iterator[Finding]:
        """Rights and policy on it; "" = none was named."""
        yield from _sample(account, partial(checkup.account, account))

    def of_message(self, checkup: Checkup, send_to: str) -> Iterator[Finding]:
        yield from examine([Check("test message", partial(checkup.send_test, send_to), _SENDING_SECONDS)])

    def of_service(self, sign_in: SignIn, account: str, found: Iterable[Finding]) -> Iterator[Finding]:
        """What the desk's own account tells without any operator; `found` before, of the store among it."""
        if self.config is None:
            return
        if why := self._no_service(self.config):
            yield skipped("service account", why)
            return
        service = list(examine([Check("service account", self._by_service, _SECONDS)]))
        yield from service
        if any(each.level is Level.FAILED for each in service):
            return
        why = self.against_sign_in(found) if account else None
        yield from (
            [skipped("sample account", why)]
            if why
            else _sample(account, partial(_seen_by_service, sign_in, account))
        )

    def against_sign_in(self, found: Iterable[Finding]) -> Problem | None:
        """Why nobody signs in now, by what was found of the store: a sign-in would make it, or change it."""
        is_ready = any(each.topic == "store" and each.level is Level.OK for each in found)
        return None if is_ready or self.config is None else problem("doctor-store")

    @property
    def _named_beside(self) -> tuple[str, str]:
        """The names that no sign-in looks up: a policy, and what bounds all that is seen."""
        return (self.config.ldap.default_policy, self.config.directory.base_dn) if self.config else ("", "")

    def _no_service(self, config: Config) -> Problem | None:
        """What keeps the desk's own account from looking."""
        section = config.directory
        if not section.service_login and section.service_keytab is None:
            return problem("doctor-nobody")
        return problem("doctor-borrowed") if is_borrowed(self.environ) else None

    def _by_service(self) -> Iterator[Finding]:
        """Names alone, of nobody: so no record is needed. Raises what a sign-in raises."""
        config = self.config
        if config is None:
            return
        with closing(directory_of(config, self.environ).sign_in_as_service()) as session:
            who, base = clean(session.info.acts_as), config.directory.base_dn
            said = _("Signed in at {server} as {who}.", server=session.info.server, who=who)
            yield Finding("service account", Level.OK, said)
            try:
                ConfiguredNames(session, config.groups_of_roles, config.place_of, base).resolved(
                    config.policy
                )
            except ConfigError as error:
                yield failed("names", error.problem)
            else:
                yield from names_found(session, *self._named_beside)


def _seen_by_service(sign_in: SignIn, account: str) -> Iterator[Finding]:
    with sign_in.looking_as_service(account_of_process()) as checkup:
        yield from checkup.account(account)


def _sample(account: str, look: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    if account:
        yield from examine([Check("sample account", look, _SECONDS)])
    else:
        yield skipped("sample account", problem("doctor-no-sample"))


def _configuration(config: Config, path: str) -> Iterator[Finding]:
    yield Finding("configuration", Level.OK, _("{path} is valid.", path=path))
    for each in warnings(config.policy, config.channels):
        yield Finding("configuration", Level.WARNING, each, _("See docs/policy.md."))
