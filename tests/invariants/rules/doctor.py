"""A look at the desk's surroundings goes past no sign-in, limit or record, and writes nothing."""

from invariants.taking_out import Rule

RULES = [
    Rule(
        "who looks as an operator signs in as for any command",
        "plain.signing_in:opened",
        "if signing_in.opened is None: go_through(talk, signing_in)",
        "signing_in.opened = signing_in.opened or signing_in._open_desk('')",
        "tests/plain/test_doctor.py -k 'password_alone_looks_at_nothing and none'",
    ),
    Rule(
        "no password is asked for where nothing can be recorded",
        "plain.doctor:_examined",
        "elif why := looks.against_sign_in(found):",
        "elif why := None:",
        "tests/plain/test_doctor.py -k nothing_can_be_recorded",
    ),
    Rule(
        "nor is anybody signed in where a sign-in would make the store, or end a change of its key",
        "compose.doctor:Doctor.against_sign_in",
        "is_ready or self.config is None",
        "True",
        "tests/doctor/test_faults.py -k 'no_store_is_ready'",
    ),
    Rule(
        "a borrowed system account lends no look at the directory",
        "compose.doctor:Doctor._no_service",
        "is_borrowed(self.environ)",
        "False",
        "tests/doctor/test_whole.py -k borrowed",
    ),
    Rule(
        "a sample account is looked at in the record",
        "desk.checkup:Checkup.account",
        'session.recorder.write("account.viewed", account)',
        "",
        "tests/desk/test_checkup.py -k looking_is_recorded",
    ),
    Rule(
        "and only where the desk serves it",
        "desk.checkup:Checkup.account",
        "refusals = guard.against_serving(account, scope, operator.roles)",
        "refusals = ()",
        "tests/desk/test_checkup.py -k does_not_serve",
    ),
    Rule(
        "surroundings are shown to who looks after the desk",
        "desk.checkup:Checkup.demand",
        "if not self.is_offered:",
        "if False:",
        "tests/desk/test_checkup.py -k others_are_refused",
    ),
    Rule(
        "a test message goes to oneself",
        "desk.checkup:Checkup._own",
        "if not is_own or not to:",
        "if not to:",
        "tests/desk/test_checkup.py -k nobody_else_gets_one",
    ),
    Rule(
        "and counts among what is sent",
        "desk.checkup:Checkup.send_test",
        "self._count(channel, to)",
        "",
        "tests/desk/test_checkup.py -k tests_count_among",
    ),
    Rule(
        "a look ends no change of the key",
        "store.looking:_Look._settled",
        "present, former = place.read(), place.former()",
        "super()._settled(place)\npresent, former = place.read(), place.former()",
        "tests/store/test_looking.py -k broke_off",
    ),
    Rule(
        "nor does it move one in a keyring",
        "store.looking:_reading_only",
        "_ReadingOnly(ring)",
        "ring",
        "tests/store/test_looking.py -k among_the_passwords",
    ),
    Rule(
        "nor does it make a store ready",
        "store.looking:verified_at",
        "database.look_with(key)",
        "from helpdesk_tui.clock import SystemClock\ndatabase.bring_up(key, SystemClock(), randomness)",
        "tests/store/test_looking.py -k not_made_ready",
    ),
]
