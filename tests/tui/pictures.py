"""Pictures of the screens, to look at: `python tests/tui/pictures.py FOLDER [NAME …] [--size 80x24]`.

Each name below is a short course of keys on the embedded demo. SVG; `rsvg-convert` makes PNG of it.
"""

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.pilot import Pilot

from helpdesk_tui.compose import for_demo
from helpdesk_tui.tui.app import DeskApp
from helpdesk_tui.tui.screens.verify import VerifyScreen

Course = Callable[[Pilot[None]], Awaitable[None]]
COURSES: dict[str, Course] = {}


def course(function: Course) -> Course:
    COURSES[function.__name__.replace("_", "-")] = function
    return function


async def settle(pilot: Pilot[None], seconds: float = 0.6) -> None:
    for _ in range(int(seconds / 0.05)):
        await pilot.pause(0.05)


async def until(pilot: Pilot[None], screen: str, seconds: float = 15) -> None:
    """Wait for a screen by the name of its class, then for its contents."""
    for _ in range(int(seconds / 0.05)):
        if type(pilot.app.screen).__name__ == screen:
            break
        await pilot.pause(0.05)
    assert type(pilot.app.screen).__name__ == screen, pilot.app.screen
    await settle(pilot, 0.5)


def caller_says(pilot: Pilot[None]) -> str:
    """The code of the person whose verification is on the screen."""
    app = pilot.app
    assert isinstance(app, DeskApp)
    assert isinstance(app.screen, VerifyScreen)
    assert app.desk_console.demo is not None
    return app.desk_console.demo.caller_says(app.screen.account.id) or "000000"


async def type_text(pilot: Pilot[None], text: str) -> None:
    names = {" ": "space", ".": "full_stop", "-": "minus", ",": "comma"}
    await pilot.press(*(names.get(character, character) for character in text))


async def signed_in(pilot: Pilot[None]) -> None:
    await settle(pilot, 0.2)
    await type_text(pilot, "demo")
    await pilot.press("enter")
    await until(pilot, "SearchScreen")


async def found(pilot: Pilot[None], query: str) -> None:
    await signed_in(pilot)
    await type_text(pilot, query)
    await settle(pilot, 1)


async def opened(pilot: Pilot[None], query: str = "ada.byron") -> None:
    await found(pilot, query)
    await pilot.press("enter")
    await until(pilot, "CardScreen")


async def asked(pilot: Pilot[None], key: str = "r", query: str = "ada.byron") -> None:
    await opened(pilot, query)
    await pilot.press(key)
    await until(pilot, "VerifyScreen")
    await pilot.press("enter")
    await settle(pilot)


async def proven(pilot: Pilot[None], key: str = "r", query: str = "ada.byron") -> None:
    await asked(pilot, key, query)
    await type_text(pilot, caller_says(pilot))
    await pilot.press("enter")
    await until(pilot, "ActScreen")
    await settle(pilot)


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
    await until(pilot, "ReceiptScreen")


@course
async def receipt_shown(pilot: Pilot[None]) -> None:
    await receipt(pilot)
    await pilot.press("f2")
    await settle(pilot, 0.3)


@course
async def methods(pilot: Pilot[None]) -> None:
    await opened(pilot)
    await pilot.press("m")
    await settle(pilot, 0.5)


async def _verified_methods(pilot: Pilot[None], key: str) -> None:
    await methods(pilot)
    await pilot.press(key)
    await until(pilot, "VerifyScreen")
    await pilot.press("enter")
    await settle(pilot)
    await type_text(pilot, caller_says(pilot))
    await pilot.press("enter")
    await settle(pilot, 1)


@course
async def enrol(pilot: Pilot[None]) -> None:
    await _verified_methods(pilot, "a")


@course
async def enrol_code(pilot: Pilot[None]) -> None:
    await _verified_methods(pilot, "a")
    await pilot.press("enter")
    await settle(pilot, 1)


@course
async def recovery_codes(pilot: Pilot[None]) -> None:
    await _verified_methods(pilot, "c")
    await settle(pilot, 2)
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
    console = for_demo()
    try:
        app = DeskApp(console)
        async with app.run_test(size=size) as pilot:
            await COURSES[name](pilot)
            drawing = app.export_screenshot(title=name).replace("<text ", '<text xml:space="preserve" ')
            (folder / f"{name}.svg").write_text(drawing, encoding="utf-8")
        app.end_session()
    finally:
        console.close()


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
