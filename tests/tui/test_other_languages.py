"""Calls of every sort on the full screen in another language: no English sentence is left, all has room."""

from collections.abc import Iterator

import pytest
from spoken import LANGUAGES, left_in_english
from tui.driving import screen_text, settle
from tui.pictures import taken
from tui.test_sizes import faults

from helpdesk_tui.language import ENGLISH, use

COURSES = [
    # why somebody cannot sign in
    "card=grace.okafor", "card=nora.lind", "card=mia.santos", "card=ivan.petrov", "card=lena.fischer",
    "card=omar.haddad", "card=bea.flores", "card=peter.quayle", "card-refused", "card-held",
    # finding
    "sign-in", "sign-in-refused", "search-empty", "search-some", "search-many", "search-none",
    "search-between-calls", "lists", "list-registered", "list-locked",
    # each way to prove somebody
    "verify", "verify-wrong", "verify-two-codes", "verify-token", "verify-recovery", "verify-sent",
    "call-back", "verify-questions", "verify-exceptional", "verify-person", "verify-second-asked",
    "verify-second-here", "verify-over", "verify-blocked", "verify-elevated", "ticket-wrong",
    # what is done, and what comes of it
    "act", "supervisor-dates", "supervisor-group", "receipt-shown", "receipt-unknown", "receipt-refused",
    "receipt-not-sent", "own-change-wrong", "recovery-key-shown", "approvals", "not-me", "brake", "note",
    # methods
    "methods-many", "add-menu", "enrol-wrong", "add-sms-sent", "add-questions", "recovery-codes",
    "pass-shown", "remove",
    # operators
    "second-factor", "second-factor-lost", "locked",
    # help
    "help", "explain", "explain-page", "feedback", "tour", "palette", "palette-none",
]  # fmt: skip


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    use(request.param)
    yield request.param
    use(ENGLISH)


@pytest.mark.parametrize("name", COURSES)
@pytest.mark.usefixtures("language")
async def test_it_is_all_said_in_that_language_and_has_room(name: str) -> None:
    async with taken(name) as (app, pilot):
        await settle(pilot, 0.1)
        shown = screen_text(app)
        assert left_in_english(shown) == [], shown
        assert faults(app) == {}, shown
