"""Pictures of the screens: `PYTHONPATH=tests python -m tui.pictures FOLDER [NAME …] [--size 80x24]`.

Each name below is a short course of keys on the embedded demo; `card=LOGIN` is the card of anybody. SVG;
`rsvg-convert` makes PNG of it.
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.pilot import Pilot
from tui.driving import caller_says, on_screen, says, settle, type_text, watched_demo

from helpdesk_tui.tui.screens.act import ActScreen
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.enrol import EnrolScreen
from helpdesk_tui.tui.screens.methods import MethodsScreen
from helpdesk_tui.tui.screens.receipt import ReceiptScreen
from helpdesk_tui.tui.screens.recovery_codes import RecoveryCodesScreen
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.screens.verify import VerifyScreen

Course = Callable[[Pilot[None]], Awaitable[None]]
COURSES: dict[str, Course] = {}


def course(function: Course) -> Course:
    COURSES[function.__name__.replace("_", "-")] = function
    return function


async def signed_in(pilot: Pilot[None]) -> None:
    await settle(pilot, 0.2)
    await type_text(pilot, "demo")
    await pilot.press("enter")
    await on_screen(pilot, SearchScreen)


async def found(pilot: Pilot[None], query: str) -> None:
    await signed_in(pilot)
    await type_text(pilot, query)
    await settle(pilot, 0.8)


async def opened(pilot: Pilot[None], query: str = "ada.byron") -> None:
    await found(pilot, query)
    await pilot.press("enter")
    await on_screen(pilot, CardScreen)
    await says(pilot, "You may")


async def asked(pilot: Pilot[None], key: str = "r", query: str = "ada.byron") -> None:
    await opened(pilot, query)
    await pilot.press(key)
    await on_screen(pilot, VerifyScreen)
    await pilot.press("enter")
    await settle(pilot)


async def proven(pilot: Pilot[None], key: str = "r", query: str = "ada.byron") -> None:
    await asked(pilot, key, query)
    await type_text(pilot, caller_says(pilot))
    await pilot.press("enter")
    await on_screen(pilot, ActScreen)
    await says(pilot, "Enter does this")


@course
async def sign_in(pilot: Pilot[None]) -> None:
    await settle(pilot)


@course
async def sign_in_refused(pilot: Pilot[None]) -> None:
    await settle(pilot, 0.2)
    await type_text(pilot, "wrong")
    await pilot.press("enter")
    await settle(pilot, 1)


@course
async def search_empty(pilot: Pilot[None]) -> None:
    await signed_in(pilot)


@course
async def search_some(pilot: Pilot[None]) -> None:
    await found(pilot, "ada")
    await pilot.press("down")
    await settle(pilot, 0.2)


@course
async def search_many(pilot: Pilot[None]) -> None:
    await found(pilot, "an")


@course
async def search_none(pilot: Pilot[None]) -> None:
    await found(pilot, "zzzz")


@course
async def card(pilot: Pilot[None]) -> None:
    await opened(pilot)


@course
async def ticket(pilot: Pilot[None]) -> None:
    await opened(pilot)
    await pilot.press("r")
    await settle(pilot)


@course
async def verify(pilot: Pilot[None]) -> None:
    await asked(pilot)


@course
async def verify_wrong(pilot: Pilot[None]) -> None:
    await asked(pilot)
    await type_text(pilot, "000 000")
    await pilot.press("enter")
    await settle(pilot, 1)


@course
async def call_back(pilot: Pilot[None]) -> None:
    await asked(pilot)
    await pilot.press("down", "down", "enter")
    await settle(pilot, 1)


@course
async def act(pilot: Pilot[None]) -> None:
    await proven(pilot)


@course
async def act_typed(pilot: Pilot[None]) -> None:
    await proven(pilot)
    await pilot.press("tab", "space")
    await settle(pilot, 0.3)
    await type_text(pilot, "byron")
    await settle(pilot, 1)


@course
async def receipt(pilot: Pilot[None]) -> None:
    await proven(pilot)
    await pilot.press("enter")
    await on_screen(pilot, ReceiptScreen)


@course
async def receipt_unknown(pilot: Pilot[None]) -> None:
    await receipt(pilot)


@course
async def receipt_refused(pilot: Pilot[None]) -> None:
    await receipt(pilot)


@course
async def receipt_shown(pilot: Pilot[None]) -> None:
    await receipt(pilot)
    await pilot.press("f2")
    await settle(pilot, 0.3)


@course
async def methods(pilot: Pilot[None]) -> None:
    await opened(pilot)
    await pilot.press("m")
    await on_screen(pilot, MethodsScreen)
    await settle(pilot)


async def _verified_methods(pilot: Pilot[None], key: str) -> None:
    await methods(pilot)
    await pilot.press(key)
    await on_screen(pilot, VerifyScreen)
    await pilot.press("enter")
    await settle(pilot)
    await type_text(pilot, caller_says(pilot))
    await pilot.press("enter")
    await settle(pilot, 0.8)


@course
async def enrol(pilot: Pilot[None]) -> None:
    await _verified_methods(pilot, "a")
    await on_screen(pilot, EnrolScreen)


@course
async def enrol_code(pilot: Pilot[None]) -> None:
    await _verified_methods(pilot, "a")
    await pilot.press("enter")
    await settle(pilot, 1)


@course
async def recovery_codes(pilot: Pilot[None]) -> None:
    await _verified_methods(pilot, "c")
    await on_screen(pilot, RecoveryCodesScreen)
    await pilot.press("f2")
    await settle(pilot, 0.3)


@course
async def remove(pilot: Pilot[None]) -> None:
    await _verified_methods(pilot, "x")


@course
async def help(pilot: Pilot[None]) -> None:
    await opened(pilot)
    await pilot.press("f1")
    await settle(pilot, 0.3)


@course
async def palette(pilot: Pilot[None]) -> None:
    await opened(pilot)
    await pilot.press("ctrl+p")
    await settle(pilot, 0.6)


async def _take(name: str, folder: Path, size: tuple[int, int]) -> None:
    with watched_demo() as desk:
        desk.watch.die_in_write = name == "receipt-unknown"
        desk.watch.refuse_write = name == "receipt-refused"
        app = desk.app()
        async with app.run_test(size=size) as pilot:
            if name.startswith("card="):
                await opened(pilot, name.removeprefix("card="))
            else:
                await COURSES[name](pilot)
            drawing = app.export_screenshot(title=name).replace("<text ", '<text xml:space="preserve" ')
            (folder / f"{name}.svg").write_text(drawing, encoding="utf-8")
        app.end_session()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", default=[])
    parser.add_argument("--size", default="80x24")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    columns, rows = (int(part) for part in given.size.split("x"))
    for name in given.names or COURSES:
        asyncio.run(_take(name, given.folder, (columns, rows)))


if __name__ == "__main__":
    main()
