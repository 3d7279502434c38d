"""Files that the configuration names: texts of messages, and lists that new passwords are made of or held
against."""

from collections.abc import Iterator
from functools import partial

from helpdesk_tui.compose.password_lists import breached_of, words_of
from helpdesk_tui.config import Config
from helpdesk_tui.config.place import require_safe
from helpdesk_tui.delivery.settings import TextSettings
from helpdesk_tui.delivery.texts import load
from helpdesk_tui.desk.diagnosis import Check, Finding, Level
from helpdesk_tui.desk.policy import PasswordForm
from helpdesk_tui.language import _
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean

_SECONDS = 20.0


def file_checks(config: Config) -> list[Check]:
    """One for each file that is named."""
    checks = []
    if config.texts.folder is not None:
        checks.append(Check("texts", partial(look_at_texts, config), _SECONDS))
    if config.passwords.form is PasswordForm.WORDS:
        checks.append(Check("words of passwords", partial(look_at_words, config), _SECONDS))
    if config.passwords.breached_file is not None:
        checks.append(Check("breached passwords", partial(look_at_breached, config), _SECONDS))
    return checks


def look_at_texts(config: Config) -> Iterator[Finding]:
    """Raises `ConfigError`."""
    folder = config.texts.folder
    if folder is not None:
        require_safe(folder)
        load(TextSettings(**config.texts.model_dump()))
        yield Finding("texts", Level.OK, _("Those in {folder} can be used.", folder=clean(str(folder))))


def look_at_words(config: Config) -> Iterator[Finding]:
    """Raises `ConfigError`."""
    yield Finding("words of passwords", Level.OK, _("There are {count}.", count=len(words_of(config))))


def look_at_breached(config: Config) -> Iterator[Finding]:
    """Raises `StoreUnavailable` where it is no such list."""
    breached = breached_of(config)
    if breached is None:
        return
    if breached.holds(Secret("password")):  # in every list there is
        yield Finding("breached passwords", Level.OK, _("The list can be read."))
        return
    said = _(
        'The list does not hold "password", which stands in every such list: it is not whole, or not sorted.'
    )
    remedy = _("Put a whole one there, ordered by hash.")
    yield Finding("breached passwords", Level.WARNING, said, remedy)
