"""How hard a typed password is to guess: by what is typed and the person's names, and in time."""

import subprocess
import sys
import threading
import time
from dataclasses import replace

import pytest
from writing import FULL_RESET

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.guessing import LOOKED_AT, score
from helpdesk_tui.secret import Secret


def of(password: str, *names: str) -> int:
    return score(Secret(password), names)


@pytest.mark.parametrize(
    ("password", "weak"),
    [
        ("Password1234567", True),
        ("P4$$w0rd12", True),
        ("Qwertyuiop-1", True),
        ("Quiet-Otter-58-River", False),
        ("nX4-vaqr.Tuz", False),
    ],
)
def test_what_many_people_choose_is_weak(password, weak) -> None:
    assert (of(password) < 3) is weak


def test_the_persons_names_are_guessed_first() -> None:
    assert of("Trubshawe-Quillon") > of("Trubshawe-Quillon", "Trubshawe Quillon")


def test_names_of_one_person_are_not_those_of_the_next() -> None:
    plain = of("Trubshawe-Quillon")
    of("x", "Trubshawe Quillon")
    assert of("Trubshawe-Quillon") == plain


@pytest.mark.parametrize(
    "hostile", ["4@8({[<3690!1|$5+7%2" * 200, "a" * 100_000, "1199" * 5000, "\ud800x" * 99]
)
def test_the_worst_that_can_be_typed_or_named_is_judged_in_time(hostile) -> None:
    begun = time.perf_counter()
    of(hostile, *[hostile] * 200)
    assert time.perf_counter() - begun < 10


def test_the_beginning_is_judged() -> None:
    assert of("a" * LOOKED_AT + "nX4-vaqr.Tuz") == 0


def test_from_several_threads_each_gets_its_own_answer() -> None:
    found: dict[str, list[int]] = {"Trubshawe": [], "": []}

    def many(name: str) -> None:
        found[name] = [of("Trubshawe-Quillon", name, "Quillon" if name else "") for _ in range(20)]

    threads = [threading.Thread(target=many, args=(name,)) for name in found]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [len(set(some)) for some in found.values()] == [1, 1]


def test_the_estimator_is_not_loaded_before_it_is_needed() -> None:
    code = "import sys, helpdesk_tui.desk.desk; print('zxcvbn' in sys.modules)"
    ran = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_all_rules_that_a_typed_password_breaks_are_said_at_once_and_nothing_is_read(world) -> None:
    desk = world.sign_in()
    world.directory.reachable = False
    order = replace(FULL_RESET, password=Secret("byron"))
    assert {each.code for each in desk.actions.weigh(world.ada, order)} == {
        "password-too-short",
        "password-too-simple",
        "password-has-name",
        "password-guessable",
    }


def test_a_generated_password_is_not_estimated(world, monkeypatch) -> None:
    monkeypatch.setattr("helpdesk_tui.desk.guessing.score", lambda *_: 0)
    desk = world.sign_in()
    order = desk.actions.usual(world.ada, Action.RESET)
    assert desk.actions.preview(world.ada.id, order).refusals == ()
