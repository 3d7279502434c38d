"""The lock: nothing that was open is left, and nobody but its operator comes back."""

from invariants.taking_out import Rule

DESK = "tests/desk/test_locking.py"
SCREEN = "tests/tui/test_lock.py"

RULES = [
    Rule(
        "7 a lock closes the connection, and the password goes with it",
        "desk.locking:Locking.lock",
        "session.directory.close()",
        "pass",
        f"{DESK} -k who_locked_it",
    ),
    Rule(
        "1 what was proven ends with the lock",
        "desk.locking:Locking.lock",
        "self._verifying.end_calls()",
        "pass",
        f"{DESK} -k ends_with_the_lock",
    ),
    Rule(
        "a desk that is locked shows and does nothing",
        "desk.locking:Locking.lock",
        'replace(problem("session-locked"), ends_session=True)',
        "None",
        f"{DESK} -k nothing_is_shown",
    ),
    Rule(
        "nor is a write begun in a session that was ended or locked",
        "desk.standing:against_operator",
        "if session.standing.lost:",
        "if False:",
        f"{DESK} -k nothing_is_shown",
    ),
    Rule(
        "a lock spends the ticket",
        "desk.locking:Locking.lock",
        "self._ticket.spend()",
        "pass",
        f"{DESK} -k finds_no_ticket",
    ),
    Rule(
        "whoever locked the desk unlocks it, by the account and not by the login",
        "desk.sign_in:_demand_same",
        "directory.operator.id != again",
        "False",
        f"{DESK} -k became_somebody_elses",
    ),
    Rule(
        "a ticket without a second factor unlocks nothing",
        "desk.sign_in:SignIn.begin_with_ticket",
        "again is not None and not proven_by",
        "False",
        f"{DESK} -k ticket_alone",
    ),
    Rule(
        "tries to unlock are counted, and end",
        "desk.unlocking:Unlocking.begin",
        "self._left -= 1",
        "pass",
        f"{DESK} -k 'after_so_many or is_a_try_as_well'",
    ),
    Rule(
        "what is answered late opens nothing over the lock",
        "tui.stack:Stack.push",
        "not self._is_over",
        "True",
        f"{SCREEN} -k comes_late",
    ),
    Rule(
        "keys at the lock do not keep the session",
        "tui.app:DeskApp.on_event",
        "and not self._is_locked",
        "",
        f"{SCREEN} -k session_still_ends",
    ),
    Rule(
        "no screen stays under the lock",
        "tui.app:DeskApp._close_screens",
        "self.pop_screen() for _ in self.screen_stack[1:]",
        "",
        f"{SCREEN} -k comes_late",
    ),
    Rule(
        "a dialogue is locked at once, whatever would be lost",
        "plain.dialogue.spoken:Spoken._obey",
        "raise ToLock",
        "self._go(ToLock(), self._places)",
        "tests/plain/dialogue/test_lock.py -k 'nothing_of_the_caller and proof'",
    ),
    Rule(
        "who signs in behind somebody at a dialogue reads nothing of theirs",
        "plain.dialogue.session:_Sessions._left",
        "self._terminal.clear()",
        "pass",
        "tests/plain/dialogue/test_lock.py -k behind_somebody",
    ),
]
