"""What is said, in which language: no sentence stands outside the seam, and every translation is whole."""

import ast
import io
from collections.abc import Iterable, Iterator
from gettext import GNUTranslations
from pathlib import Path
from threading import Thread

import pytest
import translating

from helpdesk_tui import language
from helpdesk_tui.desk.method import FACTS, MethodKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.spelled import ALPHABETS, said
from helpdesk_tui.keys.registry import KEYS, keys_of_actions
from helpdesk_tui.language import ENGLISH, FOLDER, N_, Phrases, _, chosen, ngettext, pgettext, read_in, use
from helpdesk_tui.words.findings import TOPICS

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
        ("", {"LANG": "/etc/passwd"}, "en"),
        ("", {"LANG": "sv\x00_SE"}, "en"),
        ("", {"LANG": "."}, "en"),
        ("", {"LANG": "sv" * 4096}, "en"),
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
    found = dict(GNUTranslations(io.BytesIO(compiled))._catalog)
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


_NOT_IN_THE_LINE = {"methods.codes", "card.add-to-group", "card.bitlocker"}
_NO_SHORTER = {"card.reset"}  # "Återställ"


@EVERY
def test_the_line_of_keys_is_about_as_long_as_in_english(path: Path) -> None:
    with read_in(ENGLISH):
        keys = {each.id: each.label for each in (*KEYS.values(), *keys_of_actions().values())}
    with read_in(path.stem):
        longer = {key: _(label) for key, label in keys.items() if len(_(label)) > len(label) + 3}
    assert longer.keys() == _NOT_IN_THE_LINE | _NO_SHORTER, longer


# --- nothing stands outside -----------------------------------------------------------------------------

_TABLES = ("desk/catalogue", "desk/pages", "keys/registry.py")
"""Said by `_`, taken out whole (`translating`)."""

_ENGLISH = (
    "config/",  # the file, its comments and whatever is wrong in it
    "keys/remapping.py",  # a part of that
    "plain/tables.py",  # for programs
    "plain/exits.py",
    "arguments/shells.py",  # the manual page
)
""" "What stays as it is: docs/languages.md says why."""

_DATA = (
    "desk/phrase.py",  # words for a person to compare: the same in every language
    "desk/banned.py",
    "desk/guessing.py",
    "desk/policy.py",  # defaults of the configuration, which an administrator writes
    "desk/spelled.py",  # alphabets
    "demo/",  # made-up people; the guide to them is said
    "store/migrations/",
    "importing/",  # names of columns and of elements
    "verifiers/",  # what a server said: technical detail
    "connection.py",
    "tls.py",
    "https.py",
    "over_ssh.py",  # names of commands
    "delivery/short_message.py",  # an alphabet
    "store/leaves.py",  # SQL
    "store/seals.py",
    "store/sqlite.py",
    "directory/active_directory/protection.py",  # names of groups
    "directory/ds389/problems.py",  # what servers say
    "directory/kerberos.py",
)
_LOOKS = {"bold reverse"}
_FOR_LOGS = {"description", "group", "classes", "id"}
"""Keywords."""
_NAMED_FOR_LOGS = {"ask_desk": 2, "look": 1, "ChangeAsked": 1, "_change": 1}
"""Functions whose first texts, so many, name a worker or a group of them."""
_SEAM = {"_", "N_", "of_class", "ngettext", "pgettext"}
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
    for path in sorted(PACKAGE.rglob("*.py")):
        if not str(path.relative_to(PACKAGE)).startswith((*_TABLES, *_ENGLISH, *_DATA)):
            yield path


def test_no_sentence_stands_outside_the_seam() -> None:
    found = {
        str(path.relative_to(PACKAGE)): list(outside(path.read_text(encoding="utf-8"))) for path in modules()
    }
    assert {where: texts for where, texts in found.items() if texts} == _LET_PASS


_LET_PASS: dict[str, list[str]] = {
    # Usage errors, as argparse has them; exit codes.
    "arguments/administering.py": [
        "no command",
        "to be had over SSH",
        "must be a number and a digest: 42:9f86d0…",
    ],
    "arguments/parts.py": [
        "exit codes:",
        "must be the number of an entry, or 0",
        "must be a number from 1 to",
        "must be a number from 1 to",
        "no column",
        ": there are",
        "must be a number from 1 to 1000000",
    ],
    "arguments/program.py": [
        "the demo has neither a configuration nor a keyring",
        "the demo is installed nowhere",
        "the demo has no configuration",
    ],
    # Codes, which JSON has too; commands of a shell; names, also those by which a keyring is asked.
    "compose/checking.py": ["the RADIUS servers"],
    "compose/sending.py": ["the SMS gateway"],
    "compose/copies.py": ["system account"],
    "compose/doctor/here.py": [
        "[store] key",
        "[directory] service_password",
        "[ldap] lookup_password",
        "[mail] password",
        "[sms] secret",
        "[radius] secret",
        "[privacyidea] api_key",
    ],
    "compose/doctor/servers.py": ["Active Directory", "directory server"],
    "compose/doctor/services.py": ["RADIUS", "RADIUS"],
    "compose/greeting.py": ["MethodKind | None"],
    "compose/installed/computer.py": ["chown", "&& chmod"],
    "compose/installed/own_account.py": ["usermod --shell /bin/sh", "usermod --password '*'"],
    "compose/installed/own_files.py": [
        "chown -R root:root",
        "&& chmod -R go-w",
        "systemctl restart helpdesk-tui-secrets",
        "[store] key",
    ],
    "compose/installed/sshd.py": ["exec", "-I -m helpdesk_tui over-ssh --config"],
    "compose/installed/units.py": [
        "install -m 0644 docs/deploy/",
        "&& systemctl daemon-reload",
        "systemctl enable --now",
    ],
    "compose/system_record.py": ["system account"],
    "console.py": ["Secret | None"],
    "desk/course.py": ["not needed", "asked for"],
    "desk/effect.py": ["type again", "try again", "other method", "begin anew"],
    "language.py": ["language of a message's reader"],
    "words/findings.py": ["directory server"],
    # For the record, which stays English, or read out of it.
    "desk/sign_in.py": ["system account"],
    "desk/interrupted.py": ["UTC"],
    "desk/lookup.py": ["characters"],
    "desk/methods/questions.py": ["of", ", after"],
    "desk/notices.py": ["administrator"],
    "desk/passwords.py": ["other letter"],
    "desk/signing_in.py": ["owner of the key,"],
    "desk/temporary.py": ["no mark of the password can be read"],
    # What a protocol or a server says; technical detail.
    "delivery/answers.py": ["HTTP"],
    "delivery/request.py": ["Basic"],
    "delivery/smtp.py": ["PLAIN"],
    "directory/active_directory/catalogue.py": ["asking the global catalogue"],
    "directory/active_directory/computer_secrets.py": ["or"],
    "directory/active_directory/computers.py": ["OU=Domain Controllers,", "Domain Controllers"],
    "directory/active_directory/domain.py": ["no defaultNamingContext;"],
    "directory/active_directory/every_server.py": ["asking"],
    "directory/active_directory/finding.py": ["finding servers"],
    "directory/active_directory/other_servers.py": ["cn=ntds settings"],
    "directory/active_directory/pdc_emulator.py": ["fSMORoleOwner:", "dNSHostName:", "values;"],
    "directory/active_directory/policy.py": ["domain policy"],
    "directory/active_directory/reading.py": ["outside [directory] base_dn"],
    "directory/active_directory/session.py": ["Active Directory"],
    "directory/ds389/dialect.py": ["389 Directory Server"],
    "directory/ds389/policy.py": ["server policy"],
    "directory/freeipa/dialect.py": ["trust admins"],
    "directory/ldap.py": ["it took too long"],
    "directory/ldapv3/port.py": ["via"],
    "directory/ldapv3/replica.py": ["cn=helpdesk-tui asks whether writes are taken"],
    "directory/openldap/administering.py": ["nobody has this password:"],
    "directory/pages.py": ["outside [directory] base_dn"],
    "directory/root_dse.py": ["Red Hat-Directory"],
    "directory/srv.py": ["an empty answer"],
    # Commands, and what is kept in English beside the configuration.
    "plain/configuring.py": [
        "More: config.example.toml.",
        "Allowed:",
        "Type:",
        "Default:",
        "Now: there is no configuration that can be used.",
        "in",
        "Now: not set.",
    ],
    "plain/dialogue/finding.py": ["and"],
    "plain/dialogue/menu.py": ["find"],
    # Keys and SQL of the store.
    "store/chain_keys.py": ["former key"],
    "store/challenges.py": ["counted as"],
    "store/database.py": ["recovery codes"],
    "store/version.py": ["SELECT key_id FROM store", "SELECT version_num FROM alembic_version"],
    "store/key_places.py": ["key of", "former key of"],
    "store/keys.py": ["helpdesk-tui", "key id"],
    "store/links.py": [
        "INSERT INTO audit (seq, record, digest, event, account, intent) "
        "VALUES (:seq, :record, :digest, :event, :account, :intent)",
        "UPDATE store SET state = :tie",
    ],
    # Selectors, and a worker's name.
    "tui/calls.py": ["release an account"],
    "tui/cursor.py": ["Heading, .title"],
    "tui/screens/listing.py": ["stop"],
    "tui/screens/revealing.py": ["#temporary, #spelled"],
    "tui/screens/sign_in.py": ["#login-row, #password-row"],
}


def outside(source: str) -> Iterator[str]:
    """Texts of two words or more, that no function of the seam takes, and no function for programs."""
    yield from _outside(ast.parse(source))


def _outside(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str) and _is_sentence(node.value) and node.value not in _LOOKS | TOPICS:
            yield node.value.strip()
    else:
        for child in _of_people(node):
            yield from _outside(child)


def _of_people(node: ast.AST) -> Iterable[ast.AST]:
    """What is below it, without what the seam takes and what is for programs."""
    if isinstance(node, ast.Call):
        return _of_call(node)
    if isinstance(node, ast.Compare | ast.Assert) or (
        isinstance(node, ast.keyword) and node.arg in _FOR_LOGS
    ):
        return ()
    if isinstance(node, ast.FormattedValue):
        return (node.value,)
    body = getattr(node, "body", None)
    docs = {each for each in body if _is_text(each)} if isinstance(body, list) else set()
    types = (getattr(node, "annotation", None), getattr(node, "returns", None))
    return [each for each in ast.iter_child_nodes(node) if each not in docs and each not in types]


def _of_call(call: ast.Call) -> Iterable[ast.AST]:
    name = _name(call.func)
    if name in _PROGRAM:
        return ()
    if name in _SEAM:
        return (*call.args[2 if name in ("ngettext", "pgettext") else 1 :], *call.keywords)
    for_logs = [each for each in call.args if isinstance(each, ast.Constant)][: _NAMED_FOR_LOGS.get(name, 0)]
    return [each for each in ast.iter_child_nodes(call) if each not in for_logs]


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
