"""The translations: taken out of the program, brought up to date, compiled.

    PYTHONPATH=tests python -m translating          # after a change of words, or of a .po file
    PYTHONPATH=tests python -m translating de       # a new language

It changes helpdesk_tui/languages/*.po and *.mo, and says what is not translated yet.
"""

import ast
import io
import string
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from helpdesk_tui.desk.catalogue import TOPICS
from helpdesk_tui.desk.pages.meanings import MEANINGS
from helpdesk_tui.keys.registry import KEYS, keys_of_actions
from helpdesk_tui.language import FOLDER

PACKAGE = FOLDER.parent
KEYWORDS = frozenset({"_", "N_", "of_class", "ngettext", "pgettext"})
_WIDTH = 110
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)  # a file is the same whenever it is made


def template() -> Catalog:
    """Every sentence of the program, with the files that say it."""
    found = Catalog(domain="helpdesk_tui")
    for path in sorted(PACKAGE.rglob("*.py")):
        where = str(path.relative_to(PACKAGE.parent))
        for message, context in said_in(path.read_text(encoding="utf-8")):
            found.add(message, locations=[(where, 0)], context=context)
    for sentence, where in _data():
        found.add(sentence, locations=[(where, 0)])
    return found


def said_in(source: str) -> Iterator[tuple[str | tuple[str, str], str | None]]:
    """Each sentence that is marked, or its two forms, with its context. Babel's own reading, by tokens, does
    not look into the places of an f-string."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS:
            words = [each.value for each in node.args if isinstance(each, ast.Constant)]
            texts = [each for each in words if isinstance(each, str)]
            match node.func.id, texts:
                case "ngettext", [one, many]:
                    yield (one, many), None
                case "pgettext", [context, text]:
                    yield text, context
                case _, [text]:
                    yield text, None


def _data() -> Iterator[tuple[str, str]]:
    """What is said by `_` and stands in tables, unmarked."""
    for topic, entries in TOPICS.items():
        yield topic, "helpdesk_tui/desk/catalogue"
        for cause, remedy, *_effect in entries.values():
            yield cause, "helpdesk_tui/desk/catalogue"
            yield remedy, "helpdesk_tui/desk/catalogue"
    for key in (*KEYS.values(), *keys_of_actions().values()):
        yield key.label, "helpdesk_tui/keys/registry.py"
        yield key.tooltip, "helpdesk_tui/keys/registry.py"
    for means, remedy in MEANINGS.values():
        yield means, "helpdesk_tui/desk/pages/meanings.py"
        yield remedy, "helpdesk_tui/desk/pages/meanings.py"


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.stem.replace("-", "_"), domain="helpdesk_tui")


def updated(path: Path, found: Catalog) -> Catalog:
    """The translations that there are, for the sentences that there are; nothing is guessed."""
    catalog = read(path) if path.exists() else Catalog(locale=path.stem.replace("-", "_"))
    catalog.update(found, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    for message in catalog:
        # Set where a plural form is the sentence of another place: it would be left out.
        message.flags.discard("fuzzy")
    catalog.header_comment = f"# {catalog.locale and catalog.locale.english_name} for helpdesk-tui."
    return catalog


def in_text(catalog: Catalog) -> bytes:
    """As a .po file: without dates, lines or names, so that a change shows what changed."""
    out = io.BytesIO()
    write_po(out, catalog, width=_WIDTH, omit_header=True, sort_output=True, include_lineno=False)
    head = (
        f'{catalog.header_comment}\nmsgid ""\nmsgstr ""\n'
        f'"Language: {catalog.locale_identifier}\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n'
        '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )
    return head.encode() + out.getvalue()


def compiled(po: bytes) -> bytes:
    catalog = read_po(io.BytesIO(po), domain="helpdesk_tui")
    catalog.revision_date = catalog.creation_date = _NO_DATE
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    return [str(message.id) for message in catalog if message.id and not all(_parts(message.string))]


def places(sentence: str) -> set[str]:
    """The names of what is filled in. Raises `ValueError` for a sentence that cannot be filled in."""
    return {
        name for _text, name, _form, _conversion in string.Formatter().parse(sentence) if name is not None
    }


def pairs(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Each English form with each translation of it."""
    for message in catalog:
        if message.id:
            forms = _parts(message.id)
            yield from (
                (forms[min(number, len(forms) - 1)], each) for number, each in _numbered(message) if each
            )


def _numbered(message: Message) -> Iterator[tuple[int, str]]:
    yield from enumerate(_parts(message.string))


def _parts(strings: object) -> tuple[str, ...]:
    return tuple(strings) if isinstance(strings, tuple | list) else (str(strings or ""),)


def main(names: list[str]) -> None:
    found = template()
    for path in sorted({*FOLDER.glob("*.po"), *(FOLDER / f"{name}.po" for name in names)}):
        catalog = updated(path, found)
        po = in_text(catalog)
        path.write_bytes(po)
        path.with_suffix(".mo").write_bytes(compiled(po))
        for sentence in untranslated(catalog):
            sys.stdout.write(f"{path.name}: {sentence}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
