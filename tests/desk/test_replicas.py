"""What was done at another server, and is not shown by this one yet, is said on the card."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from writing import FULL_RESET

from helpdesk_tui.desk.account import Account
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.spec import Order

HERE, THERE = "dc1.demo.example", "dc2.demo.example"
FORCE, UNLOCK = Order(Action.FORCE_CHANGE), Order(Action.UNLOCK)


@pytest.fixture
def app(world):
    return world.register_app()


def done(world, app, order: Order) -> Account:
    """`order` is done at HERE; the account as it was before."""
    before = world.directory.accounts[world.ada.id]
    desk = world.sign_in()
    desk.actions.perform(world.clear(desk, app, order.action).id, order)
    return before


def said(world, account: Account, server: str = THERE) -> str:
    """On the card, where that server shows `account`."""
    world.directory.accounts[account.id] = replace(account, server=server)
    found = world.sign_in().lookup.card(account.id).not_known_here
    return found.cause if found else ""


def with_state(account: Account, **changes: object) -> Account:
    return replace(account, state=replace(account.state, **changes))


def state_of_ada(world, **changes: object) -> None:
    world.change_ada(state=replace(world.ada.state, **changes))


@pytest.mark.parametrize(
    ("order", "what"),
    [(FULL_RESET, "reset, change forced, unlocked"), (FORCE, "change forced"), (UNLOCK, "unlocked")],
)
def test_a_server_that_shows_the_account_as_before_does_not_know(world, app, order: Order, what: str) -> None:
    if order is UNLOCK:
        state_of_ada(world, locked=True)
    before = done(world, app, order)
    at = f"{world.clock.now():%H:%M} UTC"
    assert said(world, before) == f"{THERE} does not show what was done at {HERE} at {at}: {what}."


def test_where_it_was_done_nothing_is_said(world, app) -> None:
    before = done(world, app, FULL_RESET)
    assert said(world, before, HERE) == ""


@pytest.mark.parametrize("now", [datetime.max.replace(tzinfo=UTC), "never", None])
def test_a_password_of_another_time_or_of_none_that_is_known_says_nothing(world, app, now: object) -> None:
    before = done(world, app, FULL_RESET)
    assert said(world, with_state(before, password_set=now)) == ""


def test_a_person_who_had_to_change_it_before_says_nothing(world, app) -> None:
    """Then the directory keeps no moment, before the reset and after it."""
    state_of_ada(world, password_set="never", must_change=True)
    assert said(world, done(world, app, FULL_RESET)) == ""


def test_a_day_later_nothing_is_said(world, app) -> None:
    before = done(world, app, FULL_RESET)
    world.clock.forward(seconds=timedelta(hours=25).total_seconds())
    assert said(world, before) == ""


def test_what_was_taken_on_to_another_server_hides_nothing(world, app) -> None:
    before = done(world, app, FULL_RESET)
    reset = next(each for each in world.story() if each.event == "action.intent")
    elsewhere = {**reset.facts["before"], "server": "dc3.demo.example"}
    facts = {**reset.facts, "of": reset.seq, "steps": ["unlock"], "before": elsewhere}
    also = world.stores.audit.append("action.intent", facts, world.clock.now())
    world.stores.audit.finish(also.seq, {"account": before.id, "outcome": "done"}, world.clock.now())
    assert "reset" in said(world, before)
