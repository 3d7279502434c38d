"""Whole calls in plain lines: nothing without a yes, nothing left behind, nobody else at the terminal."""

from invariants.taking_out import Rule

RULES = [
    Rule(
        "1 the dialogue writes after a yes alone",
        "plain.dialogue.acting:Acting._is_agreed",
        "if is_yes(typed):",
        "if True:",
        "tests/plain/dialogue/test_calls.py -k without_a_yes",
    ),
    Rule(
        "1 a yes in the dialogue is not typed ahead",
        "plain.dialogue.acting:Acting._is_agreed",
        "talk.terminal.drop_typed_ahead()",
        "pass",
        "tests/plain/dialogue/test_safety.py -k typed_before",
    ),
    Rule(
        "1 a call of the dialogue that is left ends what was proven in it",
        "plain.dialogue.call:Call.open",
        "of_one.end()",
        "pass",
        "tests/plain/dialogue/test_safety.py -k worth_nothing_in_the_next",
    ),
    Rule(
        "2 the dialogue ends behind the outcome",
        "plain.dialogue.acting:Acting._done",
        "with outcome_first(talk):",
        "if True:",
        "tests/plain/dialogue/test_safety.py -k outcome_comes_first",
    ),
    Rule(
        "7 a password in the dialogue stands on a page that goes",
        "plain.dialogue.receipt:SecretPlace._show",
        "with self.talk.terminal.page():",
        "if True:",
        "tests/plain/dialogue/test_calls.py -k shown_on_a_page",
    ),
    Rule(
        "7 a receipt of the dialogue that is left holds no password",
        "plain.dialogue.receipt:SecretPlace.stay",
        "self.close()",
        "pass",
        "tests/plain/dialogue/test_safety.py -k left_holds_no_password",
    ),
    Rule(
        "7 what is not used or seen is not thrown away by a word of the dialogue",
        "plain.dialogue.spoken:Spoken._go",
        "if self._is_sure(places):",
        "if True:",
        "tests/plain/dialogue/test_words.py -k 'password_that_nobody_saw and quit'",
    ),
    Rule(
        "7 a dialogue that is locked shows nothing of the caller",
        "plain.dialogue.session:_Sessions._locked",
        "is_cleared = terminal.clear()",
        "is_cleared = True",
        "tests/plain/dialogue/test_lock.py -k 'nothing_of_the_caller and card'",
    ),
    Rule(
        "15 a dialogue that nobody answers ends",
        "plain.dialogue.spoken:Spoken.wait_for_answers",
        "self._inner.patience = seconds or None",
        "pass",
        "tests/plain/dialogue/test_words.py -k silence",
    ),
    Rule(
        "15 a question of the dialogue that nobody answers ends",
        "plain.terminal:Terminal._line",
        "raise NobodyAnswered",
        "pass",
        "tests/plain/dialogue/test_terminal_of_dialogue.py -k patience",
    ),
    Rule(
        "7 a saved password opens the dialogue once",
        "plain.dialogue.session:_Sessions._begin_again",
        "self._saved = None",
        "pass",
        "tests/plain/dialogue/test_words.py -k somebody_else",
    ),
    Rule(
        "7 a ticket opens the dialogue for nobody who comes next",
        "plain.dialogue.session:_Sessions._left",
        "self._talk.console.sign_in.ticket.spend()",
        "pass",
        "tests/plain/dialogue/test_words.py -k silence",
    ),
]
