"""Pictures of the screens: `PYTHONPATH=tests python -m tui.pictures FOLDER [NAME …] [--size 80x24]`.

Each name below is a short course of keys on the embedded demo; `card=LOGIN` is the card of anybody, and what
ends in -light has a light ground. SVG; `rsvg-convert` makes PNG of it. Those of the documents:

    PYTHONPATH=tests python -m tui.pictures docs/pictures --again
"""

import argparse
import asyncio
import io
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from desk.asking import Asking
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from spoken import LANGUAGES, in_words
from textual.app import App
from textual.pilot import Pilot
from tui.driving import (
    Desk,
    Watch,
    caller_says,
    mark,
    on_screen,
    reads,
    says,
    screen_text,
    settle,
    type_text,
    until,
    watched_demo,
)
from tui.looks import TERMINALS, Terminal
from tui.made_up import MadeUp
from tui.second_factors import confirm, give_codes, to_code, two_supervisors

from helpdesk_tui import word_list
from helpdesk_tui.demo.directory import START_PASSWORD
from helpdesk_tui.desk.method import FACTS, MethodKind, OathSettings
from helpdesk_tui.desk.methods.registry import ENROLMENTS
from helpdesk_tui.desk.policy import DeskPolicy, HandOver, PasswordForm, RegistrationRules, TicketRule
from helpdesk_tui.desk.ports import Channel, Delivered, DeliveryKind, Message
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import ENGLISH, use
from helpdesk_tui.tui.app import DeskApp
from helpdesk_tui.tui.screens.act import ActScreen
from helpdesk_tui.tui.screens.brake import BrakeScreen
from helpdesk_tui.tui.screens.card import CardScreen
from helpdesk_tui.tui.screens.device import DeviceReceiptScreen, DeviceScreen
from helpdesk_tui.tui.screens.doctor import DoctorScreen
from helpdesk_tui.tui.screens.listing import ListScreen
from helpdesk_tui.tui.screens.lists import ListsScreen
from helpdesk_tui.tui.screens.methods import MethodsScreen
from helpdesk_tui.tui.screens.own_change import OwnChangeScreen
from helpdesk_tui.tui.screens.receipt import ReceiptScreen
from helpdesk_tui.tui.screens.register import RegisterScreen
from helpdesk_tui.tui.screens.search import SearchScreen
from helpdesk_tui.tui.screens.verify import VerifyScreen
from helpdesk_tui.tui.widgets.fields import Field

Course = Callable[[Pilot[None]], Awaitable[None]]
COURSES: dict[str, Course] = {}
DARK, LIGHT, _LIGHT_ENDS = "GNOME, dark", "GNOME, light", "-light"


def course(function: Course) -> Course:
    COURSES[function.__name__.replace("_", "-")] = function
    return function


async def signed_in(pilot: Pilot[None]) -> None:
    """Everybody of the demo has the login for a password."""
    await settle(pilot, 0.2)
    await type_text(pilot, pilot.app.screen.query_one("#login", Field).value)
    await pilot.press("enter")
    await on_screen(pilot, SearchScreen)


async def found(pilot: Pilot[None], query: str) -> None:
    await signed_in(pilot)
    await type_text(pilot, query)
    counts = ("account.", "accounts.", "Nobody found", "narrow it.")
    counted = [each for words in counts for each in in_words(words)]
    await until(pilot, lambda: any(each in " ".join(screen_text(pilot.app).split()) for each in counted))


async def opened(pilot: Pilot[None], query: str = "ada.byron") -> None:
    await found(pilot, query)
    await pilot.press("enter")
    card = await on_screen(pilot, CardScreen)
    await until(pilot, lambda: card.card is not None)
    await settle(pilot, 0.1)


async def asked(pilot: Pilot[None], key: str = "r", query: str = "ada.byron") -> None:
    await opened(pilot, query)
    await pilot.press(key)
    await on_screen(pilot, VerifyScreen)
    await until(pilot, lambda: any(word in screen_text(pilot.app) for word in (*in_words("Proofs:"), "!")))
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
async def locked(pilot: Pilot[None]) -> None:
    await opened(pilot)
    await pilot.press("ctrl+n")
    await settle(pilot, 1)


@course
async def locked_refused(pilot: Pilot[None]) -> None:
    await locked(pilot)
    await type_text(pilot, "wrong")
    await pilot.press("enter")
    await settle(pilot, 1)


@course
async def search_empty(pilot: Pilot[None]) -> None:
    await signed_in(pilot)


@course
async def search_between_calls(pilot: Pilot[None]) -> None:
    for login in ("ada.byron", "grace.okafor"):
        await (opened if login == "ada.byron" else opened_next)(pilot, login)
        await pilot.press("escape")
        await on_screen(pilot, SearchScreen)
    await pilot.press("escape")
    await says(pilot, "Your last calls")
    await pilot.press("down", "down")
    await settle(pilot, 0.3)


async def opened_next(pilot: Pilot[None], query: str) -> None:
    await type_text(pilot, query)
    await pilot.press("enter")
    await on_screen(pilot, CardScreen)
    await says(pilot, "You may")


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
async def lists(pilot: Pilot[None]) -> None:
    await signed_in(pilot)
    await pilot.press("f8")
    await on_screen(pilot, ListsScreen)


@course
async def supervisor_doctor(pilot: Pilot[None]) -> None:
    """The demo has no surroundings: some are made up, good and bad."""
    await signed_in(pilot)
    pilot.app._at_work._doctor = MadeUp(pilot.app._at_work._doctor)
    await pilot.press("f5")
    await on_screen(pilot, DoctorScreen)
    await says(pilot, "all right.")
    await type_text(pilot, "ada.byron")
    await pilot.press("enter")
    await says(pilot, "sample account")
    await settle(pilot)


@course
async def list_locked(pilot: Pilot[None]) -> None:
    await lists(pilot)
    await pilot.press("enter")
    await on_screen(pilot, ListScreen)
    await says(pilot, "4 accounts.")


@course
async def list_registered(pilot: Pilot[None]) -> None:
    await lists(pilot)
    await pilot.press(*["down"] * 9, "enter")
    await on_screen(pilot, ListScreen)
    await reads(pilot, "accounts.")  # what is typed sooner is dropped: nobody has read the rows
    await pilot.press(*["down"] * 40)
    await settle(pilot)


@course
async def card(pilot: Pilot[None]) -> None:
    await opened(pilot)


@course
async def own_change(pilot: Pilot[None]) -> None:
    await opened(pilot, "mia.santos")
    await pilot.press("o")
    await on_screen(pilot, OwnChangeScreen)
    await settle(pilot)


async def own_change_typed(pilot: Pilot[None], old: str, new: str) -> None:
    await own_change(pilot)
    for typed in (old, new, new):
        await type_text(pilot, typed)
        await pilot.press("tab")
    await pilot.press("enter")
    await settle(pilot, 1)


@course
async def own_change_wrong(pilot: Pilot[None]) -> None:
    await own_change_typed(pilot, "Not-The-Old-One-1", "Their-Own-Choice-88")


@course
async def own_change_unfit(pilot: Pilot[None]) -> None:
    await own_change_typed(pilot, "Not-The-Old-One-1", "mia")


@course
async def own_change_done(pilot: Pilot[None]) -> None:
    await own_change_typed(pilot, START_PASSWORD, "Their-Own-Choice-88")
    await on_screen(pilot, ReceiptScreen)


@course
async def ticket(pilot: Pilot[None]) -> None:
    await asked(pilot)


@course
async def ticket_wrong(pilot: Pilot[None]) -> None:
    await ticket(pilot)
    await type_text(pilot, "12345")
    await pilot.press("enter")
    await settle(pilot, 1)


@course
async def ticket_proven(pilot: Pilot[None]) -> None:
    await asked(pilot, "r", "marta.nowak")
    await type_text(pilot, "INC0012345")
    await pilot.press("enter")
    await settle(pilot)
    await type_text(pilot, caller_says(pilot))
    await pilot.press("enter")
    await settle(pilot, 1)


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
async def verify_two_codes(pilot: Pilot[None]) -> None:
    await asked(pilot)
    await pilot.press("f4")
    await settle(pilot)


@course
async def verify_token(pilot: Pilot[None]) -> None:
    await asked(pilot, "r", "felix.brandt")


@course
async def verify_recovery(pilot: Pilot[None]) -> None:
    await asked(pilot, "r", "hannah.cole")


@course
async def verify_sms(pilot: Pilot[None]) -> None:
    await asked(pilot)
    await mark(pilot, "SMS")
    await settle(pilot)


@course
async def verify_sent(pilot: Pilot[None]) -> None:
    await verify_sms(pilot)
    await pilot.press("enter")
    await says(pilot, "the message carries")
    await settle(pilot)


@course
async def verify_sent_wrong(pilot: Pilot[None]) -> None:
    await verify_sent(pilot)
    await type_text(pilot, "1234 5678")
    await pilot.press("enter")
    await settle(pilot, 1)


@course
async def verify_number(pilot: Pilot[None]) -> None:
    await asked(pilot)
    await mark(pilot, "Call-back")
    await settle(pilot)


@course
async def verify_number_wrong(pilot: Pilot[None]) -> None:
    await verify_number(pilot)
    await type_text(pilot, "07700 900 555")
    await pilot.press("enter")
    await settle(pilot, 1)


@course
async def verify_questions(pilot: Pilot[None]) -> None:
    await asked(pilot, "r", "james.wilson@demo.example")
    await mark(pilot, "Security")
    await pilot.press("enter")
    await settle(pilot, 1)
    await type_text(pilot, "miss finch")
    await pilot.press("enter")
    await settle(pilot)


@course
async def verify_two_gates(pilot: Pilot[None]) -> None:
    await asked(pilot, "r", "marta.nowak")
    await type_text(pilot, caller_says(pilot))
    await pilot.press("enter")
    await settle(pilot, 1)


@course
async def verify_exceptional(pilot: Pilot[None]) -> None:
    await asked(pilot, "r", "li.na")


@course
async def verify_person(pilot: Pilot[None]) -> None:
    await asked(pilot, "r", "li.na")
    await mark(pilot, "In person")
    await pilot.press("right", "right")
    await settle(pilot)


@course
async def verify_second(pilot: Pilot[None]) -> None:
    await asked(pilot, "r", "li.na")
    await mark(pilot, "Second operator")
    await settle(pilot)


@course
async def verify_second_asked(pilot: Pilot[None]) -> None:
    await verify_second(pilot)
    await pilot.press("enter")
    await settle(pilot, 1)


@course
async def verify_second_here(pilot: Pilot[None]) -> None:
    await verify_second(pilot)
    await pilot.press("f6")
    await settle(pilot)


@course
async def verify_over(pilot: Pilot[None]) -> None:
    await asked(pilot)
    _watching(pilot).ahead = timedelta(hours=1)
    pilot.app.screen._look_at_clock()
    await settle(pilot)


@course
async def verify_blocked(pilot: Pilot[None]) -> None:
    await asked(pilot)
    for _ in range(6):
        await type_text(pilot, "000000")
        await pilot.press("enter")
        await settle(pilot, 0.6)


@course
async def verify_elevated(pilot: Pilot[None]) -> None:
    _watching(pilot).elevated = True
    await asked(pilot)


@course
async def verify_long_name(pilot: Pilot[None]) -> None:
    await asked(pilot, "r", "hubertina.feathers")


@course
async def verify_arabic(pilot: Pilot[None]) -> None:
    await asked(pilot, "r", "muhammad.hasan")


@course
async def approvals_empty(pilot: Pilot[None]) -> None:
    await signed_in(pilot)
    pilot.app._at_work.open_approvals()
    await settle(pilot, 0.5)


async def _two_ask(pilot: Pilot[None]) -> None:
    """Another operator asks for approvals of what two callers want."""
    for login, ticket in (("hubertina.feathers", ""), ("muhammad.hasan", "INC0012345")):
        _ask_for_approval(pilot, login, ticket)
    await signed_in(pilot)


@course
async def search_waiting(pilot: Pilot[None]) -> None:
    await _two_ask(pilot)
    await settle(pilot, 1)


@course
async def approvals(pilot: Pilot[None]) -> None:
    await _two_ask(pilot)
    await settle(pilot, 1)
    await pilot.press("f7")
    await settle(pilot, 1)


@course
async def approve(pilot: Pilot[None]) -> None:
    await approvals(pilot)
    await pilot.press("enter")
    await settle(pilot, 0.5)


@course
async def card_held(pilot: Pilot[None]) -> None:
    _ask_for_approval(pilot, "li.na", "")
    await opened(pilot, "li.na")


@course
async def card_refused(pilot: Pilot[None]) -> None:
    """The key of what cannot be done now says why."""
    _ask_for_approval(pilot, "li.na", "")
    await opened(pilot, "li.na")
    await pilot.press("r")
    await until(pilot, lambda: isinstance(pilot.app.screen, CardScreen) and pilot.app.screen.problem)


@course
async def not_me(pilot: Pilot[None]) -> None:
    """Somebody did not call: what was done lately."""
    await receipt(pilot)
    await pilot.press("f2")
    await settle(pilot)
    await pilot.press("escape")
    await on_screen(pilot, CardScreen)
    await pilot.press("n")
    await says(pilot, "Enter reports it")
    await type_text(pilot, "got the message, never called")


@course
async def not_me_done(pilot: Pilot[None]) -> None:
    await not_me(pilot)
    await pilot.press("enter")
    await says(pilot, "It is reported")


@course
async def card_reported(pilot: Pilot[None]) -> None:
    await not_me_done(pilot)
    await pilot.press("escape")
    await says(pilot, "Held:")


@course
async def feedback(pilot: Pilot[None]) -> None:
    await signed_in(pilot)
    await pilot.press("ctrl+t")
    await settle(pilot)
    await type_text(pilot, "The list of methods should remember how I sorted it.")


@course
async def note(pilot: Pilot[None]) -> None:
    await receipt(pilot)
    await pilot.press("f6")
    await says(pilot, "Help desk:")


@course
async def explain(pilot: Pilot[None]) -> None:
    await signed_in(pilot)
    await pilot.press("f12")
    await settle(pilot)


@course
async def explain_topic(pilot: Pilot[None]) -> None:
    await explain(pilot)
    await pilot.press("down", "down", "enter", "down", "down")
    await settle(pilot)


@course
async def explain_page(pilot: Pilot[None]) -> None:
    await explain_topic(pilot)
    await pilot.press("enter")
    await settle(pilot)


@course
async def explain_problems(pilot: Pilot[None]) -> None:
    """What is refused on the card leads to its pages by one key."""
    await opened(pilot, "li.na")
    await pilot.press("f12")
    await settle(pilot)


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
async def supervisor_card(pilot: Pilot[None]) -> None:
    await opened(pilot)


@course
async def supervisor_disabled(pilot: Pilot[None]) -> None:
    await opened(pilot, "ivan.petrov")


@course
async def supervisor_act(pilot: Pilot[None]) -> None:
    """Every action that there is, at once."""
    await proven(pilot, "d")


@course
async def supervisor_dates(pilot: Pilot[None]) -> None:
    await asked(pilot, "t")
    await type_text(pilot, caller_says(pilot))
    await pilot.press("enter")
    await on_screen(pilot, ActScreen)
    await type_text(pilot, "2031-12-31")
    await says(pilot, "Enter does this")


@course
async def supervisor_group(pilot: Pilot[None]) -> None:
    await proven(pilot, "g")


@course
async def supervisor_no_date(pilot: Pilot[None]) -> None:
    await asked(pilot, "t")
    await type_text(pilot, caller_says(pilot))
    await pilot.press("enter")
    await on_screen(pilot, ActScreen)
    await type_text(pilot, "31.12.2031")
    await says(pilot, "That is no date")


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
async def receipt_words(pilot: Pilot[None]) -> None:
    await receipt_shown(pilot)


@course
async def act_sent(pilot: Pilot[None]) -> None:
    await proven(pilot)


@course
async def receipt_sent(pilot: Pilot[None]) -> None:
    await receipt(pilot)


@course
async def receipt_not_sent(pilot: Pilot[None]) -> None:
    await receipt(pilot)


@course
async def receipt_shown(pilot: Pilot[None]) -> None:
    await receipt(pilot)
    await pilot.press("f2")
    await settle(pilot, 0.3)


async def _device(pilot: Pilot[None], key: str, typed: str = "") -> None:
    await asked(pilot, key)
    await type_text(pilot, caller_says(pilot))
    await pilot.press("enter")
    await on_screen(pilot, DeviceScreen)
    await settle(pilot, 0.3)
    await type_text(pilot, typed)


@course
async def local_password(pilot: Pilot[None]) -> None:
    await _device(pilot, "p")
    await says(pilot, "Enter reads it")


@course
async def recovery_key(pilot: Pilot[None]) -> None:
    await _device(pilot, "b", "4f2a9c01")
    await says(pilot, "Enter reads it")


@course
async def recovery_key_of_nobody(pilot: Pilot[None]) -> None:
    await _device(pilot, "b", "c0ffee07")
    await says(pilot, "What stands against it")


async def _device_receipt(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press("enter")
    await on_screen(pilot, DeviceReceiptScreen)
    for key in keys:
        await pilot.press(key)
    await settle(pilot, 0.3)


@course
async def local_password_read(pilot: Pilot[None]) -> None:
    await local_password(pilot)
    await _device_receipt(pilot)


@course
async def local_password_shown(pilot: Pilot[None]) -> None:
    await local_password(pilot)
    await _device_receipt(pilot, "f2")


@course
async def recovery_key_shown(pilot: Pilot[None]) -> None:
    await recovery_key(pilot)
    await _device_receipt(pilot, "f2")


@course
async def methods(pilot: Pilot[None]) -> None:
    await opened(pilot)
    await pilot.press("m")
    await on_screen(pilot, MethodsScreen)
    await settle(pilot)


async def _verified_methods(pilot: Pilot[None], *keys: str, query: str = "ada.byron") -> None:
    """Past the verification that the first change of a visit asks for."""
    await opened(pilot, query)
    await pilot.press("m")
    await on_screen(pilot, MethodsScreen)
    for key in keys:
        await pilot.press(key)
        await settle(pilot, 0.3)
    await on_screen(pilot, VerifyScreen)
    await settle(pilot)
    await type_text(pilot, caller_says(pilot))
    await pilot.press("enter")
    await settle(pilot, 0.8)


def _to_kind(kind: MethodKind) -> tuple[str, ...]:
    """The keys from the methods to a kind in the menu."""
    offered = sorted(
        (each for each in FACTS if each in ENROLMENTS), key=lambda each: each is not MethodKind.TOTP
    )
    return ("a", *["down"] * offered.index(kind), "enter")


@course
async def methods_many(pilot: Pilot[None]) -> None:
    await opened(pilot, "james.wilson@")
    await pilot.press("m")
    await on_screen(pilot, MethodsScreen)
    await settle(pilot)


@course
async def add_menu(pilot: Pilot[None]) -> None:
    await methods(pilot)
    await pilot.press("a")
    await settle(pilot)


@course
async def enrol(pilot: Pilot[None]) -> None:
    await _verified_methods(pilot, *_to_kind(MethodKind.TOTP))
    await on_screen(pilot, RegisterScreen)


@course
async def enrol_code(pilot: Pilot[None]) -> None:
    await enrol(pilot)
    await pilot.press("enter")
    await settle(pilot, 1)


@course
async def enrol_long(pilot: Pilot[None]) -> None:
    await enrol_code(pilot)


@course
async def enrol_longest(pilot: Pilot[None]) -> None:
    await enrol_code(pilot)


@course
async def enrol_wrong(pilot: Pilot[None]) -> None:
    await enrol_code(pilot)
    await type_text(pilot, "000000")
    await pilot.press("enter")
    await settle(pilot, 1)


@course
async def enrol_done(pilot: Pilot[None]) -> None:
    await enrol_code(pilot)
    code = _desks[pilot.app].console.demo.caller_says(pilot.app.screen.stands.account.id, MethodKind.TOTP)
    await type_text(pilot, code or "")
    await pilot.press("enter")
    await settle(pilot, 1.5)


@course
async def add_sms(pilot: Pilot[None]) -> None:
    await _verified_methods(pilot, *_to_kind(MethodKind.SMS))


@course
async def add_sms_unfit(pilot: Pilot[None]) -> None:
    await add_sms(pilot)
    await type_text(pilot, "12")
    await pilot.press("enter")
    await settle(pilot, 1)


@course
async def add_sms_back(pilot: Pilot[None]) -> None:
    await add_sms(pilot)
    await type_text(pilot, "07700 900 777")
    await pilot.press("enter")
    await settle(pilot, 1)


@course
async def add_sms_sent(pilot: Pilot[None]) -> None:
    await add_sms_back(pilot)
    await pilot.press("enter")
    await settle(pilot, 1)


@course
async def add_sms_wrong(pilot: Pilot[None]) -> None:
    await add_sms_sent(pilot)
    await type_text(pilot, "11112222")
    await pilot.press("enter")
    await settle(pilot, 1)


@course
async def add_call(pilot: Pilot[None]) -> None:
    await _verified_methods(pilot, *_to_kind(MethodKind.CALL_BACK))
    await type_text(pilot, "07700 900 777")
    await pilot.press("enter")
    await settle(pilot, 1)


@course
async def add_token(pilot: Pilot[None]) -> None:
    await _verified_methods(pilot, *_to_kind(MethodKind.OATH_TOKEN))


@course
async def add_token_code(pilot: Pilot[None]) -> None:
    await add_token(pilot)
    await type_text(pilot, "HT-2001")
    await pilot.press("enter")
    await settle(pilot, 1)


@course
async def add_token_two(pilot: Pilot[None]) -> None:
    await add_token_code(pilot)
    await pilot.press("f4")
    await settle(pilot)


@course
async def add_questions(pilot: Pilot[None]) -> None:
    await _verified_methods(pilot, *_to_kind(MethodKind.QUESTIONS))


@course
async def add_questions_wrong(pilot: Pilot[None]) -> None:
    await add_questions(pilot)
    await pilot.press("tab")
    await type_text(pilot, "ab")
    await pilot.press("enter")
    await settle(pilot)


@course
async def recovery_codes(pilot: Pilot[None]) -> None:
    await _verified_methods(pilot, "c")
    await on_screen(pilot, RegisterScreen)
    await pilot.press("enter")
    await settle(pilot)
    await pilot.press("f2")
    await settle(pilot, 0.3)


@course
async def pass_terms(pilot: Pilot[None]) -> None:
    await _verified_methods(pilot, "p")


@course
async def pass_shown(pilot: Pilot[None]) -> None:
    await pass_terms(pilot)
    await pilot.press("enter")
    await settle(pilot, 1)
    await pilot.press("f2")
    await settle(pilot, 0.3)


@course
async def rename(pilot: Pilot[None]) -> None:
    await _verified_methods(pilot, "e")


@course
async def reconfirm(pilot: Pilot[None]) -> None:
    await _verified_methods(pilot, "o")


@course
async def require(pilot: Pilot[None]) -> None:
    await methods(pilot)
    await pilot.press("f8")
    await settle(pilot)


@course
async def remove(pilot: Pilot[None]) -> None:
    await _verified_methods(pilot, "x")


@course
async def removed(pilot: Pilot[None]) -> None:
    await remove(pilot)
    await pilot.press("right", "enter")
    await settle(pilot, 1)


@course
async def second_factor(pilot: Pilot[None]) -> None:
    await to_code(pilot)
    await says(pilot, "Demo: your app shows")


@course
async def second_factor_wrong(pilot: Pilot[None]) -> None:
    await to_code(pilot)
    await type_text(pilot, "000000")
    await pilot.press("enter")
    await says(pilot, "Attempts left")


@course
async def second_factor_lost(pilot: Pilot[None]) -> None:
    await to_code(pilot)
    await pilot.press("f8")
    await says(pilot, "1 of 2 signs in here")


@course
async def second_factor_here(pilot: Pilot[None]) -> None:
    """A supervisor is asked for a code at somebody else's sign-in."""
    await second_factor_lost(pilot)
    await type_text(pilot, "super")
    await pilot.press("tab")
    await type_text(pilot, "super")
    await pilot.press("enter")
    await says(pilot, "super confirms.")


@course
async def second_factor_new(pilot: Pilot[None]) -> None:
    await second_factor_lost(pilot)
    for login in ("super", "registrar"):
        await confirm(pilot, _desks[pilot.app], login)
    await says(pilot, "Name your app")
    await settle(pilot)


@course
async def second_factor_code(pilot: Pilot[None]) -> None:
    await second_factor_new(pilot)
    await pilot.press("enter")
    await settle(pilot, 1)


@course
async def brake(pilot: Pilot[None]) -> None:
    await opened(pilot)
    await pilot.press("k")
    await on_screen(pilot, BrakeScreen)
    await settle(pilot, 0.5)


@course
async def brake_receipt(pilot: Pilot[None]) -> None:
    await brake(pilot)
    await type_text(pilot, "Wrong passwords from abroad all morning")
    await pilot.press("down")
    await type_text(pilot, "super")
    await pilot.press("down")
    await type_text(pilot, "super")
    await pilot.press("enter")
    await on_screen(pilot, ReceiptScreen)
    await settle(pilot)


@course
async def braked_card(pilot: Pilot[None]) -> None:
    await brake_receipt(pilot)
    await pilot.press("escape")
    await on_screen(pilot, CardScreen)
    await settle(pilot, 0.5)


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


@course
async def palette_none(pilot: Pilot[None]) -> None:
    await palette(pilot)
    await type_text(pilot, "xyzzy")
    await says(pilot, "Nothing here is called that.")


@course
async def go_to(pilot: Pilot[None]) -> None:
    await lists(pilot)
    await pilot.press("ctrl+o")
    await settle(pilot, 0.3)


@course
async def go_to_in_verify(pilot: Pilot[None]) -> None:
    await opened(pilot)
    await pilot.press("r")
    await on_screen(pilot, VerifyScreen)
    await says(pilot, "Proofs:")
    await pilot.press("ctrl+o")
    await settle(pilot, 0.3)


@course
async def tour(pilot: Pilot[None]) -> None:
    await signed_in(pilot)
    await pilot.press("ctrl+g")
    await settle(pilot, 0.3)


def _watching(pilot: Pilot[None]) -> Watch:
    return _desks[pilot.app].watch


def _ask_for_approval(pilot: Pilot[None], login: str, ticket: str) -> None:
    other = _desks[pilot.app].signed_in("operator")
    progress = other.verifying.begin(other.lookup.resolve(login), ticket=ticket)
    if any(each.method.kind is MethodKind.SECOND_OPERATOR for each in progress.options):
        Asking(other.verifying).ask_approval(progress.id)


_desks: dict[App[None], Desk] = {}
_SIGNS_IN = {"second-factor": "operator", "supervisor": "super"}
"""Beginning of a course's name → who signs in."""
_SENT = ("act-sent", "receipt-sent", "receipt-not-sent")
_APPROVED = frozenset({"approvals", "approve", "search-waiting"})


def _policy(name: str, policy: DeskPolicy) -> DeskPolicy:
    verification = policy.verification
    if name.startswith("verify-number"):
        contacts = replace(verification.contacts, caller_states_number=True)
        verification = replace(verification, contacts=contacts)
    if name.startswith("ticket"):
        rule = {"ticket": TicketRule.REQUIRED, "ticket_pattern": r"INC\d{7}", "ticket_example": "INC0012345"}
        verification = replace(verification, **rule)
    if name in _APPROVED:
        verification = replace(verification, everybody=replace(verification.everybody, approval=True))
    if name == "receipt-words":
        policy = replace(policy, passwords=replace(policy.passwords, form=PasswordForm.WORDS))
    if name in _SENT:
        policy = replace(policy, passwords=replace(policy.passwords, handed_over=HandOver.SPLIT))
    return replace(policy, verification=verification, registration=_registration(name, policy))


def _no_mail(desk: Desk) -> None:
    """The mail server is down."""
    sign_in, inner = desk.console.sign_in, desk.console.sign_in.delivery
    why = problem("delivery-unreachable", server="mail.demo.example")

    class Broken:
        channels = inner.channels

        def send(self, message: Message) -> Delivered:
            is_mail = message.channel is Channel.MAIL
            return Delivered(DeliveryKind.REFUSED, why) if is_mail else inner.send(message)

    desk.console = replace(desk.console, sign_in=replace(sign_in, delivery=Broken()))


def _registration(name: str, policy: DeskPolicy) -> RegistrationRules:
    rules = policy.registration
    if name == "enrol-long":
        return replace(rules, issuer="Example Corporation Help Desk", app=OathSettings(8, 30, "SHA256"))
    if name == "enrol-longest":
        app = OathSettings(8, 60, "SHA512")
        return replace(rules, issuer="The Example Corporation of Greater London Help Desk", app=app)
    return replace(rules, pass_once=False) if name.startswith("pass") else rules


@asynccontextmanager
async def taken(name: str, size: tuple[int, int] = (80, 24)) -> AsyncIterator[tuple[DeskApp, Pilot[None]]]:
    """The app at the end of that course."""
    signs_in = next((login for start, login in _SIGNS_IN.items() if name.startswith(start)), "demo")
    with watched_demo(lambda policy: _policy(name, policy), default_login=signs_in) as desk:
        if name.startswith("second-factor"):
            two_supervisors(desk)
            give_codes(desk, "operator", "super")
        desk.watch.die_in_write = name == "receipt-unknown"
        desk.watch.refuse_write = name == "receipt-refused"
        if name == "receipt-words":
            sign_in = replace(desk.console.sign_in, words=lambda: word_list.load("en"))
            desk.console = replace(desk.console, sign_in=sign_in)
        if name == "receipt-not-sent":
            _no_mail(desk)
        app = desk.app()
        _desks[app] = desk
        async with app.run_test(size=size) as pilot:
            if name.startswith("card="):
                await opened(pilot, name.removeprefix("card="))
            else:
                await COURSES[name](pilot)
            yield app, pilot
        app.end_session()
        del _desks[app]


def drawn(app: DeskApp, title: str, terminal: Terminal) -> str:
    """The screen as SVG, in the colours of that terminal. Textual's own export knows one dark set alone."""
    width, height = app.size
    console = Console(
        width=width,
        height=height,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        record=True,
        legacy_windows=False,
        safe_box=False,
    )
    console.print(app.screen._compositor.render_update(full=True))
    theme = TerminalTheme(_rgb(terminal.ground), _rgb(terminal.ink), [*map(_rgb, terminal.colours.split())])
    drawing = console.export_svg(title=title, theme=theme, unique_id=re.sub(r"\W", "-", title))
    return drawing.replace("<text ", '<text xml:space="preserve" ')


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour)
    return red, green, blue


async def _take(name: str, file: Path, size: tuple[int, int], terminal: str) -> None:
    async with taken(name, size) as (app, _):
        file.write_text(drawn(app, name, TERMINALS[terminal]), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*", default=[])
    parser.add_argument("--size", default="80x24")
    parser.add_argument("--terminal", default=DARK, help=f"whose colours: {', '.join(TERMINALS)}")
    parser.add_argument("--language", default=ENGLISH, help=f"en, {', '.join(LANGUAGES)}")
    parser.add_argument("--again", action="store_true", help="those that are in the folder")
    given = parser.parse_args()
    use(given.language)
    given.folder.mkdir(parents=True, exist_ok=True)
    columns, rows = (int(part) for part in given.size.split("x"))
    there = [each.stem for each in given.folder.glob("*.svg")] if given.again else []
    for stem in given.names or there or COURSES:
        name = stem.removesuffix(_LIGHT_ENDS)
        if name not in COURSES and not name.startswith("card="):
            continue  # a chart
        terminal = LIGHT if stem.endswith(_LIGHT_ENDS) else given.terminal
        asyncio.run(_take(name, given.folder / f"{stem}.svg", (columns, rows), terminal))


if __name__ == "__main__":
    main()
