"""approvals: what waits, approve, refuse; by whom, and by whom not."""

import json

import pytest
from plain.driving import PROVE, YES, choose, proving
from plain.shapes import documented, shape

from helpdesk_tui.plain.exits import Exit

STRICT = proving(approval=True)
WAIT = [choose("Second operator"), ("go asks", "go")]


def while_waiting(desk, *look):
    """Ada's caller is proven by `demo`, and a second operator is asked; each of `look` happens meanwhile."""
    strict = desk.with_policy(STRICT)

    def happening(each):
        def happen() -> bool:
            each(strict)
            return False

        return happen

    return strict(
        "verify",
        "ada.byron",
        "--ticket",
        "INC7",
        answers=[*PROVE, *WAIT],
        meanwhile=[*map(happening, look), lambda: True],
    )


def test_the_list_says_who_for_what_and_what_is_proven(desk):
    seen = []
    while_waiting(desk, lambda strict: seen.append(strict("approvals", "list", operator="super")))
    (ran,) = seen
    assert ran.code == Exit.DONE
    (line,) = ran.out.splitlines()
    _, *who, asked_by, asked_at, actions, proven, way, ticket, _ = line.split("\t")
    assert who == ["ada.byron", "Ada Byron", "Engineering"]
    assert (asked_by, asked_at[-3:]) == ("demo", "UTC")
    assert "reset the password" in actions.split(", ")
    assert (proven, way, ticket) == ("Authenticator app", "usual", "INC7")


def test_the_json_has_the_documented_shape(desk):
    seen = []
    while_waiting(desk, lambda strict: seen.append(strict("approvals", "list", "--json", operator="super")))
    listed = json.loads(seen[0].out)
    assert shape(listed) == shape(documented("approvals"))
    assert seen[0].out.isascii()


def test_it_is_shown_and_asked_for_yes_before_it_is_approved_by_its_id(desk):
    seen = []

    def approve(strict) -> None:
        (waiting,) = json.loads(strict("approvals", "list", "--json", operator="super").out)
        no = strict("approvals", "approve", waiting["id"], answers=[("Type yes", "no")], operator="super")
        yes = strict("approvals", "approve", waiting["id"], answers=[YES], operator="super")
        seen.extend((no, yes))

    ran = while_waiting(desk, approve)
    no, yes = seen
    assert (no.code, no.out) == (Exit.REFUSED, "")
    assert (yes.code, yes.out) == (Exit.DONE, "Approved: Ada Byron, ada.byron, Engineering.\n")
    assert "Proven so far: Authenticator app." in yes.terminal.said
    assert ran.code == Exit.DONE


@pytest.mark.parametrize("operator", ["demo", "auditor", "registrar"])
def test_ones_own_and_what_one_may_not_do_is_not_even_listed(desk, operator):
    seen = []

    def look(strict) -> None:
        seen.append(strict("approvals", "list", operator=operator))
        seen.append(strict("approvals", "approve", "ada.byron", "--yes", operator=operator))

    ran = while_waiting(desk, look)
    listed, approved = seen
    assert (listed.code, listed.out) == (Exit.DONE, "")
    assert "Nothing waits for your approval." in listed.err
    assert approved.code == Exit.REFUSED
    assert "This does not wait for your approval, or no longer does." in approved.err
    assert ran.code == Exit.REFUSED  # nobody approved


def test_what_is_over_cannot_be_approved(desk):
    while_waiting(desk)  # cancelled at its end
    strict = desk.with_policy(STRICT)
    assert strict("approvals", "approve", "ada.byron", "--yes", operator="super").code == Exit.REFUSED
    assert strict("approvals", "list", operator="super").out == ""
