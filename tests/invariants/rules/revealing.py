"""Secrets of devices: read under the same proof as a write."""

from invariants.taking_out import Rule

TESTS = "tests/desk/test_revealing_devices.py"
_SECRETS = "tests/directory/test_computer_secrets.py"

RULES = [
    Rule(
        "1 no secret is read without a clearance in force",
        "desk.cleared:demand",
        "if why:",
        "if False:",
        f"{TESTS} -k 'reads_once_and_then or refuses_it_clears'",
    ),
    Rule(
        "1 a clearance reads one secret",
        "desk.revealing_devices:RevealingDevices.reveal",
        "not self._stores.clearances.consume(clearance_id, self._session.clock.now())",
        "False",
        f"{TESTS} -k 'reads_once or two_consoles'",
    ),
    Rule(
        "1 an account that changed since the proof reads no secret",
        "desk.cleared:demand",
        "fingerprint(account) != clearance.fingerprint",
        "False",
        f"{TESTS} -k changed_since_the_proof",
    ),
    Rule(
        "2 the intent stands in the record before a secret is read, and all is asked again",
        "desk.revealing_devices:RevealingDevices._reveal.account",
        "self._demand(clearance, wanted, intent.seq)",
        "self._directory.read(clearance.account)",
        f"{TESTS} -k while_the_intent",
    ),
    Rule(
        "9 the guard stands inside the reading of a secret",
        "desk.cleared:demand",
        "if against:",
        "if False:",
        f"{TESTS} -k loses_it_meanwhile",
    ),
    Rule(
        "1 a report ends what was proven for a secret too",
        "desk.cleared:demand",
        "why = why or reports.against_unapproved(session, clearance)",
        "pass",
        f"{TESTS} -k reported_since",
    ),
    Rule(
        "9 a device is the person's own",
        "desk.devices:against",
        "or _not_theirs(session, account, device)",
        "",
        f"{TESTS} -k not_theirs",
    ),
    Rule(
        "9 no secret of a protected device is read",
        "desk.devices:against",
        "_protected(session, device) or",
        "",
        f"{TESTS} -k 'not_theirs or excluded_parts'",
    ),
    Rule(
        "9 no secret of the device of a protected person is read",
        "desk.devices:_of_protected",
        "if known and not protecting_group(found, session.policy.scope):",
        "if True:",
        f"{TESTS} -k policy_says_anybody",
    ),
    Rule(
        "9 a device that changed hands meanwhile is dropped unseen",
        "desk.revealing_devices:RevealingDevices._read",
        "devices.against(self._session, account, found.place.device)",
        "None",
        f"{TESTS} -k last_moment",
    ),
    Rule(
        "2 who died over a reading leaves it to be told",
        "desk.interrupted:_look",
        "if _was_read(intent):",
        "if False:",
        f"{TESTS} -k who_dies",
    ),
    Rule(
        "6 a name that anybody types ends no filter for computers",
        "directory.filters:escaped",
        "if byte in _PLAIN",
        "if True",
        "tests/directory/test_computer_secrets.py -k ends_no_filter",
    ),
    Rule(
        "7 a secret that was read is dropped with its screen",
        "tui.screens.revealing:ReceiptPage.leave",
        "self._secret.drop()",
        "pass",
        "tests/tui/test_devices.py -k gone_when_the_receipt_closes",
    ),
    Rule(
        "12 no computer is without a password where the schema was not read",
        "directory.active_directory.computer_secrets:ComputerSecrets._may_read_all",
        "len(secret) < len(shown)",
        "True",
        f"{_SECRETS} -k schema_that_was_read",
    ),
    Rule(
        "12 an attribute that does not say which it is may not surely be read",
        "directory.active_directory.computer_secrets:_types",
        "if guids[0] else ()",
        "",
        f"{_SECRETS} -k schema_that_was_read",
    ),
    Rule(
        "7 what is wrong with a password holds nothing of it",
        "directory.active_directory.secret_values:legacy_password",
        "with suppress(UnicodeDecodeError):",
        "if True:",
        f"{_SECRETS} -k no_password",
    ),
    Rule(
        "an older local password does not stand in for a hidden one",
        "directory.active_directory.computer_secrets:ComputerSecrets._unreadable",
        "entry.raw(_WINDOWS_EXPIRY) is None and",
        "",
        f"{_SECRETS} -k stand_in_for_a_hidden",
    ),
]
