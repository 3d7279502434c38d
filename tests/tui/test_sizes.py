"""Every screen in every size and look: nothing that is needed is out of sight, no word is cut that has room,
none touches a scroll bar; it is read on dark and light grounds, at high contrast, without colours, in ASCII.
"""

import inspect

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from tui import layout, looks
from tui.driving import Desk, on_screen, screen_text, settle, to_card, to_search, type_text, until
from tui.pictures import taken
from tui.test_frame import ours

from helpdesk_tui.tui import commands
from helpdesk_tui.tui.app import DeskApp
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.widgets.key_line import KeyLine, fitting
from helpdesk_tui.tui.widgets.too_small import COLUMNS, ROWS, TooSmall

SIZES = [(80, 24), (80, 20), (120, 40), (200, 50)]
SCREENS = {
    "SignInScreen": ["sign-in-refused"],
    "SearchScreen": ["search-empty", "search-between-calls", "search-some", "search-many", "search-none",
        "search-waiting"],
    "LockScreen": ["locked", "locked-refused"],
    "ListsScreen": ["lists"],
    "DoctorScreen": ["supervisor-doctor"],
    "ListScreen": ["list-registered"],
    "CardScreen": ["card", "card-held", "card-refused", "supervisor-disabled"],
    "OwnChangeScreen": ["own-change-wrong"],
    "VerifyScreen": ["ticket-wrong", "ticket-proven", "verify-sent-wrong", "verify-person",
        "verify-questions", "verify-recovery", "verify-second-here", "verify-over", "verify-long-name",
        "call-back"],
    "ApprovalsScreen": ["approvals-empty", "approvals"],
    "ReportScreen": ["not-me"],
    "ActScreen": ["act-typed"],
    "BrakeScreen": ["brake"],
    "ReceiptScreen": ["receipt-shown", "receipt-refused", "receipt-not-sent",
        "receipt-words"],
    "DeviceScreen": ["recovery-key-of-nobody"],
    "DeviceReceiptScreen": ["recovery-key-shown"],
    "MethodsScreen": ["methods-many"],
    "RegisterScreen": ["enrol-wrong", "add-sms-wrong", "add-token-two", "add-questions-wrong",
        "recovery-codes", "pass-terms", "pass-shown"],
    "ProveYourselfScreen": ["second-factor-wrong", "second-factor-lost", "second-factor-here",
        "second-factor-new", "second-factor-code"],
    "HelpDialog": ["help"],
    "ExplainDialog": ["explain", "explain-problems"],
    "FeedbackDialog": ["feedback"],
    "KindDialog": ["add-menu"],
    "NameDialog": ["rename"],
    "ConfirmDialog": ["approve", "remove"],
    "LinesDialog": ["not-me-done"],
    "TicketNoteDialog": ["note"],
    "TourDialog": ["tour"],
    "JumpScreen": ["go-to"],
    "Palette": ["palette", "palette-none"],
}  # fmt: skip
"""By the screen that a course ends on; a dialog lies over one."""

AS_ANOTHER = {"NoticeDialog": "ConfirmDialog"}
"""What is drawn in the same way."""


def test_every_screen_has_its_picture() -> None:
    kinds = [each for each in ours() if issubclass(each, Screen) and inspect.getmodule(each) is not commands]
    leaves = {each.__name__ for each in kinds if not each.__subclasses__()}
    assert len(leaves) > 20
    assert leaves - {*SCREENS, *AS_ANOTHER} == set()


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, names in SCREENS.items() for name in names]
)
async def test_it_is_seen_in_every_size_and_look(kind: str, name: str) -> None:
    async with taken(name) as (app, pilot):
        assert type(app.screen).__name__ == kind
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await settle(pilot, 0.1)
            assert faults(app) == {}, f"at {size}:\n{screen_text(app)}"


def faults(app: DeskApp) -> dict[str, list[str]]:
    screen = app.screen
    found = (
        looks_of(app)
        if isinstance(screen, commands.Palette)
        else {  # laid out by Textual
            "out of reach": layout.out_of_reach(screen),
            "out of sight": layout.out_of_sight(screen),
            "at a scroll bar": layout.at_scroll_bars(screen),
            "cut in vain": layout.cut_in_vain(screen),
            "labels that touch": layout.labels_that_touch(screen),
            "keys not named": keys_not_named(app),
            **looks_of(app),
        }
    )
    return {what: where for what, where in found.items() if where}


def looks_of(app: DeskApp) -> dict[str, list[str]]:
    return {
        "too faint": looks.too_faint(app),
        "told by colour": looks.told_by_colour(app),
        "lost in ASCII": looks.lost_in_ascii(app),
        "broken boxes": looks.broken_boxes(app),
    }


def keys_not_named(app: DeskApp) -> list[str]:
    """Of those that the line of keys must name: all that fit, and the ways on, back and out in any case."""
    text = screen_text(app)
    return [
        f"{key} {label}"
        for line in app.screen.query(KeyLine)
        for key, label in {*fitting(line.keys, line.size.width), *line.keys[:1], *line.keys[-3:]}
        if f"{key} {label}" not in text
    ]


async def test_without_colours_none_is_drawn_and_marks_are_seen(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = desk.app()
    async with app.run_test(size=(120, 40)) as pilot:
        await marked_list(pilot)
        assert looks.coloured(app) == []
        bar = [each.text for each in looks.runs(app) if each.style and each.style.reverse]
        assert any("acts as you" in each for each in bar)
        assert "▸ Ada Byron" in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: "You may" in screen_text(app))
        assert looks.coloured(app) == []


async def marked_list(pilot: Pilot[None]) -> None:
    await to_search(pilot)
    await type_text(pilot, "ada")
    await until(pilot, lambda: "5 accounts." in screen_text(pilot.app))
    await pilot.press("down")
    screen = await on_screen(pilot, SearchScreen)
    await until(pilot, lambda: screen.focused is screen.query_one("#results"))
    await settle(pilot, 0.2)


async def test_eighty_by_twenty_is_enough_and_less_is_refused_in_words(desk: Desk) -> None:
    assert (COLUMNS, ROWS) == (80, 20)
    app = desk.app()
    async with app.run_test(size=(80, 20)) as pilot:
        screen = await to_search(pilot)
        cover = screen.query_one(TooSmall)
        assert not cover.display
        for size in ((80, 19), (79, 20)):
            await pilot.resize_terminal(*size)
            await until(pilot, lambda: cover.display)
            assert f"{size[0]}×{size[1]} characters; 80×20 are needed" in screen_text(app)
        await pilot.resize_terminal(80, 20)
        await until(pilot, lambda: not cover.display)


async def test_page_down_reaches_the_end_of_a_long_card(desk: Desk) -> None:
    app = desk.app()
    async with app.run_test(size=(80, 20)) as pilot:
        await to_card(pilot)
        assert "DC=demo" not in screen_text(app)
        await pilot.press("pagedown", "pagedown", "pagedown")
        await until(pilot, lambda: "DC=demo" in screen_text(app))
