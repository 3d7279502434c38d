"""Kerberos: the ticket of whoever runs this, and the keytab of the desk's own account."""

from collections.abc import Iterator, Mapping
from functools import partial

from helpdesk_tui.compose.directories import directory_of
from helpdesk_tui.compose.doctor.words import unless_keyring
from helpdesk_tui.config import Config
from helpdesk_tui.desk.diagnosis import Check, Finding, Level, failed, skipped
from helpdesk_tui.desk.errors import HelpdeskError
from helpdesk_tui.desk.operator import SignInBy
from helpdesk_tui.language import _
from helpdesk_tui.text import clean

_SECONDS = 20.0
_TOPIC = "Kerberos"


def ticket_checks(config: Config, environ: Mapping[str, str]) -> list[Check]:
    """None where no setting has to do with it."""
    section = config.directory
    if section.sign_in is SignInBy.PASSWORD and section.service_keytab is None:
        return []
    return [Check(_TOPIC, unless_keyring(_TOPIC, partial(look_at_tickets, config, environ)), _SECONDS)]


def look_at_tickets(config: Config, environ: Mapping[str, str]) -> Iterator[Finding]:
    """Raises `ConfigError` for a keytab or a krb5.conf that is not safe."""
    section = config.directory
    directory = directory_of(config, environ)
    if section.service_keytab is not None:
        said = _(
            "The keytab of {account} is there, for its owner alone.", account=clean(section.service_login)
        )
        yield Finding(_TOPIC, Level.OK, said)
    if section.sign_in is SignInBy.PASSWORD:
        return
    try:
        holder = directory.ticket_holder()
    except HelpdeskError as error:
        is_nobodys = error.problem.code == "no-ticket"  # a timer has none
        yield (skipped if is_nobodys else failed)(_TOPIC, error.problem)
        return
    yield Finding(_TOPIC, Level.OK, _("The ticket here is that of {holder}.", holder=clean(holder)))
