"""Is all there that a desk needs? Nothing is changed, nothing recorded, and no store or key is made.

The configuration is looked at first. Then all that needs nobody, at once; then what only a session at the
directory can tell: the operator's, or that of the desk's own account.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial

from helpdesk_tui.clock import SystemClock
from helpdesk_tui.compose.directories import directory_of
from helpdesk_tui.compose.doctor.here import keyring_check, terminal_check
from helpdesk_tui.compose.doctor.keeping import store_check
from helpdesk_tui.compose.doctor.servers import server_checks
from helpdesk_tui.compose.doctor.services import mail_check, privacyidea_check, radius_checks, sms_check
from helpdesk_tui.compose.doctor.sessions import session_checks
from helpdesk_tui.compose.doctor.trial import try_sending
from helpdesk_tui.compose.greeting import default_store
from helpdesk_tui.compose.owner import is_borrowed
from helpdesk_tui.config import Config, find, load
from helpdesk_tui.desk.diagnosis import Check, Finding, Level, examine, failed
from helpdesk_tui.desk.errors import ConfigError, HelpdeskError
from helpdesk_tui.desk.policy_words import warnings
from helpdesk_tui.desk.ports import DirectorySession
from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean

_TRIAL_SECONDS = 180.0  # more than any setting allows a delivery


@dataclass(frozen=True)
class Doctor:
    """For one configuration; `config` is None where it cannot be used, and `why` says so."""

    environ: Mapping[str, str]
    config: Config | None
    path: str = ""
    why: Problem | None = None

    @classmethod
    def of(cls, named: str | None, environ: Mapping[str, str]) -> "Doctor":
        """Of the configuration that a start would use. Raises nothing."""
        try:
            path = find(named, environ)
            return cls(environ, load(path), clean(str(path)))
        except ConfigError as error:
            return cls(environ, None, why=error.problem)

    def examined(
        self, login: str = "", password: Secret | None = None, account: str = "", send_to: str = ""
    ) -> Iterator[Finding]:
        """What was found, as it is found; with a password that operator's session tells of the directory."""
        here = [terminal_check(self.environ)]
        if self.config is None:
            if self.why is not None:
                yield failed("configuration", self.why)
            yield from examine(here)
            return
        yield from _configuration(self.config, self.path)
        config, environ = self.config, self.environ
        store = config.store.path or default_store(environ)
        yield from examine(
            [
                *server_checks(config, environ, SystemClock()),
                store_check(config, store, environ),
                keyring_check(config),
                mail_check(config, environ),
                sms_check(config, environ),
                *radius_checks(config, environ),
                privacyidea_check(config, environ),
                *here,
            ]
        )
        yield from self._of_session(config, login, password, account, send_to)

    def _of_session(
        self, config: Config, login: str, password: Secret | None, account: str, send_to: str
    ) -> Iterator[Finding]:
        topic = "operator" if password else "service account"
        if password is None and (why := self._no_service(config)):
            yield Finding(topic, Level.SKIPPED, why.cause, why.remedy)
            return
        try:
            session = self._session(config, login, password)
        except HelpdeskError as error:
            yield failed(topic, error.problem)
            return
        with closing(session):
            who = clean(session.info.acts_as)
            said = f"Signed in at {session.info.server}; changes are made as {who}."
            yield Finding(topic, Level.OK, said)
            found = list(session_checks(config, session, account, is_operator=password is not None))
            yield from found
            if send_to and not any(each.topic in {"names", "operator"} for each in found if _is_failed(each)):
                trial = partial(try_sending, config, self.environ, session.operator, send_to)
                yield from examine([Check("test message", trial, _TRIAL_SECONDS)])

    def _no_service(self, config: Config) -> Problem | None:
        """What keeps the desk's own account from looking."""
        section = config.directory
        if not section.service_login and section.service_keytab is None:
            return problem("doctor-nobody")
        return problem("doctor-borrowed") if is_borrowed(self.environ) else None

    def _session(self, config: Config, login: str, password: Secret | None) -> DirectorySession:
        directory = directory_of(config, self.environ)
        return directory.sign_in_as_service() if password is None else directory.sign_in(login, password)


def _is_failed(finding: Finding) -> bool:
    return finding.level is Level.FAILED


def _configuration(config: Config, path: str) -> Iterator[Finding]:
    yield Finding("configuration", Level.OK, f"{path} is valid.")
    for each in warnings(config.policy, config.channels):
        yield Finding("configuration", Level.WARNING, each, "See docs/policy.md.")
