"""No text that anybody types breaks out of a filter (RFC 4515)."""

import re
import string
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ldap3.operation.search import compile_filter, parse_filter

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.narrowing import Narrowing
from helpdesk_tui.desk.ports import Found
from helpdesk_tui.directory import filters, query
from helpdesk_tui.directory.active_directory.domain import Domain
from helpdesk_tui.directory.active_directory.search import DomainFinder
from helpdesk_tui.directory.messages import Answer
from helpdesk_tui.directory.problems import Result
from helpdesk_tui.spelling import alike, spellings

HOSTILE = ["*)(|(cn=*", "*", "\0", "\\2a", "(", ")", "&|!", " edge ", "a,+\"\\<>;=#@b", "\\", "\\zz", "=*",
           "\u202e", "\ud800", ")(objectClass=*))(|(a=b"]  # fmt: skip

texts = st.one_of(
    st.text(max_size=40), st.text('()*\\&|!=\0 ,+"<>;#@-', max_size=20), st.sampled_from(HOSTILE)
)


def compiled(where: str) -> Any:
    return compile_filter(parse_filter(where, None, False, False, None, False).elements[0])


@given(texts)
def test_a_value_arrives_as_it_was_typed(text: str) -> None:
    sent = compiled(filters.equal("cn", text))
    assert sent.getName() == "equalityMatch"
    assert bytes(sent["equalityMatch"]["assertionValue"]) == text.encode("utf-8", "replace")


@given(texts)
def test_an_escaped_value_holds_no_character_with_a_meaning(text: str) -> None:
    assert set(filters.escaped(text)) <= set(string.ascii_letters + string.digits + "\\")


def shape(node: Any) -> Any:
    """A compiled filter without its values: operators and attributes. Alternatives of one shape are one, for
    a name is searched for in several spellings."""
    name = node.getName()
    inner = node[name]
    if name == "or":
        parts = {shape(part) for part in inner}
        flat = {each for part in parts for each in (part[1] if part[0] == "or" else {part})}
        return ("or", frozenset(flat)) if len(flat) > 1 else flat.pop()
    if name == "and":
        return (name, tuple(shape(part) for part in inner))
    if name == "equalityMatch":
        return (name, str(inner["attributeDesc"]))
    if name == "substringFilter":
        return (name, str(inner["type"]))
    if name == "present":
        return (name, str(inner))
    raise AssertionError(name)


class Recorder:
    """A link that notes what would be sent, and finds nothing."""

    server = "dc"

    def __init__(self) -> None:
        self.filters: list[str] = []
        self.bases: list[str] = []

    def search(self, base: str, where: str, *_: object, **__: object) -> Answer:
        self.filters.append(where)
        return Answer((), Result(0))

    def read(self, dn: str, _: object, where: str = "", **__: object) -> Answer:
        self.bases.append(dn)
        self.filters.append(where)
        return Answer((), Result(0))


IDENTITY = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
DOMAIN = Domain(
    "DC=lab,DC=example", "CN=Configuration,DC=lab,DC=example", "lab.example", "LAB", "dc", False, "", None
)
FINDER = DomainFinder(DOMAIN.dn, 500, "GB", DOMAIN)
PATTERNS = ["ada", "ada1", "e1042", "1042", "ada@lab.example", "ada@x", "LAB\\ada", "020 7946 0123",
            "CN=a,DC=b", "S-1-5-32-544", "11111111-2222-3333-4444-555555555555"]  # fmt: skip


def sent(text: str) -> Recorder:
    link = Recorder()
    with suppress(Refused):  # of another domain: then nothing is asked
        found = FINDER.find(link, text, 10, datetime(2025, 6, 2, tzinfo=UTC))
        assert found == Found((), more=False)
    return link


# Every filter that a well-meant query may cause; the digits of a phone number vary in number alone.
ORDINARY = {shape(compiled(where)) for pattern in PATTERNS for where in sent(pattern).filters}


@given(texts)
@example("*)(|(cn=*")
@example("LAB\\*)(objectClass=*")
@example("CN=*)(|(cn=*,DC=b")
@example("a@b)(|(cn=*")
@example("1234)(|(cn=*")
def test_no_text_changes_the_shape_of_a_filter(text: str) -> None:
    assert {shape(compiled(where)) for where in sent(text).filters} <= ORDINARY


@given(texts)
@example("*)(|(cn=*")
def test_no_text_that_narrows_asks_for_anything_else(text: str) -> None:
    link = Recorder()
    name = text.replace("=", "")
    for only in (
        Narrowing(departments=(text,)), Narrowing(units=(name,)), Narrowing(groups=(name,)),
    ):  # fmt: skip
        with suppress(Refused):
            FINDER.find(link, "ada", 10, datetime(2025, 6, 2, tzinfo=UTC), only)
    for where in link.filters:
        compiled(where)
        assert set(re.findall(r"\(([A-Za-z][A-Za-z.0-9:-]*)[<>~]?=", where)) <= _ATTRIBUTES


_ATTRIBUTES = {
    "objectClass", "objectCategory", "department", "ou", "cn", "sAMAccountName", "anr", "displayName", "name",
}  # fmt: skip


@given(texts)
def test_a_base_is_only_ever_what_has_the_form_of_one(text: str) -> None:
    for base in sent(text).bases:
        assert base.startswith(("<GUID=", "<SID=")) or "=" in base
        assert not base.startswith("<WKGUID")


@pytest.mark.parametrize("text", ["", "   ", "\0", "\t\n"])
def test_an_empty_query_asks_nothing(text: str) -> None:
    link = sent(text)
    assert link.filters == []


@pytest.mark.parametrize(
    ("typed", "kind", "text"),
    [
        ("ada", query.Kind.TEXT, "ada"),
        (" Ada Byron ", query.Kind.TEXT, "Ada Byron"),
        ("LAPTOP-17$", query.Kind.TEXT, "LAPTOP-17$"),
        ("@ada", query.Kind.TEXT, "@ada"),
        ("E1042", query.Kind.TEXT, "E1042"),
        ("123", query.Kind.TEXT, "123"),
        ("ada@lab.example", query.Kind.ADDRESS, "ada@lab.example"),
        ("LAB\\ada", query.Kind.DOMAIN_LOGIN, "ada"),
        ("\\ada", query.Kind.TEXT, "\\ada"),
        ("LAB\\", query.Kind.TEXT, "LAB\\"),
        ("Back\\slash, Jr.", query.Kind.DOMAIN_LOGIN, "slash, Jr."),
        ("A (B) Back\\slash", query.Kind.TEXT, "A (B) Back\\slash"),
        ("a.b-c\\x y", query.Kind.DOMAIN_LOGIN, "x y"),
        ("1042", query.Kind.NUMBER, "1042"),
        ("+44 20 7946-0123", query.Kind.NUMBER, "+44 20 7946-0123"),
        ("(020) 7946.0123 x12", query.Kind.NUMBER, "(020) 7946.0123 x12"),
        ("tel:+442079460123", query.Kind.NUMBER, "tel:+442079460123"),
        ("S-1-5-21-1-2-3-500", query.Kind.SID, "S-1-5-21-1-2-3-500"),
        ("s-1-5-32-544", query.Kind.SID, "S-1-5-32-544"),
        ("<SID=S-1-5-32-544>", query.Kind.SID, "S-1-5-32-544"),
        (f"{{{IDENTITY.upper()}}}", query.Kind.GUID, IDENTITY),
        (f"<GUID={IDENTITY}>", query.Kind.GUID, IDENTITY),
        ("CN=Ada,OU=x,DC=y", query.Kind.DN, "CN=Ada,OU=x,DC=y"),
        ("CN = Byron\\, Ada , DC=y", query.Kind.DN, "CN = Byron\\, Ada , DC=y"),
        ("Byron, Ada", query.Kind.TEXT, "Byron, Ada"),
    ],
)  # fmt: skip
def test_the_form_of_a_text_tells_what_it_is(typed: str, kind: query.Kind, text: str) -> None:
    parsed = query.parse(typed)
    assert parsed is not None
    assert (parsed.kind, parsed.text) == (kind, text)


DEEP = ",".join(["CN=Anna Beispiel", *(f"OU=Einheit {number}" for number in range(300)), "DC=lab,DC=example"])


def test_a_dn_is_looked_up_whole_however_long() -> None:
    assert len(DEEP) > 3000
    assert DEEP in sent(DEEP).bases


@pytest.mark.parametrize(
    "text", ["a" * 1025, "7" * 1025, f"{'a' * 1020}@x.example", f"LAB\\{'a' * 1025}", DEEP * 9]
)
def test_what_is_too_long_finds_nothing_and_is_not_looked_up_by_its_beginning(text: str) -> None:
    link = sent(text)
    assert (link.filters, link.bases) == ([], [])


@pytest.mark.parametrize(
    ("typed", "held"),
    [
        ("O’Brien", "O'Brien"),
        ("O'Brien", "O’Brien"),
        ("Smith-Jones", "Smith‐Jones"),
        ("Zo\u00eb", "Zoe\u0308"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("Gri\ufb03n", "Griffin"),
    ],
)
def test_a_name_is_asked_for_as_the_directory_may_have_written_it(typed: str, held: str) -> None:
    assert any(filters.equal("anr", held) in where for where in sent(typed).filters)


@given(texts)
def test_the_spellings_of_a_text_are_few_and_alike(text: str) -> None:
    found = spellings(text)
    assert found[0] == text
    assert len(found) <= 12
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("text", ["O’Brien", "O'Brien", "Zoë", "Zoe\u0308", "Smith‐Jones", "“Al”", "O’Né-Q"])
def test_every_spelling_is_alike(text: str) -> None:
    assert {alike(each) for each in spellings(text)} == {alike(text)}
