"""The pages are read by a newcomer with a caller on the line: short sentences, no words of ours."""

import re

import pytest

from helpdesk_tui.desk.pages import OWN, PAGES, Page

MOST_WORDS = 25
JARGON = (
    "fingerprint",
    "clearance",
    "gate",
    "bind dn",
    "compare-and-set",
    "delegation",
    "principal",
    "digest of",
)
"""What the documents explain, and a caller's operator need not know."""


@pytest.mark.parametrize("page", [*PAGES.values(), *OWN.values()], ids=lambda page: page.code)
def test_no_sentence_is_long(page: Page) -> None:
    for sentence in re.split(r"(?<=[.?!])\s+|\n", f"{page.means} {page.remedy}"):
        assert len(sentence.split()) <= MOST_WORDS, sentence


@pytest.mark.parametrize("page", [*PAGES.values(), *OWN.values()], ids=lambda page: page.code)
def test_no_word_needs_our_documents(page: Page) -> None:
    said = f"{page.means} {page.remedy}".casefold()
    assert [word for word in JARGON if re.search(rf"\b{word}\b", said)] == []
