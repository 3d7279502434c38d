"""What messages say: templates in the languages that are built in, and in others from a folder.

A template is `string.Template`; which words it may take depends on the kind of message. All of that is
checked when the files are read. What is filled in stays literal: a person named "$code" is no placeholder.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Any

from helpdesk_tui.delivery.languages import chain, is_tag
from helpdesk_tui.delivery.settings import TextSettings
from helpdesk_tui.delivery.short_message import fitted
from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.desk.ports import Channel, Message, MessageKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import N_, _, read_in
from helpdesk_tui.secret import Secret
from helpdesk_tui.text import clean

_CODES = frozenset({"name", "operator", "code", "phrase", "minutes"})
_EVENTS = frozenset({"name", "operator", "when"})
_PASSWORDS = frozenset({"name", "operator", "code"})
WORDS: Mapping[MessageKind, frozenset[str]] = {
    MessageKind.CODE: _CODES,
    MessageKind.MANAGER_CODE: _CODES | {"manager"},
    MessageKind.CONFIRM: _CODES,
    MessageKind.PASSWORD_RESET: _EVENTS,
    MessageKind.PASSWORD_CHANGED: _EVENTS,
    MessageKind.TEMPORARY_EXPIRED: _EVENTS,
    MessageKind.FORCED_CHANGE: _EVENTS,
    MessageKind.UNLOCKED: _EVENTS,
    MessageKind.CHANGE_CLEARED: _EVENTS,
    MessageKind.ENABLED: _EVENTS,
    MessageKind.DISABLED: _EVENTS,
    MessageKind.DATES_SET: _EVENTS,
    MessageKind.GROUPS_CHANGED: _EVENTS,
    MessageKind.LOCAL_PASSWORD_READ: _EVENTS | {"device"},
    MessageKind.RECOVERY_KEY_READ: _EVENTS | {"device"},
    MessageKind.METHOD_ADDED: _EVENTS | {"method"},
    MessageKind.METHOD_REMOVED: _EVENTS | {"method"},
    MessageKind.NEW_PASSWORD: _PASSWORDS,
    MessageKind.PASSWORD_PART: _PASSWORDS | {"part"},
    MessageKind.BRAKED: _EVENTS,
    MessageKind.PROTECTED_ACTION: _EVENTS | {"action"},
    MessageKind.REPORTED: _EVENTS,
    MessageKind.BRAKE_USED: _EVENTS | {"reason"},
    MessageKind.TEST: frozenset({"name", "operator"}),
}
"""What a text of a kind may hold, beside `desk` and `link`."""

_ALWAYS = frozenset({"desk", "link"})
_SECRET = frozenset({"code", "phrase"})
_NEEDED = _SECRET | {"part"}  # a code without them is of no use, or cannot be told from a fake one
_TO_OBJECT = "link"  # whoever did not ask for what was done must know where to say so
_SETS_PASSWORD = frozenset({MessageKind.NEW_PASSWORD, MessageKind.PASSWORD_PART})
_MOST = {"subject": 150, "mail": 4000, "sms": 400}  # characters of a template
_MOST_BYTES = 65536
_MOST_FILES = 200
_MOST_OF_A_WORD = {"link": 300, "reason": 200, "code": 256}  # a password is never cut
_USUAL_MOST = 100

_Key = tuple[MessageKind, str]  # the kind, and "subject", "mail" or "sms"


@dataclass(frozen=True)
class Text:
    """A message as it goes out."""

    subject: str  # "" for an SMS
    body: Secret  # it may hold a code
    language: str


@dataclass(frozen=True)
class _Language:
    templates: Mapping[_Key, Template] = field(default_factory=dict)
    no_link: str = ""


class Texts:
    """The texts in every language there is."""

    def __init__(self, languages: Mapping[str, _Language], language: str) -> None:
        self._languages = languages
        self._default = language

    def render(self, message: Message) -> Text:
        """The message in its reader's language, or the next best that has it. Raises `KeyError` with the
        name of a word that is missing."""
        part = message.channel.value
        languages = chain(message.language, self._languages, self._default)
        language = next(name for name in languages if (message.kind, part) in self._languages[name].templates)
        templates = self._languages[language].templates
        with read_in(language):
            words = _words(message)
        if not words["link"]:
            words["link"] = next(text for name in (language, "en") if (text := self._languages[name].no_link))
        if message.channel is Channel.SMS:
            return Text("", Secret(fitted(templates[message.kind, part], words)), language)
        subject = templates[message.kind, "subject"].substitute(words)
        return Text(subject, Secret(templates[message.kind, part].substitute(words)), language)


def load(settings: TextSettings) -> Texts:
    """The built-in ones, and what the folder has. Raises `ConfigError` (texts-…)."""
    languages = {
        each.name.removesuffix(".toml").lower(): _read(each.read_bytes(), each.name)
        for each in files("helpdesk_tui.delivery").joinpath("texts").iterdir()
        if each.name.endswith(".toml")
    }
    for path in _files(settings.folder):
        language = _read(_bytes(path), clean(str(path)))
        tag = path.stem.lower()
        known = languages.get(tag, _Language())
        languages[tag] = _Language(
            {**known.templates, **language.templates}, language.no_link or known.no_link
        )
    if settings.language.lower() not in languages:
        raise ConfigError(problem("texts-language", language=clean(settings.language)))
    return Texts(languages, settings.language)


def _words(message: Message) -> dict[str, str]:
    """What may be filled in; line breaks, control and bidirectional characters are gone."""
    given = _said(message.words)
    if message.code is not None:
        given["code"] = message.code.reveal()
    given.setdefault("link", "")
    wanted = WORDS[message.kind] | _ALWAYS
    return {word: clean(given[word], _MOST_OF_A_WORD.get(word, _USUAL_MOST)) for word in wanted}


def _said(words: Mapping[str, str]) -> dict[str, str]:
    """With what is ours among them, which may come out of the record in English, in the reader's language."""
    said = dict(words)
    method, action = said.get("method", ""), said.get("action", "")
    for done in (N_("{method} registered"), N_("{method} removed")):
        if method and action == done.format(method=method):
            said["action"] = _(done, method=_(method))
    for word in ("method", "action", "desk"):
        if word in words and said[word] == words[word]:
            said[word] = _(words[word])
    return said


def _files(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix == ".toml")
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise ConfigError(problem("texts-folder", folder=clean(str(folder)), why=why)) from None
    if len(found) > _MOST_FILES:
        raise ConfigError(
            problem("texts-folder", folder=clean(str(folder)), why=_("it holds too many files"))
        )
    return found


def _bytes(path: Path) -> bytes:
    """Raises `ConfigError` (texts-file)."""
    where = clean(str(path))
    if not is_tag(path.stem):
        raise _mistake(where, _("its name is no language tag, such as de.toml or pt-BR.toml"))
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise _mistake(where, (error.strerror or type(error).__name__).lower()) from None
    if len(data) > _MOST_BYTES:
        raise _mistake(where, _("it is larger than 64 KiB"))
    return data


def _read(data: bytes, where: str) -> _Language:
    """One file, every text in it checked. Raises `ConfigError` (texts-file)."""
    try:
        found: dict[str, Any] = tomllib.loads(data.decode())
    except UnicodeDecodeError:
        raise _mistake(where, _("it is not UTF-8")) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise _mistake(where, _("it is not TOML ({why})", why=clean(str(error), 60))) from None
    no_link = found.pop("no_link", "")
    if not isinstance(no_link, str):
        raise _mistake(f"{where}, no_link", _("it is not a text"))
    return _Language(dict(_templates(found, where)), clean(no_link))


def _templates(found: Mapping[str, Any], where: str) -> Iterator[tuple[_Key, Template]]:
    for name, section in found.items():
        here = f"{where}, {clean(name, 30)}"
        if name not in {kind.value for kind in MessageKind}:
            raise _mistake(here, _("there is no message of this name"))
        if not isinstance(section, dict):
            raise _mistake(here, _("it is not a table: write [{name}]", name=name))
        if ("subject" in section) != ("mail" in section):
            raise _mistake(here, _("subject and mail belong together"))
        for part, text in section.items():
            yield (
                (MessageKind(name), part),
                _template(MessageKind(name), part, text, f"{here}.{clean(part, 30)}"),
            )


def _template(kind: MessageKind, part: str, text: object, where: str) -> Template:
    """Raises `ConfigError` (texts-file) for a text that could not be filled in, or would be of no use."""
    if part not in _MOST:
        raise _mistake(where, _("there is subject, mail and sms, and nothing else"))
    if not isinstance(text, str) or not text.strip():
        raise _mistake(where, _("it is not a text"))
    if len(text) > _MOST[part]:
        raise _mistake(where, _("it is longer than {count} characters", count=_MOST[part]))
    if part != "mail" and "\n" in text.strip():
        raise _mistake(where, _("it has more than one line"))
    template = Template(text.strip() + ("\n" if part == "mail" else ""))
    if not template.is_valid():
        raise _mistake(where, _("a $ starts no word; a dollar sign is written $$"))
    used = set(template.get_identifiers())
    if unknown := sorted(used - WORDS[kind] - _ALWAYS):
        raise _mistake(where, _("${word} is not filled in here", word=unknown[0]))
    if part == "subject" and used & _SECRET:
        raise _mistake(where, _("code and phrase do not go into a subject, which is logged on the way"))
    if part != "subject" and (lacking := sorted(_needed(kind) - used)):
        raise _mistake(where, _("${word} is missing", word=lacking[0]))
    return template


def _needed(kind: MessageKind) -> frozenset[str]:
    is_told = "when" in WORDS[kind] or kind in _SETS_PASSWORD
    return (_NEEDED & WORDS[kind]) | (frozenset({_TO_OBJECT}) if is_told else frozenset())


def _mistake(where: str, why: str) -> ConfigError:
    return ConfigError(problem("texts-file", where=where, why=why))
