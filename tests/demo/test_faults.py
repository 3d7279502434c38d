"""Bad days: what the desk meets when a server or a line fails, and what was written then."""

import threading

import pytest
from writing import a_change, write

from helpdesk_tui.desk.errors import DirectoryUnreachable
from helpdesk_tui.desk.ports import ReplyKind
from helpdesk_tui.secret import Secret

START, FRESH = "Winter-Rain-4137", "Fresh-Start-22"


@pytest.mark.parametrize(
    ("fault", "kind", "code", "written"),
    [
        ("unreachable", ReplyKind.NOT_SENT, "unreachable", False),
        ("not-sent", ReplyKind.NOT_SENT, "connection-lost", False),
        ("busy", ReplyKind.REFUSED, "directory-busy", False),
        ("read-only", ReplyKind.REFUSED, "read-only-directory", False),
        ("lost-before", ReplyKind.LOST, "reply-lost", False),
        ("lost-after", ReplyKind.LOST, "reply-lost", True),
        ("ignored", ReplyKind.ACCEPTED, None, False),
    ],
)
def test_a_failing_write(stage, fault, kind, code, written):
    session, ada = stage.session(), stage.directory.id_of("ada.byron")
    before = session.read(ada)
    stage.directory.fail_next(fault)
    reply = write(session, ada, a_change(new_password=Secret(FRESH), must_change=True))
    assert reply.kind is kind
    assert (reply.problem.code if reply.problem else None) == code
    after = session.read(ada)
    assert (after.marks != before.marks) is written
    assert (stage.signs_in("ada.byron", FRESH) == "773") is written
    assert write(session, ada, a_change(unlock=True)).kind is ReplyKind.ACCEPTED  # it was for one call


def test_a_lost_reply_of_a_refused_write_leaves_nothing(stage):
    before = stage.read("ada.byron")
    stage.directory.fail_next("lost-after")
    assert stage.change("ada.byron", new_password=Secret("weak")).kind is ReplyKind.LOST
    assert stage.read("ada.byron") == before


def test_a_partial_write_does_the_first_step_alone(stage):
    session, grace = stage.session(), stage.directory.id_of("grace.okafor")
    stage.directory.fail_next("partial")
    reply = write(session, grace, a_change(new_password=Secret(FRESH), must_change=True, unlock=True))
    state = session.read(grace).state
    assert reply.kind is ReplyKind.ACCEPTED
    assert (state.must_change, state.locked) == (False, True)
    stage.directory.fail_next("partial")
    write(session, grace, a_change(must_change=True, unlock=True))
    state = session.read(grace).state
    assert (state.must_change, state.locked) == (True, True)


@pytest.mark.parametrize("call", ["search", "read", "group_id"])
def test_a_failing_read(stage, call):
    session, ada = stage.session(), stage.directory.id_of("ada.byron")
    arguments = {"search": ("ada", 5), "read": (ada,), "group_id": ("Domain Admins",)}[call]
    stage.directory.fail_next("unreachable")
    with pytest.raises(DirectoryUnreachable) as failed:
        getattr(session, call)(*arguments)
    assert failed.value.problem.code == "unreachable"
    assert getattr(session, call)(*arguments)


def test_a_fault_of_writes_waits_for_a_write_and_the_next_one_for_its_turn(stage):
    session, ada = stage.session(), stage.directory.id_of("ada.byron")
    stage.directory.fail_next("lost-after", "unreachable")
    session.read(ada)
    assert write(session, ada, a_change(unlock=True)).kind is ReplyKind.LOST
    with pytest.raises(DirectoryUnreachable):
        session.read(ada)
    session.read(ada)


def test_an_unknown_fault_is_an_error(stage):
    with pytest.raises(ValueError, match="lost-in-space"):
        stage.directory.fail_next("lost-in-space")


def test_a_closed_session_writes_nothing(stage):
    session, ada = stage.session(), stage.directory.id_of("ada.byron")
    before = stage.read("ada.byron")
    session.close()
    reply = write(session, ada, a_change(unlock=True))
    assert (reply.kind, reply.problem.code) == (ReplyKind.NOT_SENT, "signed-out")
    assert stage.read("ada.byron") == before


def test_many_threads_write_one_after_the_other(stage):
    session, ada = stage.session(), stage.directory.id_of("ada.byron")
    write(session, ada, a_change(unlock=True))
    before = session.read(ada)
    replies, failures = [], []

    def work(number):
        try:
            for turn in range(20):
                password = Secret(f"Thread-{number}-{turn}-Xx")
                replies.append(write(session, ada, a_change(new_password=password, must_change=True)))
                session.search("a", 50)
                session.read(ada)
        except Exception as error:  # noqa: BLE001 - whatever it is, the test must hear of it
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert {reply.kind for reply in replies} == {ReplyKind.ACCEPTED}
    after = session.read(ada)
    assert after.marks.password - before.marks.password == 160
    assert int(after.marks.entry) - int(before.marks.entry) == 160
