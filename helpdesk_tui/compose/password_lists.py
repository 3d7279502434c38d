"""Lists that new passwords are made of, or held against, from the configuration."""

from pathlib import Path
from typing import TYPE_CHECKING

from helpdesk_tui import word_list
from helpdesk_tui.breached import SortedHashes
from helpdesk_tui.desk.policy import PasswordForm

if TYPE_CHECKING:
    from helpdesk_tui.config import Config


def words_of(config: "Config") -> tuple[str, ...]:
    """Raises `ConfigError` (word-list, config-unsafe)."""
    from helpdesk_tui.config.place import require_safe

    section = config.passwords
    if section.form is not PasswordForm.WORDS:
        return ()
    if section.word_list not in word_list.LANGUAGES:
        require_safe(Path(section.word_list))  # whoever writes it decides on the passwords
    return word_list.load(section.word_list)


def breached_of(config: "Config") -> SortedHashes | None:
    path = config.passwords.breached_file
    return SortedHashes(path) if path else None
