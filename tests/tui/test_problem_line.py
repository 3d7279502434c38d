"""What went wrong is read to its end: what is to be done stands there."""

from itertools import pairwise

import pytest
from tui.driving import Desk, on_screen, screen_text, settle, to_search

from helpdesk_tui.desk.problems import Problem, problem
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.screens.sign_in import SignInScreen
from helpdesk_tui.words.problems import shorter

REMEDY = "Correct them: a rule for a name that does not exist would apply to nobody."


def missing(names: int, dn: str = "OU=Bord,OU=People,DC=demo,DC=example") -> Problem:
    listed = [
        f"  /etc/helpdesk-tui/config.toml, line {line}: [scope] excluded (item {line}): {dn}: not there"
        for line in range(1, names + 1)
    ]
    return problem("names-missing", count=f"{names} names", listed="\n".join(listed))


@pytest.mark.parametrize("size", [(80, 24), (81, 24), (132, 30), (200, 60)])
@pytest.mark.parametrize(
    ("names", "dn"), [(1, "OU=x"), (3, "OU=x"), (40, "OU=Bord,DC=demo"), (2, "OU=" * 500)]
)
async def test_a_list_that_is_too_long_is_cut_and_not_what_is_to_be_done(
    desk: Desk, size: tuple[int, int], names: int, dn: str
) -> None:
    app = desk.app()
    async with app.run_test(size=size) as pilot:
        screen = await on_screen(pilot, SignInScreen)
        screen.show_problem(missing(names, dn))
        await settle(pilot)
        said = " ".join(screen_text(app).split())
        assert "config.toml, line 1: [scope] excluded (item 1):" in said
        assert REMEDY in said
        shown = said.count("config.toml, line")
        assert shown == names or "helpdesk-tui policy check" in said
        if dn == "OU=Bord,DC=demo":
            assert f"and {names - shown} more" in said


@pytest.mark.parametrize("names", [1, 2, 40])
async def test_where_there_is_less_room_less_of_it_is_read(desk: Desk, names: int) -> None:
    """As when a group of the desk goes while somebody works, and a colleague approves."""
    app = desk.app()
    async with app.run_test(size=(80, 24)) as pilot:
        await to_search(pilot)
        screen = await on_screen(pilot, SearchScreen)
        screen.show_problem(missing(names))
        await settle(pilot)
        said = " ".join(screen_text(app).split())
        assert "config.toml, line 1: [scope] excluded (item 1):" in said
        assert REMEDY in said
        screen.show_problem(problem("connection-lost", server="dc1"))
        await settle(pilot)
        assert str(problem("connection-lost", server="dc1")) in " ".join(screen_text(app).split())


def test_each_try_is_shorter_and_keeps_what_is_to_be_done() -> None:
    whole = missing(4)
    tries = [whole, *shorter(whole)]
    assert len(tries) > 4
    for longer, cut in pairwise(tries):
        assert len(cut.cause) < len(longer.cause)
        assert cut.remedy == whole.remedy


def test_what_lists_nothing_has_no_shorter_form() -> None:
    assert not [*shorter(problem("wrong-password"))]
