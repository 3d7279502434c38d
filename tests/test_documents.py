"""README and docs say what the program does: tables, settings, examples and links are held against it."""

import re
import tomllib
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import keys_document
import pytest
from benchmarks import chart
from benchmarks import page as benchmarks_page
from benchmarks.figures import read as figures
from config.example import keys
from lab.dse_ldif import Options, acis
from lab.ldap_people import GROUPS, PEOPLE
from pages_document import document as problems_document
from reference_document import document as reference_document

from helpdesk_tui import config, importing
from helpdesk_tui.arguments import parser
from helpdesk_tui.clock import SystemClock
from helpdesk_tui.delivery.apprise_gateway import SCHEMAS
from helpdesk_tui.delivery.settings import TextSettings
from helpdesk_tui.delivery.texts import WORDS, load
from helpdesk_tui.desk.imports import ImportedSeed
from helpdesk_tui.desk.method import (
    CONTACT_KINDS,
    EXCEPTIONAL_KINDS,
    FACTS,
    OUTSIDE_KINDS,
    KindFacts,
    MethodKind,
    Origin,
)
from helpdesk_tui.desk.ports import Limit, MessageKind
from helpdesk_tui.plain.run import NAMES

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
REQUIRED = '[directory]\nservers = ["ldaps://dc1.example.com"]\n[roles]\noperator = ["Operators"]\n'
ORIGINS = {
    Origin.REGISTERED: "registered",
    Origin.PREFILLED: "prefilled",
    Origin.IMPORTED: "imported",
    Origin.DESK: "the desk's own",
}


def page(name: str) -> str:
    return (ROOT / name).read_text()


def table(text: str, first: str) -> list[list[str]]:
    """The rows below the head that begins with the column `first`."""
    head = text.index(f"\n| {first} |") + 1
    lines = text[head:].split("\n\n", maxsplit=1)[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]


def blocks(language: str) -> list[tuple[str, str]]:
    """Examples in all pages: where they stand, and their text."""
    return [
        (path.name, found)
        for path in PAGES
        for found in re.findall(rf"^```{language}\n(.*?)^```$", path.read_text(), re.MULTILINE | re.DOTALL)
    ]


# --- methods ------------------------------------------------------------------------------------------


def _origins(kind: MethodKind) -> list[Origin]:
    if kind in EXCEPTIONAL_KINDS:
        return [Origin.DESK]
    if kind is MethodKind.OATH_TOKEN:
        return [Origin.IMPORTED]
    if kind is MethodKind.TOTP:
        return [Origin.REGISTERED, Origin.IMPORTED]
    return [Origin.REGISTERED, Origin.PREFILLED] if kind in CONTACT_KINDS else [Origin.REGISTERED]


def _row(kind: MethodKind, facts: KindFacts) -> list[str]:
    words = {True: "yes", False: "no"}
    return [
        facts.label,
        facts.grade.name.lower(),
        facts.factor.value.replace("-", " "),
        words[facts.good_for_reset],
        words[facts.good_for_mfa],
        "a service's" if kind in OUTSIDE_KINDS else ", ".join(ORIGINS[origin] for origin in _origins(kind)),
    ]


def test_the_readme_knows_every_method_as_it_is() -> None:
    rows = table(page("README.md"), "method | what proves")
    assert [[row[0], *row[2:]] for row in rows] == [_row(kind, facts) for kind, facts in FACTS.items()]
    assert all(row[1] for row in rows)


# --- settings and commands ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_setting_that_is_named_exists(path: Path) -> None:
    named = re.findall(r"`\[+(\w+)\]+ (\w+)[^`]*`", path.read_text())
    assert {f"{section}.{key}" for section, key in named} <= set(keys())


def test_the_page_on_policy_names_settings_at_all() -> None:
    assert len(re.findall(r"`\[\w+\] \w+`", page("docs/policy.md"))) > 40


@pytest.mark.parametrize(("where", "text"), blocks("toml"))
def test_every_configuration_in_the_pages_is_accepted(where: str, text: str, tmp_path: Path) -> None:
    if language := re.match(r"# (\w+)\.toml\n", text):
        (tmp_path / f"{language[1]}.toml").write_text(text)
        load(TextSettings(tmp_path, language[1]))
        return
    given = "" if "[directory]" in text else REQUIRED
    if "sms" in text and "[sms]" not in text:
        given += '[sms]\ngateway = "https"\nurl = "https://sms.example.com"\n'
    if '"manager"' in text and "[mail]" not in text:
        given += '[mail]\nserver = "smtp://mail.example.com"\nsender = "desk@example.com"\n'
    if "[notices]" not in text:
        given += '[notices]\nhelp_link = "https://help.example.com"\n'
    config.parse(text + given, Path(where))


def test_the_page_of_problems_is_made_of_the_pages() -> None:
    """`PYTHONPATH=tests python -m pages_document > docs/problems.md` makes it."""
    assert page("docs/problems.md") == problems_document()


def test_the_reference_is_made_of_the_program() -> None:
    """`PYTHONPATH=tests python -m reference_document > docs/reference.md` makes it."""
    assert page("docs/reference.md") == reference_document()


def test_the_page_of_keys_is_made_of_the_registry() -> None:
    """`PYTHONPATH=tests python -m keys_document > docs/keys.md` makes it."""
    assert page("docs/keys.md") == keys_document.document()


def test_the_page_and_the_chart_of_benchmarks_say_what_was_measured() -> None:
    """`tests/benchmarks/run --keep` makes them."""
    assert page("docs/benchmarks.md") == benchmarks_page.document()
    assert page("docs/pictures/benchmarks.svg") == chart.drawn(figures(benchmarks_page.FIGURES))


def test_entras_defaults_are_ours_where_the_page_says_so() -> None:
    (text,) = [text for where, text in blocks("toml") if where == "policy.md"]
    policy = config.parse(text + REQUIRED, Path("policy.md")).policy
    rules = policy.verification
    assert (rules.everybody.gates, rules.questions.register, rules.questions.ask) == (2, 5, 3)
    assert (rules.limits.account.failures, rules.limits.account.window_seconds) == (5, 24 * 3600)
    assert rules.limits.account.block_seconds == 24 * 3600
    assert (rules.limits.method.failures, rules.limits.method.window_seconds) == (5, 3600)
    assert rules.sending.limits.account == Limit(10, 600)
    assert rules.sending.lifetime.total_seconds() == 5 * 60
    assert rules.everybody.verification_lifetime.total_seconds() == 15 * 60
    assert policy.registration.max_apps == 5


def test_every_command_that_is_named_exists() -> None:
    quoted = [
        found for path in PAGES for found in re.findall(r"`helpdesk-tui ([a-z][^`]*)`", path.read_text())
    ]
    lines = [line for _, text in blocks("sh") for line in re.findall(r"^helpdesk-tui ([^#\n]+)", text, re.M)]
    assert len(quoted) > 5
    assert len(lines) > 5
    for line in [*lines, *(each for each in quoted if "[" not in each)]:
        words = line.split()
        assert words[0] in {*NAMES, "demo", "over-ssh"}, line
        if line in lines:
            parser().parse_args(words)


def test_the_readme_names_every_command() -> None:
    assert all(f"`{each}`" in page("README.md").replace("helpdesk-tui ", "") for each in NAMES)


# --- messages -----------------------------------------------------------------------------------------


def test_every_message_is_listed_with_the_words_it_may_hold() -> None:
    listed = {row[0].strip("`"): row[2] for row in table(page("docs/messages.md"), "text | when")}
    assert listed == {
        kind.value: " ".join(f"`${word}`" for word in sorted(WORDS[kind])) for kind in MessageKind
    }


def test_every_message_of_the_list_is_in_english() -> None:
    english = tomllib.loads(files("helpdesk_tui.delivery").joinpath("texts", "en.toml").read_text("utf-8"))
    listed = {row[0].strip("`") for row in table(page("docs/messages.md"), "text | when")}
    assert listed == set(english) - {"no_link"}
    assert all(f"`{part}`" in page("docs/messages.md") for part in english["code"])


def test_every_sms_service_is_named() -> None:
    listed = re.search(r"The address begins with one of (.*?)\n\n", page("docs/messages.md"), re.DOTALL)
    assert listed
    assert set(re.findall(r"`(\w+)`", listed[1])) == SCHEMAS


# --- rights -------------------------------------------------------------------------------------------


def test_the_rights_that_the_page_gives_on_openldap_are_those_that_the_lab_tries() -> None:
    given = r"attrs=([\w,]+)\s+by group\.exact"
    tried = re.findall(given, page("tests/lab/slapd_conf.py"))
    assert len(tried) == 3
    assert re.findall(given, page("docs/directories.md")) == tried


def test_the_rights_that_the_page_gives_on_389_are_those_that_the_lab_tries() -> None:
    tried = acis(Options())
    assert _written(page("docs/directories.md")) == _written(
        "".join(f"aci: {rule}\n\n" for dn in (PEOPLE, GROUPS) for rule in tried[dn])
    )


def _written(text: str) -> list[str]:
    """The attributes of each rule of access that lets write."""
    rules = [rule.split("\n\n")[0] for rule in text.split("aci: ")[1:]]
    return [re.findall(r'targetattr = "(.*?)"', rule)[0] for rule in rules if "allow (write)" in rule]


# --- import -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "text"), [each for form in ("csv", "xml", "text") for each in blocks(form)]
)
def test_every_file_in_the_pages_is_taken_whole(where: str, text: str) -> None:
    read = list(importing.read(BytesIO(text.encode()), now=SystemClock().now()))
    assert read, where
    assert all(isinstance(line, ImportedSeed) for line in read)


def test_each_format_has_its_example() -> None:
    shown = "".join(text for form in ("csv", "xml", "text") for _, text in blocks(form))
    assert all(sign in shown for sign in ("upn,serial number", "KeyContainer", "otpauth://totp", "#"))


# --- links and pictures -------------------------------------------------------------------------------


def _anchors(text: str) -> set[str]:
    """As the pages are linked to: a heading in lower case, hyphens for spaces, no punctuation."""
    return {
        re.sub(r"[^\w\s-]", "", heading.lower()).strip().replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }


_LINK = re.compile(r"(?:\]\(|\bsrc(?:set)?=\")([^)\s\"]+)")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in _LINK.findall(path.read_text()):
        if target.startswith("https://"):
            continue
        file, _, anchor = target.partition("#")
        linked = path.parent / file if file else path
        assert linked.exists(), target
        assert not anchor or anchor in _anchors(linked.read_text()), target


def test_every_page_and_picture_is_linked() -> None:
    linked = {
        (path.parent / target.partition("#")[0]).resolve()
        for path in PAGES
        for target in _LINK.findall(path.read_text())
        if not target.startswith("https://")
    }
    here = {*(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "pictures").iterdir()}
    assert {path.name for path in here - linked} == set()


# --- the map --------------------------------------------------------------------------------------------

MAPS = ["docs/architecture.md", "CONTRIBUTING.md"]


@pytest.mark.parametrize("name", MAPS)
def test_every_place_that_the_map_names_is_there(name: str) -> None:
    named = re.findall(r"`((?:helpdesk_tui|tests|docs)/[\w/.]+)`", page(name))
    assert len(named) > 3
    assert [place for place in named if not (ROOT / place).exists()] == []


def test_every_room_is_on_the_map() -> None:
    package = ROOT / "helpdesk_tui"
    rooms = [room.parent for at in (package, package / "desk") for room in at.glob("*/__init__.py")]
    found = page("docs/architecture.md")
    assert [room.name for room in rooms if f"`{room.relative_to(ROOT)}/`" not in found] == []
