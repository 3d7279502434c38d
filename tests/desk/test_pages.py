"""What a pasted line, a code or some words mean."""

import pytest
from desk.pasted_lines import NOT_OURS, OURS
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.desk.catalogue import CATALOGUE
from helpdesk_tui.desk.pages import OWN, PAGES, by_topic, codes, explain
from helpdesk_tui.desk.pages.meanings import MEANINGS
from helpdesk_tui.desk.pages.pasted import LONGEST, recognise


@pytest.mark.parametrize(("line", "meaning"), OURS, ids=range(len(OURS)))
def test_a_line_of_these_systems_is_recognised(line: str, meaning: str) -> None:
    assert recognise(line)[:1] == (meaning,)


@pytest.mark.parametrize("line", NOT_OURS, ids=range(len(NOT_OURS)))
def test_a_line_of_anything_else_is_not(line: str) -> None:
    assert recognise(line) == ()


def test_there_are_as_many_as_it_takes() -> None:
    assert len(OURS) >= 150
    assert len(NOT_OURS) >= 50
    assert {meaning for _, meaning in OURS} >= set(MEANINGS) - {
        "no-password", "not-now", "usual", "server-busy", "too-long", "wrong-tenant", "sspr-unlicensed",
        "event-kerberos",
    }  # fmt: skip


def test_every_code_leads_to_a_meaning_and_every_meaning_is_led_to() -> None:
    tables = (
        codes.WIN32, codes.ACTIVE_DIRECTORY, codes.BIND_DATA, codes.NTSTATUS, codes.KERBEROS, codes.EVENTS,
        codes.PPOLICY, codes.PAM, codes.ENTRA, codes.SELF_SERVICE, codes.LDAP, codes.SENTENCES,
    )  # fmt: skip
    named = {each if isinstance(each, str) else each[1] for table in tables for each in table.values()}
    assert named <= set(MEANINGS)
    assert set(MEANINGS) - named == {"not-locked", "never-expires"}, "these are of attributes"


def test_sentences_are_written_as_they_are_compared() -> None:
    assert all(sentence == sentence.casefold() for sentence in codes.SENTENCES)
    assert all("\u2019" not in sentence for sentence in codes.SENTENCES)


@given(st.text(max_size=400))
def test_whatever_is_pasted_is_no_fault(text: str) -> None:
    assert set(recognise(text)) <= set(MEANINGS)
    explain(text)


def test_what_is_very_long_is_looked_at_in_no_time() -> None:
    """And its beginning alone."""
    assert recognise("pwdLastSet: 0 " + "a" * 1_000_000) == ("must-change",)
    assert recognise("x" * LONGEST + " pwdLastSet: 0") == ()
    for nasty in ("data " * 4000, "0000" * 5000, "error code " * 2000, "ldap_" * 4000, "ppolicy " * 3000):
        recognise(nasty)


# --- pages --------------------------------------------------------------------------------------------


def test_one_line_may_tell_several_things_the_exact_one_first() -> None:
    line = "Event ID 4625 Status: 0xC000006D Sub Status: 0xC0000234"
    assert [page.code for page in explain(line)] == ["locked", "wrong-name-or-password", "event-failed"]


def test_our_own_codes_have_pages() -> None:
    assert set(OWN) == set(CATALOGUE)
    assert [page.code for page in explain("clearance-used")] == ["clearance-used"]
    assert [page.code for page in explain(" Locked ")] == ["locked"]


def test_a_page_names_the_codes_that_lead_to_it() -> None:
    said = " ".join(PAGES["locked"].said)
    for code in (
        "data 775",
        "STATUS_ACCOUNT_LOCKED_OUT 0xC0000234",
        "Windows error 1909",
        "AADSTS50053",
        "ppolicy 1",
    ):
        assert code in said


def test_words_find_pages_that_hold_all_of_them() -> None:
    codes_found = [page.code for page in explain("minimum age")]
    assert "too-young" in codes_found
    assert explain("smart card")[0].code in {"smart-card", "why-smart-card", "smart-card-required"}
    assert all("licence" in f"{page.means} {page.remedy}" for page in explain("licence reset"))
    assert explain("zzzz") == explain("a") == explain("") == ()


def test_pages_are_sentences() -> None:
    for page in PAGES.values():
        for sentence in (page.means, page.remedy):
            assert sentence[0].isupper() or sentence.startswith("…"), page.code
            assert sentence[-1] in ".…", page.code


def test_every_page_stands_under_one_topic() -> None:
    listed = [page for pages in by_topic().values() for page in pages]
    assert sorted(page.code for page in listed) == sorted([*PAGES, *OWN])
    assert all(by_topic().values())
