"""verify, reset, unlock and force-change: proof, preview, yes, receipt; and every way it can end."""

import os
import re
import signal
from contextlib import contextmanager
from dataclasses import replace
from types import SimpleNamespace

import pytest
from plain.driving import CALLED, POLICY, PROVE, YES, proving

from helpdesk_tui.demo.directory import START_PASSWORD
from helpdesk_tui.desk.errors import DirectoryUnreachable
from helpdesk_tui.desk.policy import (
    HandOver,
    PasswordRules,
    RegistrationRules,
    TicketRule,
    VerificationPolicy,
)
from helpdesk_tui.desk.ports import Delivered, DeliveryKind, Limit, Limits, MessageKind, Reply, ReplyKind
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.secret import Secret


def shown_password(ran) -> str:
    (line,) = [each for each in ran.terminal.on_page if each.startswith("Temporary password: ")]
    return line.removeprefix("Temporary password: ")


def signs_in(desk, login: str, password: str) -> str:
    return desk.directory.sign_in_as_person(login, Secret(password))


def test_a_reset_proves_previews_confirms_and_gives_a_password_that_must_be_changed(desk):
    ran = desk("reset", "ada.byron", answers=[*PROVE, YES])
    assert ran.code == Exit.DONE
    assert ran.out.splitlines()[:3] == [
        "Temporary password set: DONE",
        "Must change at next sign-in: DONE",
        "Account is not locked: DONE",
    ]
    assert "- The person must change it at the next sign-in." in ran.terminal.said
    assert signs_in(desk, "ada.byron", shown_password(ran)) == "773"
    assert signs_in(desk, "ada.byron", START_PASSWORD) == "52e"
    assert ran.terminal.waited == [60]


def test_the_password_is_on_a_page_that_goes_and_nowhere_else(desk):
    ran = desk("reset", "ada.byron", answers=[*PROVE, YES])
    password = shown_password(ran)
    assert password not in ran.out + ran.err + "\n".join(ran.terminal.said)
    record = desk("audit", "list", "--json", operator="super").out
    assert password not in record
    assert "Aloud:" in ran.terminal.on_page


def test_the_password_goes_to_standard_output_where_that_is_asked_for(desk):
    desk("verify", "ada.byron", answers=PROVE)
    ran = desk("reset", "ada.byron", "--yes", "--print-password", terminal=False)
    assert ran.code == Exit.DONE
    password = re.search(r"^Temporary password: (\S+)$", ran.out, re.MULTILINE)
    assert password
    assert signs_in(desk, "ada.byron", password[1]) == "773"


def test_a_password_that_could_not_be_shown_is_not_made(desk):
    desk("verify", "ada.byron", answers=PROVE)
    ran = desk("reset", "ada.byron", "--yes", terminal=False)
    assert (ran.code, ran.out) == (Exit.USAGE, "")
    assert "there is no terminal to type it on" in ran.err
    assert signs_in(desk, "ada.byron", START_PASSWORD) == "ok"


def test_a_verification_clears_the_way_for_one_change(desk):
    verified = desk("verify", "grace.okafor", answers=PROVE)
    assert "The caller is verified until " in verified.out
    ran = desk("unlock", "grace.okafor", answers=[YES])
    assert (ran.code, ran.out.splitlines()[0]) == (Exit.DONE, "Account unlocked: DONE")
    again = desk("force-change", "grace.okafor", answers=[("Method", "")])  # asks for proof anew
    assert again.terminal.said[-1].startswith("App code; ")
    assert again.code == Exit.REFUSED


def test_a_verification_for_methods_clears_no_reset(desk):
    ran = desk("verify", "ada.byron", "--for", "methods", answers=PROVE)
    assert "for one of: change-methods" in ran.out
    assert desk("reset", "ada.byron", answers=[("Method", "1")]).code == Exit.REFUSED


def test_a_forced_change_is_shown_by_the_account(desk):
    assert desk("force-change", "ada.byron", answers=[*PROVE, YES]).code == Exit.DONE
    assert signs_in(desk, "ada.byron", START_PASSWORD) == "773"


@pytest.mark.parametrize("said", ["yes", "y", "Y", " YES "])
def test_y_counts_as_yes(desk, said):
    ran = desk("force-change", "ada.byron", answers=[*PROVE, ("Type yes", said)])
    assert ran.code == Exit.DONE
    assert signs_in(desk, "ada.byron", START_PASSWORD) == "773"


def test_anything_but_yes_changes_nothing(desk):
    for said in ("", "n", "no", "yes please", "j"):
        desk("verify", "ada.byron", answers=PROVE) if said == "" else None
        ran = desk("reset", "ada.byron", answers=[("Type yes", said)])
        assert (ran.code, ran.out) == (Exit.REFUSED, "")
        assert "It was not confirmed. Nothing was changed." in ran.err
    assert signs_in(desk, "ada.byron", START_PASSWORD) == "ok"


def test_yes_in_advance_does_not_replace_the_proof(desk):
    wrong = [("Method", "1"), ("Code", "000000"), ("Code", ""), ("Method", "9")]
    ran = desk("reset", "ada.byron", "--yes", answers=wrong)
    assert ran.code == Exit.REFUSED  # the terminal ended
    assert "Attempts left: 4." in ran.terminal.text
    assert "Type a number from 1 to 3." in ran.terminal.text
    assert signs_in(desk, "ada.byron", START_PASSWORD) == "ok"


def test_a_typed_password_is_asked_twice_unseen(desk):
    typed = [("Temporary password", "Sunny-Hill-2931"), ("The same again", "Sunny-Hill-2931")]
    ran = desk("reset", "ada.byron", "--ask-password", answers=[*PROVE, *typed, YES])
    assert ran.code == Exit.DONE
    assert len(ran.terminal.unseen) == 2
    assert "Sunny" not in ran.out + ran.err + ran.terminal.text
    assert signs_in(desk, "ada.byron", "Sunny-Hill-2931") == "773"


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ("Sunny-Hill-2931", "Sunny-Hill-2932", "The two passwords differ."),
        ("", "", "The password is shorter than 1 characters."),
        ("short", "short", "The password is shorter than 10 characters."),
        ("Ada-Byron-2931", "Ada-Byron-2931", "The password holds the person's name or login."),
    ],
)
def test_a_typed_password_that_will_not_do_is_refused_before_the_write(desk, first, second, says):
    typed = [("Temporary password", first), ("The same again", second)]
    ran = desk("reset", "ada.byron", "--ask-password", answers=[*PROVE, *typed])
    assert ran.code == Exit.REFUSED
    assert says in ran.err
    assert signs_in(desk, "ada.byron", START_PASSWORD) == "ok"


def test_the_lockout_and_the_change_may_be_left_where_policy_allows(desk):
    policy = replace(POLICY, passwords=PasswordRules(always_force_change=False))
    ran = desk.with_policy(policy)(
        "reset", "grace.okafor", "--no-unlock", "--no-force-change", answers=[*PROVE, YES]
    )
    assert ran.out.startswith("Temporary password set: DONE\nRecord ")
    assert signs_in(desk, "grace.okafor", shown_password(ran)) == "775"


def test_the_policy_may_insist_on_a_change(desk):
    ran = desk("reset", "ada.byron", "--no-force-change")
    assert (ran.code, ran.terminal.text.count("Method")) == (Exit.REFUSED, 0)
    assert "After a reset the person must change the password." in ran.err


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["reset", "demo"], Exit.NOT_PERMITTED, "This is your own account."),
        (["reset", "krbtgt"], Exit.NOT_PERMITTED, "system itself"),
        (["unlock", "ada.byron"], Exit.REFUSED, "The account is not locked."),
        (["reset", "jonas.weber"], Exit.NOT_PERMITTED, "There is no usable way to prove this caller."),
        (["reset", "nobody.here"], Exit.REFUSED, "No account matches"),
    ],
)
def test_what_cannot_be_is_refused_before_anybody_is_asked(desk, words, code, says):
    ran = desk(*words)
    assert ran.code == code
    assert says in ran.err


def test_too_many_wrong_codes_block(desk):
    limits = Limits(account=Limit(2, 3600, 3600), method=Limit(5, 3600), operator=Limit(20, 3600))
    strict = desk.with_policy(proving(limits=limits))
    wrong = ("Code", "000000")
    ran = strict("verify", "ada.byron", answers=[("Method", "1"), wrong, wrong, wrong])
    assert ran.code == Exit.NOT_PERMITTED
    assert "Too many failed proofs for this account." in ran.err


def test_a_code_works_once(desk):
    desk("verify", "ada.byron", answers=PROVE)
    ran = desk("verify", "ada.byron", answers=[*PROVE])
    assert ran.code == Exit.REFUSED
    assert "This code was used before." in ran.terminal.text


def test_a_call_back_is_dialled_and_attested(desk):
    ran = desk("reset", "ada.byron", answers=[*CALLED, YES])
    assert ran.code == Exit.DONE
    assert "Dial +44 7700 900001." in ran.terminal.text


def test_a_call_back_that_failed_is_said_and_blocks_nobody(desk):
    unanswered = [("Method", "2"), ("go shows", "go"), ("Outcome", "1")]
    looked = [("Method", "2"), ("go shows", "go"), ("Outcome", "")]
    answers = [*looked, ("Method", "2"), ("Outcome", "1"), *unanswered * 6]
    ran = desk("verify", "ada.byron", answers=answers)
    assert ran.terminal.text.count("The person was not reached or did not confirm.") == 7
    assert "Too many" not in ran.terminal.text
    assert ran.code == Exit.REFUSED


def test_two_gates_take_two_kinds(desk):
    strict = desk.with_policy(proving(gates=2))
    ran = strict("verify", "ada.byron", answers=[*PROVE, ("Method", "1"), *CALLED[1:]])
    assert ran.code == Exit.DONE
    assert "Needed: 2 proofs" in ran.terminal.text
    assert ": proven" in ran.terminal.text


def test_a_ticket_is_asked_for_where_policy_wants_one(desk):
    rule = VerificationPolicy(ticket=TicketRule.REQUIRED, ticket_pattern="INC[0-9]+", ticket_example="INC42")
    strict = desk.with_policy(replace(POLICY, verification=rule))
    assert strict("verify", "ada.byron", answers=[("Ticket", "INC42"), *PROVE]).code == Exit.DONE
    ran = strict("verify", "ada.byron", "--ticket", "42")
    assert ran.code == Exit.REFUSED
    assert "A ticket looks like this: INC42" in ran.err


# --- after the action ---------------------------------------------------------------------------------


def test_the_receipt_says_how_the_person_was_told(desk):
    ran = desk("reset", "ada.byron", answers=[*PROVE, YES])
    lines = ran.out.splitlines()
    assert lines[-2:] == ["Told by mail, a•••@demo.example.", "Told by SMS, •••• 01."]
    assert [each.kind.value for each in desk.post.sent] == ["password-reset"] * 2


def test_a_notice_that_failed_does_not_hide_that_it_is_done(desk):
    doubt = problem("delivery-unknown", server="mx.example.com")
    desk.post.answer = lambda _: Delivered(DeliveryKind.UNKNOWN, doubt)
    ran = desk("force-change", "ada.byron", answers=[*PROVE, YES])
    assert ran.code == Exit.DONE
    assert f"Perhaps told by mail, a•••@demo.example. {doubt}" in ran.out.splitlines()


def test_that_the_person_must_register_is_said_at_the_end_of_the_call(desk):
    rules = RegistrationRules(own_hours=0, any_hours=0, new_hours=0, required=True)
    ran = desk.with_policy(replace(POLICY, registration=rules))("reset", "ada.byron", answers=[*PROVE, YES])
    assert ran.code == Exit.DONE
    assert ran.err.splitlines()[-1].startswith("Must confirm the methods: never done")
    assert "Must" not in desk("force-change", "ada.byron", answers=[*CALLED, YES]).err


# --- bad days ---------------------------------------------------------------------------------------


def test_a_lost_answer_is_resolved_by_reading(desk):
    desk("verify", "ada.byron", answers=PROVE)
    desk.directory.fail_next("lost-after")
    ran = desk("reset", "ada.byron", answers=[YES])
    assert ran.code == Exit.DONE
    assert signs_in(desk, "ada.byron", shown_password(ran)) == "773"


def test_a_write_that_was_not_made_is_a_1_and_shows_no_password(desk):
    desk("verify", "ada.byron", answers=PROVE)
    desk.directory.fail_next("lost-before")
    ran = desk("reset", "ada.byron", answers=[YES])
    assert ran.code == Exit.REFUSED
    assert "Temporary password set: NOT DONE. The connection broke" in ran.out
    assert ran.terminal.on_page == []


class Dark:
    """A directory that does not answer any more once something was written."""

    def __init__(self, inner) -> None:
        self._inner = inner
        self._dark = False

    def sign_in(self, login, password):
        self._session = self._inner.sign_in(login, password)
        return self

    @contextmanager
    def prepare_change(self, account):
        with self._session.prepare_change(account) as prepared:

            def change(change):
                self._inner.fail_next("lost-after")
                reply = prepared.change(change)
                self._dark = True
                return reply

            yield SimpleNamespace(read=prepared.read, change=change)

    def read(self, account):
        if self._dark:
            raise DirectoryUnreachable(problem("unreachable", server="dc1.demo.example"))
        return self._session.read(account)

    def __getattr__(self, name):
        return getattr(self._session, name)


def test_an_unknown_outcome_is_a_4_and_is_looked_up_at_the_next_start(desk):
    desk("verify", "ada.byron", answers=PROVE)
    dark = replace(desk.console.sign_in, directory=Dark(desk.directory), is_alive=lambda host, process: False)
    ran = replace(desk, console=replace(desk.console, sign_in=dark))("reset", "ada.byron", answers=[YES])
    assert ran.code == Exit.UNKNOWN
    assert "Temporary password set: UNKNOWN. It is not known whether the change was made." in ran.out
    assert ran.terminal.on_page == []
    later = replace(desk.console.sign_in, is_alive=lambda host, process: False)
    found = replace(desk, console=replace(desk.console, sign_in=later))("lookup", "ada.byron")
    assert re.search(r"Record \d+, account ada.byron: it was done", found.err)


def test_an_unreachable_directory_is_a_5(desk):
    desk.directory.fail_next("unreachable")
    ran = desk("lookup", "ada")
    assert ran.code == Exit.UNREACHABLE
    assert "dc1.demo.example does not answer." in ran.err


@pytest.mark.parametrize(
    ("operator", "says"),
    [("locked", "Your own account is locked."), ("norole", "You are in none of the groups")],
)
def test_an_operator_who_may_not_sign_in_is_a_3(desk, operator, says):
    ran = desk("lookup", "ada", operator=operator)
    assert ran.code == Exit.NOT_PERMITTED
    assert says in ran.err


class Interrupting:
    """Somebody presses Ctrl+C, and the line breaks, while the directory writes."""

    def __init__(self, inner) -> None:
        self._inner = inner

    def sign_in(self, login, password):
        self._session = self._inner.sign_in(login, password)
        return self

    @contextmanager
    def prepare_change(self, account):
        with self._session.prepare_change(account) as prepared:

            def change(change):
                for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGTSTP):
                    os.kill(os.getpid(), number)
                return prepared.change(change)

            yield SimpleNamespace(read=prepared.read, change=change)

    def __getattr__(self, name):
        return getattr(self._session, name)


def test_signals_wait_for_the_outcome_of_a_write(desk):
    sign_in = replace(desk.console.sign_in, directory=Interrupting(desk.directory))
    ran = replace(desk, console=replace(desk.console, sign_in=sign_in))(
        "reset", "ada.byron", answers=[*PROVE, YES]
    )
    assert ran.code == Exit.DONE
    assert "Temporary password set: DONE" in ran.out
    assert "came too late" in ran.err
    assert signs_in(desk, "ada.byron", shown_password(ran)) == "773"


class Elsewhere:
    """A directory in which another server decides on lockouts: the account is locked there, too."""

    name = "dc9.demo.example"

    def __init__(self, inner, error=None) -> None:
        self._inner = inner
        self._error = error
        self._locked = True

    def sign_in(self, login, password):
        self._session = self._inner.sign_in(login, password)
        return self

    def lockout_server(self, account):
        return SimpleNamespace(name=self.name, read=self._read, prepare_change=self._prepare)

    def _read(self, account):
        found = self._session.read(account)
        return replace(found, server=self.name, state=replace(found.state, locked=self._locked))

    @contextmanager
    def _prepare(self, account):
        if self._error:
            raise self._error

        def change(_):
            self._locked = False
            return Reply(ReplyKind.ACCEPTED)

        yield SimpleNamespace(read=lambda: self._read(account), change=change)

    def __getattr__(self, name):
        return getattr(self._session, name)


def unlock_with(desk, directory):
    sign_in = replace(desk.console.sign_in, directory=directory)
    return replace(desk, console=replace(desk.console, sign_in=sign_in))(
        "unlock", "grace.okafor", answers=[*PROVE, YES]
    )


def test_an_unlock_at_another_server_is_a_line_of_its_own(desk):
    ran = unlock_with(desk, Elsewhere(desk.directory))
    assert ran.code == Exit.DONE
    assert ran.out.splitlines()[:2] == [
        "Account unlocked: DONE",
        "Account unlocked at dc9.demo.example: DONE",
    ]


def test_what_is_not_done_at_another_server_is_said_and_no_part_of_the_exit_code(desk):
    error = DirectoryUnreachable(problem("unreachable", server=Elsewhere.name))
    ran = unlock_with(desk, Elsewhere(desk.directory, error))
    assert ran.code == Exit.DONE
    first, second = ran.out.splitlines()[:2]
    assert first == "Account unlocked: DONE"
    assert second.startswith(
        "Account unlocked at dc9.demo.example: NOT DONE. dc9.demo.example, which decides"
    )
    assert "dc9.demo.example does not answer. It learns of the unlock by replication" in second


SENT = replace(POLICY, passwords=PasswordRules(handed_over=HandOver.SMS))
_CARRIES = MessageKind.NEW_PASSWORD


def taking(desk) -> list[str]:
    """What was in the messages that carry a password, as their readers have it."""
    got: list[str] = []

    def kept(message):
        if message.kind is _CARRIES:
            got.append(message.code.reveal())
        return Delivered(DeliveryKind.SENT)

    desk.post.answer = kept
    return got


@pytest.mark.parametrize("printed", [(), ("--print-password",)])
def test_a_password_that_is_for_the_person_alone_is_printed_nowhere(desk, printed):
    got = taking(desk)
    ran = desk.with_policy(SENT)("reset", "ada.byron", *printed, answers=[*PROVE, YES])
    assert ran.code == Exit.DONE
    assert "New password: sent by SMS, •••• 01." in ran.out
    assert signs_in(desk, "ada.byron", got[0]) == "773"
    seen = ran.out + ran.err + ran.terminal.text
    record = desk("audit", "list", "--json", operator="super").out
    assert got[0] not in seen + record
    assert ran.terminal.on_page == []


def test_who_would_type_a_password_is_told_before_anybody_is_asked_for_a_code(desk):
    ran = desk.with_policy(SENT)("reset", "ada.byron", "--ask-password", answers=[])
    assert ran.code == Exit.REFUSED
    assert "This desk uses generated passwords only." in ran.err


def test_a_password_that_was_not_sent_is_sent_again_where_somebody_says_so(desk):
    down, tries = problem("delivery-unreachable", server="mx"), []

    def later(message):
        tries.append(message.kind)
        failed = message.kind is _CARRIES and tries.count(_CARRIES) == 1
        return Delivered(DeliveryKind.REFUSED, down) if failed else Delivered(DeliveryKind.SENT)

    desk.post.answer = later
    ran = desk.with_policy(SENT)("reset", "ada.byron", answers=[*PROVE, YES, ("send it again", "again")])
    assert ran.code == Exit.DONE
    lines = [each for each in ran.out.splitlines() if each.startswith("New password")]
    assert lines == [
        "New password: NOT sent by SMS, •••• 01. mx does not answer, so nothing was sent.",
        "New password: sent by SMS, •••• 01.",
    ]


def test_a_password_that_was_not_sent_is_said_where_nobody_is_asked(desk):
    down = problem("delivery-unreachable", server="mx")
    desk.post.answer = lambda message: Delivered(DeliveryKind.REFUSED, down)
    desk.with_policy(SENT)("verify", "ada.byron", answers=PROVE)
    ran = desk.with_policy(SENT)("reset", "ada.byron", "--yes", terminal=False)
    assert ran.code == Exit.DONE
    assert "reset once more" in ran.err
