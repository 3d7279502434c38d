"""The dialogue reaches whatever the full screen does: held against its keys and the use cases it calls."""

import ast
import typing
from collections.abc import Iterator
from pathlib import Path

from plain.dialogue.holding import END, do, find, hold

import helpdesk_tui
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import OFFERED
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.tui.keys import REGISTERED

ROOT = Path(helpdesk_tui.__file__).parent

REACHED = {
    "sign-in": "",
    "sign-in.password": "lock",
    "search.open": "find ",
    "search.more": "more",
    "search.approvals": "approvals",
    "search.lists": "lists",
    "search.doctor": "doctor",
    "doctor.account": "rights",
    "doctor.mail": "test-mail",
    "doctor.sms": "test-sms",
    "lists.choose": "",
    "list.open": "",
    "list.days": "Within how many days",
    "list.method": "Of whom",
    "card.verify": "verify",
    "card.own-change": "",
    "card.release": "release",
    "card.not-me": "not-me",
    "card.methods": "methods",
    "card.brake": "brake",
    "card.servers": "servers",
    "refresh": "again",
    "verify.go": "",
    "verify.method": "",
    "verify.pair": "",
    "verify.again": "",
    "verify.here": "",
    "approvals.approve": "Approve",
    "approvals.refuse": "Refuse",
    "approvals.read": "again",
    "report.do": "",
    "act.do": "Type yes",
    "device.read": "",
    "secret.show": "show",
    "receipt.again": "again",
    "receipt.note": "note",
    "receipt.next": "",
    "receipt.methods": "methods",
    "receipt.card": "",
    "methods.confirm": "Confirm it by its owner's first code",
    "methods.add": "add",
    "methods.rename": "Another name",
    "methods.replace": "Another number or address in its place",
    "methods.default": "Make it the default, the one that is taken first",
    "methods.remove": "Remove it",
    "methods.all": "reconfirm",
    "methods.require": "require",
    "methods.codes": "codes",
    "methods.pass": "pass",
    "prompt.other": "",
    "prompt.method": "",
    "prompt.lost": "",
    "feedback.keep": "",
    "back": "back",
    "cancel": "back",
    "close": "back",
    "detail": "detail",
    "explain": "explain",
    "feedback": "feedback",
    "help": "?",
    "sign-out": "sign-out",
    "lock": "lock",
    "unlock": "Locked. Password of {login}; Enter alone for signing out",
    "quit": "quit",
}
"""Keys of the screen, and the words in the sources of the dialogue that do the same; "" = an answer to a
question, or a key of a prompt, which the loop of prompts takes."""

OF_A_SCREEN = {
    "search.list", "search.clear", "lists.other", "list.other", "list.first", "list.last", "list.sort",
    "list.reverse", "card.before", "card.after", "approvals.other", "secret.show-too", "dialog.take",
    "dialog.next", "dialog.previous", "next-field", "up", "down", "page-up", "page-down", "left", "right",
    "toggle", "row.up", "row.down", "row.first", "row.last", "row.on", "row.ago", "row.number", "jump",
    "tour", "tour.on", "note.copy", "quit-too", "palette", "redraw", "interrupt",
}  # fmt: skip
"""Marks, places and paints, and what shows those: there is nothing of that kind in lines."""

NOT_CALLED = {
    "set_ticket": "the ticket is asked for before the verification begins",
    "weigh": "the preview says the same, once a password was typed twice",
    "stands": "the loop of prompts asks it",
}


def sources(room: str) -> Iterator[ast.Module]:
    for path in sorted((ROOT / room).rglob("*.py")):
        yield ast.parse(path.read_text())


def strings(room: str) -> set[str]:
    return {
        node.value
        for tree in sources(room)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def attributes(room: str) -> set[str]:
    return {node.attr for tree in sources(room) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def test_every_key_of_the_screen_has_its_like():
    of_actions = {f"card.{action}" for action in Action}
    assert set(REGISTERED) == REACHED.keys() | OF_A_SCREEN | of_actions
    words = strings("plain/dialogue")
    for key, word in REACHED.items():
        assert not word or any(word in each for each in words), key


def test_the_word_of_every_action_is_understood_at_a_card(desk):
    """Of somebody who is protected: each says why not."""
    wanted = [action for action in OFFERED if action is not Action.CHANGE_METHODS]
    ran = hold(desk, find("agnes.thorne"), *(do(action.value) for action in wanted), END)
    assert ran.all.count("Error: ") == len(wanted)
    assert "Error: Type" not in ran.all


def test_every_use_case_that_the_screen_calls_is_called_here():
    """By the names of the methods of the desk's parts: what the screen never calls is left out."""
    parts = [each for each in typing.get_type_hints(Desk).values() if isinstance(each, type)]
    of_desk = {
        name
        for part in parts
        if part.__module__.startswith("helpdesk_tui.desk.") and part is not Desk
        for name, member in vars(part).items()
        if callable(member) and not name.startswith("_")
    }
    on_screen = of_desk & attributes("tui")
    assert len(on_screen) > 40
    assert on_screen - attributes("plain") <= NOT_CALLED.keys()
