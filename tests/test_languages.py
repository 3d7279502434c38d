"""What is said, in which language: no sentence stands outside the seam, and every translation is whole."""

import ast
import io
from collections.abc import Iterator
from gettext import GNUTranslations
from pathlib import Path
from threading import Thread

import pytest
import translating

from helpdesk_tui import language
from helpdesk_tui.desk.method import FACTS, MethodKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.spelled import ALPHABETS, said
from helpdesk_tui.language import ENGLISH, FOLDER, N_, Phrases, _, chosen, ngettext, pgettext, read_in, use

PACKAGE = FOLDER.parent
TRANSLATIONS = sorted(FOLDER.glob("*.po"))
EVERY = pytest.mark.parametrize("path", TRANSLATIONS, ids=lambda path: path.stem)


# --- the seam -------------------------------------------------------------------------------------------


def test_it_is_said_in_the_language_of_the_reader() -> None:
    assert _("Begin anew.") == "Begin anew."
    with read_in("sv"):
        assert _("Begin anew.") == "Börja om."
    assert _("Begin anew.") == "Begin anew."


def test_a_problem_is_translated_before_it_is_filled_in() -> None:
    with read_in("sv"):
        assert problem("sent-code-wrong", left=2).remedy.endswith("Försök kvar: 2.")


def test_a_place_is_filled_in_as_it_stands_whatever_it_holds() -> None:
    with read_in("sv"):
        assert problem("no-such-host", server="{left}").cause == "Ingen server med namnet ”{left}” hittades."


def test_numbers_take_the_form_of_the_language() -> None:
    assert (ngettext("1 name", "{count} names", 1), ngettext("1 name", "{count} names", 2)) == (
        "1 name",
        "2 names",
    )
    with read_in("sv"):
        assert ngettext("1 name", "{count} names", 2) == "2 namn"


def test_one_word_with_two_meanings_has_two_translations() -> None:
    with read_in("sv"):
        assert (pgettext("good for a", "reset"), _("reset")) == ("återställning", "återställt")


@pytest.mark.parametrize("name", ["xx", "../sv", "", "sv/../sv"])
def test_a_language_that_is_not_there_is_english(name: str) -> None:
    with read_in(name):
        assert _("Begin anew.") == "Begin anew."


def test_nothing_is_said_for_nothing() -> None:
    """gettext's answer to "" is what a file says about itself."""
    with read_in("sv"):
        assert _("") == ""


def test_what_is_kept_is_said_when_it_is_read() -> None:
    kept = Phrases({1: N_("Begin anew.")})
    with read_in("sv"):
        assert kept[1] == "Börja om."
        assert FACTS[MethodKind.TOTP].label == "Autentiseringsapp"
    assert FACTS[MethodKind.TOTP].label == "Authenticator app"


@pytest.mark.parametrize(
    "broken", ["Vänta till {sedan}.", "Vänta till {until.", "{until.x}", "{0}", "{until:d}"]
)
def test_a_broken_translation_is_said_in_english(monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    catalog = GNUTranslations()
    monkeypatch.setattr(catalog, "gettext", lambda _sentence: broken)
    monkeypatch.setattr(language, "_catalog", lambda _language: catalog)
    assert _("Wait until {until}.", until="noon") == "Wait until noon."


def test_every_thread_speaks_the_language_of_the_process() -> None:
    said_there: list[str] = []
    use("sv")
    try:
        thread = Thread(target=lambda: said_there.append(_("Begin anew.")))
        thread.start()
        thread.join()
    finally:
        use(ENGLISH)
    assert said_there == ["Börja om."]


@pytest.mark.parametrize(
    ("setting", "environ", "found"),
    [
        ("", {"LANG": "sv_SE.UTF-8"}, "sv"),
        ("", {"LANG": "de_DE.UTF-8", "LC_ALL": "sv_FI@euro"}, "sv"),
        ("", {"LANG": "sv_SE", "LC_MESSAGES": "C"}, "en"),
        ("", {"LANG": "C.UTF-8"}, "en"),
        ("", {"LANG": "../../sv"}, "en"),
        ("", {}, "en"),
        ("sv-SE", {"LANG": "en_US.UTF-8"}, "sv"),
        ("en", {"LANG": "sv_SE.UTF-8"}, "en"),
    ],
)
def test_a_setting_goes_before_the_environment(setting: str, environ: dict[str, str], found: str) -> None:
    assert chosen(setting, environ) == found


def test_passwords_are_spelled_by_the_alphabet_of_the_language() -> None:
    assert [said(each) for each in "Kq7-"] == ["capital kilo", "quebec", "seven", "hyphen"]
    with read_in("sv"):
        assert [said(each) for each in "Kq7-"] == ["stort Kalle", "Qvintus", "sju", "bindestreck"]
    assert {len(words.split()) for words in ALPHABETS.values()} == {26}


# --- the translations -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sentences() -> translating.Catalog:
    return translating.template()


@EVERY
def test_every_sentence_is_translated(path: Path, sentences: translating.Catalog) -> None:
    """To mend it: `PYTHONPATH=tests python -m translating`, and fill in what it names (docs/languages.md)."""
    assert translating.untranslated(translating.updated(path, sentences)) == []


@EVERY
def test_the_file_is_up_to_date_and_compiled(path: Path, sentences: translating.Catalog) -> None:
    assert path.read_bytes() == translating.in_text(translating.updated(path, sentences))
    with path.with_suffix(".mo").open("rb") as file:
        compiled = file.read()
    assert _said_by(compiled) == _said_by(translating.compiled(path.read_bytes()))


def _said_by(compiled: bytes) -> dict[object, str]:
    found = dict(GNUTranslations(io.BytesIO(compiled))._catalog)  # type: ignore[attr-defined]
    found.pop("")  # which version of the compiler made it
    return found


@EVERY
def test_a_translation_has_the_places_of_the_sentence(path: Path) -> None:
    for english, translated in translating.pairs(translating.read(path)):
        optional = {"count"} if "{count" not in english else set()
        assert translating.places(translated) - optional == translating.places(english), english


@EVERY
def test_a_translation_ends_as_the_sentence_does(path: Path) -> None:
    for english, translated in translating.pairs(translating.read(path)):
        assert _end(english) == _end(translated), (english, translated)


_ABBREVIATED = {"Serial no."}


def _end(sentence: str) -> str:
    sign = sentence.rstrip("”'\"")[-1:]
    return sign if sign in ".:?!…\n" and sentence not in _ABBREVIATED else ""


@EVERY
def test_a_label_is_about_as_long_as_the_english_one(path: Path) -> None:
    """There is little room beside a field, on a key, in a column."""
    for english, translated in translating.pairs(translating.read(path)):
        if len(english) <= 20:
            assert len(translated) <= max(1.4 * len(english), len(english) + 15), (english, translated)


# --- nothing stands outside -----------------------------------------------------------------------------

ROOMS = ("desk", "words", "lengths.py", "local_time.py")
"""Whose sentences all go through the seam. It grows, until it is the whole program."""

_TABLES = ("desk/catalogue", "desk/pages")
"""Said by `_`, taken out whole (`translating`)."""

_DATA = {
    "desk/phrase.py",  # words for a person to compare: the same in every language
    "desk/banned.py",
    "desk/guessing.py",
    "desk/policy.py",  # defaults of the configuration, which an administrator writes
    "desk/spelled.py",  # alphabets
    "desk/checkup.py",  # not done yet, with all of `doctor`
}
_SEAM = {"_", "N_", "ngettext", "pgettext"}
_PROGRAM = {
    "AccountId",
    "MethodId",
    "ValueError",
    "KeyError",
    "compile",
    "split",
    "write",
    "record",
    "Literal",
}
_PROGRAM |= {
    "TypeError",
    "RuntimeError",
    "NotImplementedError",
    "Thread",
    "noqa",
    "replace",
    "sub",
    "strptime",
}


def modules() -> Iterator[Path]:
    for room in ROOMS:
        place = PACKAGE / room
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            where = str(path.relative_to(PACKAGE))
            if not where.startswith(_TABLES) and where not in _DATA:
                yield path


def test_no_sentence_stands_outside_the_seam() -> None:
    found = {
        str(path.relative_to(PACKAGE)): list(outside(path.read_text(encoding="utf-8"))) for path in modules()
    }
    assert {where: texts for where, texts in found.items() if texts} == _LET_PASS


_LET_PASS = {
    # Codes, which JSON has too.
    "desk/course.py": ["not needed", "asked for"],
    "desk/effect.py": ["type again", "try again", "other method", "begin anew"],
    # For the record, which stays English, or read out of it.
    "desk/desk.py": ["system account"],
    "desk/interrupted.py": ["UTC"],
    "desk/lookup.py": ["characters"],
    "desk/methods/questions.py": ["of", ", after"],
    "desk/notices.py": ["administrator", "disable the account by the brake"],
    "desk/signing_in.py": ["owner of the key,"],
    "desk/temporary.py": ["no mark of the password can be read"],
    # Shown to nobody.
    "desk/passwords.py": ["other letter"],
}


def outside(source: str) -> Iterator[str]:
    """Texts of two words or more, that no function of the seam takes, and no function for programs."""
    yield from _outside(ast.parse(source))


def _outside(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and _is_sentence(node.value):
            yield node.value.strip()
        return
    if isinstance(node, ast.Call) and _name(node.func) in _SEAM:
        for each in (*node.args[2 if _name(node.func) in ("ngettext", "pgettext") else 1 :], *node.keywords):
            yield from _outside(each)
        return
    if isinstance(node, ast.Call) and _name(node.func) in _PROGRAM:
        return
    if isinstance(node, ast.Compare | ast.Assert):
        return
    if isinstance(node, ast.FormattedValue):
        yield from _outside(node.value)
        return
    body = getattr(node, "body", None)
    docs = {each for each in body if _is_text(each)} if isinstance(body, list) else set()
    for child in ast.iter_child_nodes(node):
        is_type = child is getattr(node, "annotation", None) or child is getattr(node, "returns", None)
        if child not in docs and not is_type:
            yield from _outside(child)


def _is_text(statement: ast.AST) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant | ast.JoinedStr)


def _name(function: ast.AST) -> str:
    return str(getattr(function, "attr", getattr(function, "id", "")))


def _is_sentence(text: str) -> bool:
    words = [word for word in text.split() if sum(map(str.isalpha, word)) > 1]
    return len(words) > 1 or (len(words) == 1 and text != text.strip())


@pytest.mark.parametrize(
    "source",
    ["x = 'Two words'", "x = f'Hello {name} there'", "def f():\n  '''Doc.'''\n  return _(a, b='not this')"],
)
def test_a_sentence_outside_is_found(source: str) -> None:
    assert list(outside(source))


def test_nothing_else_is_called_as_the_seam_where_it_is_used() -> None:
    """`for _ in …` in a function that says something would take the seam's name away."""
    taken = [path for path in modules() for _line in takes_the_name(path.read_text(encoding="utf-8"))]
    assert taken == []


def takes_the_name(source: str) -> Iterator[int]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            uses = {(type(each.ctx), each.id) for each in ast.walk(node) if isinstance(each, ast.Name)}
            takes = {each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)}
            calls = any(isinstance(each, ast.Call) and _name(each.func) == "_" for each in ast.walk(node))
            if calls and ((ast.Store, "_") in _own(uses, node) or "_" in takes):
                yield node.lineno


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n  for _ in x:\n    y(_('Two words'))",
        "f = lambda _: _('Two words')",
        "def f(_):\n  _('A b')",
    ],
)
def test_a_name_that_is_taken_is_found(source: str) -> None:
    assert list(takes_the_name(source))


def _own(uses: set[tuple[type, str]], node: ast.AST) -> set[tuple[type, str]]:
    """Without what comprehensions bind, which is theirs alone."""
    theirs = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    inner = {id(name) for each in ast.walk(node) if isinstance(each, theirs) for name in ast.walk(each)}
    own = {
        (type(each.ctx), each.id)
        for each in ast.walk(node)
        if isinstance(each, ast.Name) and id(each) not in inner
    }
    return uses & own
