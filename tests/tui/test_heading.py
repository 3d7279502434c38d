"""What stands above a call: whose it is and until when is whole, however long, and whatever the time."""

import pytest
from desk.conftest import MakeAccount
from textual.app import App, ComposeResult
from tui.driving import screen_text

from helpdesk_tui.desk.account import Account
from helpdesk_tui.tui.widgets.heading import Heading

SOON, TOMORROW = "Verification good until 23:58 UTC", "Verification good until 2026-12-01 00:08 UTC"


class Headed(App[None]):
    CSS_PATH = "../../helpdesk_tui/tui/desk.tcss"

    def __init__(self, account: Account, beside: str) -> None:
        super().__init__()
        self._heading = Heading("Recovery key", account, beside)

    def compose(self) -> ComposeResult:
        yield self._heading


@pytest.mark.parametrize("beside", ["", SOON, TOMORROW])
@pytest.mark.parametrize("login", ["ada", "ada.byron", "wolfeschlegelsteinha"])
@pytest.mark.parametrize(
    "name", ["Ada Byron", "Adolph Blaine Charles David Earl Frederick Gerald Hubert", "Ая", ""]
)
async def test_title_login_and_what_is_beside_are_whole(
    make_account: MakeAccount, name: str, login: str, beside: str
) -> None:
    app = Headed(make_account(name=name, login=login), beside)
    async with app.run_test(size=(80, 24)):
        lines = [line.strip() for line in screen_text(app).splitlines() if line.strip()]
    assert lines[0].startswith("Recovery key  ")
    assert f"({login})" in lines[0]
    assert len(lines) <= 2
    assert lines[-1].endswith(beside)
    assert (name or login)[:11].strip() in lines[0]


@pytest.mark.parametrize("beside", ["", "9 min left"])
async def test_beside_a_picture_each_has_a_line(make_account: MakeAccount, beside: str) -> None:
    app = Headed(make_account(name="Ada Byron", login="ada.byron"), beside)
    async with app.run_test(size=(26, 24)):
        lines = [line.strip() for line in screen_text(app).splitlines() if line.strip()]
    assert lines == ["Recovery key", "Ada Byron (ada.byron)", *filter(None, [beside])]
