"""A desk whose policy is what a configuration says, over the world of the desk's own tests."""

from collections.abc import Callable
from pathlib import Path

import pytest
from desk.conftest import World, make_account, world
from statements import statements_are_compiled_once

from helpdesk_tui import config
from helpdesk_tui.compose.threat import threat_of
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.sign_in import SignIn

__all__ = ["make_account", "statements_are_compiled_once", "world"]

MakeDesk = Callable[..., Desk]
MakeWayIn = Callable[[str], SignIn]

_USUAL = {
    "directory": ['servers = ["ldaps://dc1.demo.example"]'],
    "roles": ['operator = ["operators"]'],
    "search": ['phone_region = "GB"'],
    "registration": [
        "own_hours = 0",
        "any_hours = 0",
        "new_hours = 0",
    ],  # so that one operator can play both parts
    "notices": ['help_link = "https://help.demo.example"'],
    "mail": ['server = "smtp://mail.demo.example"', 'sender = "desk@demo.example"'],
    "sms": ['gateway = "https"', 'url = "https://sms.demo.example"'],
}


def with_the_usual(text: str) -> str:
    """`text` with what must be said, and what makes the tests short, where it does not say it itself."""
    for section, lines in _USUAL.items():
        head = f"[{section}]\n"
        missing = "".join(f"{line}\n" for line in lines if f"\n{line.split(' = ')[0]} = " not in text)
        text = text.replace(head, head + missing) if head in text else f"{text}\n{head}{missing}"
    return text


@pytest.fixture
def desk_with(world: World) -> MakeDesk:
    """A desk signed in by dana with such a configuration; the threat is as it is at that moment."""

    def sign_in(text: str, *roles: Role, login: str = "dana") -> Desk:
        found = config.parse(with_the_usual(text), Path("config.toml"))
        world.elevated = threat_of(found)()
        return world.sign_in(*roles, policy=found.policy, login=login)

    return sign_in


@pytest.fixture
def way_in_with(world: World) -> MakeWayIn:
    """The way in to a desk with such a configuration."""
    return lambda text: world.sign_in_with(
        policy=config.parse(with_the_usual(text), Path("config.toml")).policy
    )
