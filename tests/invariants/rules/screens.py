"""The full screen: what is shown, typed, and left behind."""

from invariants.taking_out import Rule

RULES = [
    Rule(
        "6 names are no markup",
        "tui.widgets.words:Words.show",
        "self.update(content)",
        "self.update(content.plain)",
        "tests/tui/test_secrets.py -k names_are_shown_as_they_stand_on_every_screen",
    ),
    Rule(
        "7 a closed receipt holds no password",
        "tui.screens.receipt:ReceiptScreen.leave",
        "self._password.drop()",
        "pass",
        "tests/tui/test_secrets.py -k 'gone_when_the_receipt_closes or no_secret_object'",
    ),
    Rule(
        "7 a password is not copied",
        "tui.widgets.fields:SecretField.action_copy",
        "def action_copy",
        "def no_action_copy",
        "tests/tui/test_secrets.py -k never_copied",
    ),
    Rule(
        "6 a paste is clean",
        "tui.terminal_input:TerminalInput._events_of",
        "[events.Paste(typed(text))]",
        "[events.Paste(text)]",
        "tests/tui/test_key_sequences.py -k paste_is_clean",
    ),
    Rule(
        "15 bytes of another encoding are replaced",
        "tui.key_sequences:KeySequences.__init__",
        'codecs.getincrementaldecoder("utf-8")("replace")',
        'codecs.getincrementaldecoder("utf-8")("strict")',
        "tests/tui/test_key_sequences.py -k not_utf8",
    ),
    Rule(
        "15 a paste ends",
        "tui.key_sequences:KeySequences._end_what_is_overdue",
        "if now - self._began >= MOST_SECONDS:",
        "if False:",
        "tests/tui/test_key_sequences.py -k never_closes",
    ),
    Rule(
        "2 a fault waits for the outcome of what is being written",
        "tui.app:DeskApp._end_if_due",
        "self._writes",
        "False",
        "tests/tui/test_secrets.py -k waits_for_its_outcome",
    ),
    Rule(
        "16 a list that is too long is cut and not what is to be done",
        "tui.widgets.problem_line:ProblemLine.render",
        "while room and words",
        "while False and words",
        "tests/tui/test_problem_line.py -k too_long",
    ),
    Rule(
        "16 the sign-in has room for what is not there",
        "tui/desk.tcss",
        "SignInScreen ProblemLine { max-height: 50%; }",
        "SignInScreen ProblemLine { max-height: 2; }",
        "tests/tui/test_problem_line.py -k too_long",
    ),
    Rule(
        "15 the thread that draws does not die",
        "tui.driver:_Screen._try",
        "except Exception as error:  # noqa: BLE001 - whatever it is, it is told once",
        "except KeyError as error:",
        "tests/tui/test_bytes.py -k 'any_thread and writer'",
    ),
    Rule(
        "15 a fault of the thread that draws ends it",
        "tui.driver:_Screen._try",
        "self._end(error)",
        "",
        "tests/tui/test_bytes.py -k 'any_thread and writer'",
    ),
    Rule(
        "15 what the parser breaks at is dropped",
        "tui.terminal_input:TerminalInput._known",
        "except Exception:  # noqa: BLE001 - it computes",
        "except KeyError:  # it computes",
        "tests/tui/test_key_sequences.py",
    ),
    Rule(
        "a terminal that went away is no fault",
        "tui.driver:TerminalDriver._end",
        "is_lost = isinstance(error, OSError | EOFError)",
        "is_lost = False",
        "tests/tui/test_bytes.py -k 'went_away or end_of_input'",
    ),
    Rule(
        "7 what was typed behind the end is not left to the shell",
        "tui.terminal:run_on_terminal",
        "_drop_unread()",
        "",
        "tests/tui/test_bytes.py -k 'behind_the_end and f10'",
    ),
]
