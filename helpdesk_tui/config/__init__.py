"""config.toml → frozen, validated models; every mistake with its file, line, key and nearest valid key.

config = load(find(asked, os.environ))
"""

import tomllib
from pathlib import Path

from pydantic import ValidationError

from helpdesk_tui.config import mistakes
from helpdesk_tui.config.directory import ActAs
from helpdesk_tui.config.file import Config
from helpdesk_tui.config.lines import lines_of_keys
from helpdesk_tui.config.place import find, place_of_new, read, usual_places
from helpdesk_tui.desk.errors import ConfigError

__all__ = ["ActAs", "Config", "find", "load", "parse", "place_of_new", "usual_places"]


def load(path: Path) -> Config:
    """The configuration in the file at `path`, which nobody else may have written.

    Raises `ConfigError` (config-unsafe, config-unreadable, config-invalid).
    """
    return parse(read(path), path)


def parse(text: str, path: Path) -> Config:
    """The configuration that `text` is; `path` is for the words only.

    Raises `ConfigError` (config-invalid) with every mistake at once.
    """
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(mistakes.all_of(path, [mistakes.syntax(error, text)])) from None
    except ValueError:  # a number of thousands of digits
        raise ConfigError(mistakes.all_of(path, [mistakes.UNREADABLE])) from None
    except RecursionError:
        raise ConfigError(mistakes.all_of(path, [mistakes.TOO_DEEP])) from None
    try:
        return Config.model_validate(given).read_from(mistakes.ConfigSource(path, lines_of_keys(text)))
    except ValidationError as error:
        found = mistakes.values(error.errors(include_url=False), lines_of_keys(text), text, Config)
        raise ConfigError(mistakes.all_of(path, found)) from None
