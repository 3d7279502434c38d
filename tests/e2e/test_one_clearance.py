"""Fifty processes with one clearance, on a real domain: one write."""

import multiprocessing

import pytest
from e2e.conftest import Place
from lab import people
from lab.domain import Domain, NewPerson
from writing import FULL_RESET

from helpdesk_tui.desk.clearance import ClearanceId
from helpdesk_tui.desk.errors import HelpdeskError

PROCESSES = 50


def use(place: Place, clearance: ClearanceId, door, start, answers) -> None:
    """One process: signs in, a few at a time, waits for the others, tries the clearance."""
    try:
        with door:
            desk = place.desk()
        start.wait(120)
        receipt = desk.actions.perform(clearance, FULL_RESET)
        answers.put(receipt.outcome.value)
    except HelpdeskError as error:
        answers.put(error.problem.code)
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent must hear of it
        answers.put(repr(error))


@pytest.mark.timeout(240)
def test_fifty_processes_with_one_clearance_write_once(
    place: Place, samba: Domain, person: NewPerson
) -> None:
    place.configure(connect_timeout=60, receive_timeout=120)
    clearance = place.proven(place.desk(), person)

    context = multiprocessing.get_context("fork")
    door, start, answers = context.Semaphore(4), context.Barrier(PROCESSES), context.Queue()
    arguments = (place, clearance, door, start, answers)
    workers = [context.Process(target=use, args=arguments) for _ in range(PROCESSES)]
    for worker in workers:
        worker.start()
    heard = [answers.get(timeout=150) for _ in workers]
    for worker in workers:
        worker.join(20)

    assert heard.count("done") == 1, heard
    assert set(heard) <= {"done", "clearance-used", "account-changed"}, heard
    intents = [
        each
        for each in place.json("audit", "list", operator=people.AUDITOR)
        if each["event"] == "action.intent"
    ]
    assert len(intents) == 1
