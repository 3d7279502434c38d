"""A rule whose test cannot fail is no rule: each is taken out, and its test must fail.

Every case changes one line of a copy of the program and runs the named tests against that copy.
A line that has moved on fails the case too, so that the list stays true.
"""

import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Rule:
    """`line` in `module` is the rule; with `without` in its place, `tests` must fail."""

    invariant: str
    module: str
    line: str
    without: str
    tests: str


RULES = [
    Rule(
        "1 no write without a clearance",
        "desk/actions.py",
        '        if clearance is None:\n            raise self._denied(None, order, problem("no-clearance"))',
        "        pass",
        "tests/desk/test_actions.py -k without_a_clearance",
    ),
    Rule(
        "1 a clearance is consumed",
        "desk/actions.py",
        "        if not self._stores.clearances.consume(clearance_id, self._clock.now()):",
        "        if False:",
        "tests/desk/test_actions.py -k used_up",
    ),
    Rule(
        "1 a clearance is bound to its operator and actions",
        "desk/actions.py",
        "if clearance.operator != self._session.operator.id or order.action not in clearance.actions:",
        "if False:",
        "tests/desk/test_actions.py -k 'for_its_operator or for_its_actions'",
    ),
    Rule(
        "1 a clearance expires",
        "desk/actions.py",
        "        if now >= clearance.expires_at:",
        "        if False:",
        "tests/desk/test_actions.py -k a_clearance_expires",
    ),
    Rule(
        "1 a clearance is bound to the policy",
        "desk/actions.py",
        "        if clearance.policy_version != self._policy.version:",
        "        if False:",
        "tests/desk/test_actions.py -k for_the_policy",
    ),
    Rule(
        "1 the fingerprint is compared inside the write",
        "desk/actions.py",
        "if why is None and fingerprint(account) != clearance.fingerprint:",
        "if False:",
        "tests/desk/test_actions.py -k changed_since_the_proof",
    ),
    Rule(
        "1 changing methods takes a clearance of its own",
        "desk/registration.py",
        "or Action.CHANGE_METHODS not in clearance.actions:",
        "or False:",
        "tests/desk/test_registration.py -k without_their_own",
    ),
    Rule(
        "1 a clearance needs its gates",
        "desk/verification.py",
        "    return gates_met(verification) >= verification.gates",
        "    return True",
        "tests/desk/test_verifying.py -k two_gates",
    ),
    Rule(
        "1 two proofs of one kind are one",
        "desk/verification.py",
        "    kinds = {option.method.kind for option in offered if not option.why_not}",
        "    kinds = [option.method.kind for option in offered if not option.why_not]",
        "tests/desk/test_verifying.py -k two_numbers",
    ),
    Rule(
        "1 the operator still is one",
        "desk/actions.py",
        "        why = against_operator(self._session) or self._against_clearance(clearance, order)",
        "        why = self._against_clearance(clearance, order)",
        "tests/desk/test_verifying.py -k lost_the_right",
    ),
    Rule(
        "1 a proof by a removed method clears nothing",
        "desk/registration.py",
        "        self._void(account)\n        self._stores.methods.remove(method_id)",
        "        self._stores.methods.remove(method_id)",
        "tests/desk/test_registration.py -k removed_clears_nothing",
    ),
    Rule(
        "2 what is not settled stays open",
        "desk/actions.py",
        "            if not settled:",
        "            if False:",
        "tests/desk/test_actions.py -k comes_late",
    ),
    Rule(
        "3 somebody else's write is not ours",
        "desk/interrupted.py",
        "    if applied is None or not _is_ours(intent, after, steps):",
        "    if applied is None:",
        "tests/desk/test_actions.py -k day_after",
    ),
    Rule(
        "2 the intent stands before the write",
        "desk/recorder.py",
        "        return self._audit.append(event, self._facts(about, facts), self._clock.now())",
        "        from helpdesk_tui.desk.ports import Record\n"
        "        if event != 'action.intent':\n"
        "            return self._audit.append(event, self._facts(about, facts), self._clock.now())\n"
        "        return Record(0, self._clock.now(), event, {}, '')",
        "tests/desk/test_actions.py -k 'intent_stands or no_record_no_write'",
    ),
    Rule(
        "2 an interrupted action is found at the next start",
        "desk/desk.py",
        "        resolved=resolve(session),",
        "        resolved=(),",
        "tests/desk/test_actions.py -k 'next_start or died_before'",
    ),
    Rule(
        "3 an accepted write is read back",
        "desk/reading_back.py",
        "    if shown:\n        return StepResult(step, Outcome.DONE)",
        "    if True:\n        return StepResult(step, Outcome.DONE)",
        "tests/desk/test_actions.py -k 'yes_from_the_server or partial'",
    ),
    Rule(
        "4 a lost write is never sent again",
        "desk/actions.py",
        "        return self._search_for_lost(account_id, steps, before)",
        "        self._directory.change(account_id, change_for(Order(Action.RESET), Secret('x'),"
        " self._policy.passwords, self._directory.info))\n"
        "        return self._search_for_lost(account_id, steps, before)",
        "tests/desk/test_actions.py -k lost_answer",
    ),
    Rule(
        "4 what left and was not answered is unknown",
        "directory/active_directory/change.py",
        "    if not link.request_left:\n        return Reply(ReplyKind.NOT_SENT, why)",
        "    if True:\n        return Reply(ReplyKind.NOT_SENT, why)",
        "tests/directory/test_writes.py -k lost_reply",
    ),
    Rule(
        "5 certificates are verified",
        "directory/tls.py",
        "    context.minimum_version = ssl.TLSVersion.TLSv1_2",
        "    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE",
        "tests/directory/test_tls.py -k 'self_signed or another_authority'",
    ),
    Rule(
        "5 certificates are for the name",
        "directory/tls.py",
        "    context.minimum_version = ssl.TLSVersion.TLSv1_2",
        "    context.check_hostname = False",
        "tests/directory/test_tls.py -k 'another_name or another_address'",
    ),
    Rule(
        "5 no credential without TLS",
        "directory/ldap.py",
        '            if self._endpoint.tls not in {"ldaps", "starttls"}:',
        "            if False:",
        "tests/directory/test_tls.py -k 'no_way_to_ask'",
    ),
    Rule(
        "6 text from the directory is cleaned",
        "directory/active_directory/attributes.py",
        '        return clean((self.raw(name) or b"").decode("utf-8", "replace"))',
        '        return (self.raw(name) or b"").decode("utf-8", "replace")',
        "tests/directory/test_reads.py -k every_text",
    ),
    Rule(
        "6 text is cleaned of what a terminal obeys",
        "text.py",
        "        elif unicodedata.category(character) not in _DROPPED:",
        "        else:",
        "tests/test_text.py",
    ),
    Rule(
        "6 names are no markup",
        "tui/widgets/words.py",
        "            self.update(content)",
        "            self.update(content.plain)",
        "tests/tui/test_secrets.py -k names_are_shown_as_they_stand_on_every_screen",
    ),
    Rule(
        "7 a closed receipt holds no password",
        "tui/screens/receipt.py",
        "            self._password.drop()",
        "            pass",
        "tests/tui/test_secrets.py -k 'gone_when_the_receipt_closes or no_secret_object'",
    ),
    Rule(
        "7 a password is not copied",
        "tui/widgets/fields.py",
        '    def action_copy(self) -> None:\n        """Does nothing: a password is not copied."""',
        "    pass",
        "tests/tui/test_secrets.py -k never_copied",
    ),
    Rule(
        "7 a secret does not print",
        "secret.py",
        '        return "Secret(…)"',
        "        return str(self._value)",
        "tests/test_secret.py",
    ),
    Rule(
        "8 a code works once",
        "desk/verifying.py",
        "        if not self._stores.methods.accept_step(method.id, step, now):",
        "        if False:",
        "tests/desk/test_verifying.py -k 'works_once or older_step'",
    ),
    Rule(
        "8 attempts are counted before the code is looked at",
        "desk/verifying.py",
        "        if isinstance(admitted, Blocked):\n            raise self._failed(",
        "        if False:\n            raise self._failed(",
        "tests/desk/test_verifying.py -k 'five_wrong'",
    ),
    Rule(
        "8 a step counts once in the store",
        "store/methods.py",
        "                or_(methods.c.last_step.is_(None), methods.c.last_step < step),\n",
        "",
        "tests/store/test_methods.py -k only_a_newer_step",
    ),
    Rule(
        "8 a clearance counts once in the store",
        "store/clearances.py",
        "    return (clearances.c.used_at.is_(None), clearances.c.expires_at > at,",
        "    return (clearances.c.expires_at > at,",
        "tests/store/test_clearances.py",
    ),
    Rule(
        "8 an attempt is counted before its answer",
        "store/attempts.py",
        "            connection.execute(insert(attempts).values(row))",
        "            pass",
        "tests/store/test_attempts.py -k each_limit",
    ),
    Rule(
        "2 the record is a chain",
        "store/audit.py",
        "        digest = chain.digest(self._key, before, canonical)",
        '        digest = chain.digest(self._key, "", canonical)',
        "tests/store/test_audit.py -k 'whole_chain or swapped'",
    ),
    Rule(
        "7 a sealed secret is bound to its row",
        "store/sealing.py",
        "        return json.dumps([account, method, kind, self._key.id]).encode()",
        "        return json.dumps([kind, self._key.id]).encode()",
        "tests/store/test_methods.py -k moved_to_another_row",
    ),
    Rule(
        "9 the guard stands inside the write",
        "desk/actions.py",
        "        if against:\n            raise self._denied(account, order, against[0])",
        "        if False:\n            raise self._denied(account, order, against[0])",
        "tests/desk/test_actions.py -k guard_stands",
    ),
    Rule(
        "9 the guard stands before a verification",
        "desk/verifying.py",
        "        permitted = frozenset(action for action, found in reasons.items() if not found)",
        "        permitted = actions",
        "tests/desk/test_verifying.py -k role_that_may_not",
    ),
    *(
        Rule(f"9 {name}", "desk/guard.py", line, without, f"tests/desk/test_guard.py -k '{test}'")
        for name, line, without, test in [
            ("not oneself", 'return problem("own-account") if same else None', "return None", "own_account"),
            (
                "unreadable groups count as protected",
                '        return problem("protection-unknown")',
                "        return None",
                "unreadable_groups",
            ),
            (
                "nested and primary groups protect",
                "    for held in sorted({account.sid, *account.group_ids}):",
                "    for held in sorted({account.sid}):",
                "members_of_protected",
            ),
            (
                "scope holds",
                'return None if inside and not excluded else problem("out-of-scope")',
                "return None",
                "scope_is",
            ),
            (
                "peers are a supervisor's business",
                'return None if Role.SUPERVISOR in operator.roles else problem("peer-operator")',
                "return None",
                "members_of_the_desk",
            ),
            (
                "machines are not people",
                '        return problem("machine-account")',
                "        return None",
                "accounts_of_no_person",
            ),
        ]
    ),
    Rule(
        "10 the desk knows no adapter",
        "desk/guard.py",
        "from helpdesk_tui.desk.names import is_within",
        "import sqlalchemy  # noqa: F401\nfrom helpdesk_tui.desk.names import is_within",
        "tests/test_architecture.py",
    ),
    Rule(
        "11 time is given",
        "desk/lookup.py",
        "        now = session.clock.now()",
        "        import datetime\n        now = datetime.datetime.now(datetime.UTC)",
        "tests/test_time_and_chance.py",
    ),
    Rule(
        "11 chance is given",
        "desk/verifying.py",
        "            id=ClearanceId(self._chance.token(24)),",
        "            id=ClearanceId(__import__('secrets').token_urlsafe(24)),",
        "tests/test_time_and_chance.py",
    ),
    Rule(
        "12 unreadable is not empty",
        "directory/active_directory/attributes.py",
        "        if self.raw(name) is not None or self.descriptor is None:\n            return False",
        "        if self.raw(name) is None:\n            return True",
        "tests/directory/test_account.py -k 'unknown'",
    ),
    Rule(
        "12 unknown is not done",
        "desk/reading_back.py",
        '        return StepResult(step, Outcome.UNKNOWN, problem("read-back-blind"))',
        "        return StepResult(step, Outcome.DONE)",
        "tests/desk/test_reading_back.py -k cannot_be_read",
    ),
    Rule(
        "12 unknown is said",
        "desk/account.py",
        "    unknown = [word for value, word in _parts(state) if value is None]",
        "    unknown: list[str] = []",
        "tests/desk/test_account.py",
    ),
]


def copy_without(rule: Rule, place: Path) -> None:
    """A copy of the program with the rule's line replaced."""
    shutil.copytree(
        ROOT / "helpdesk_tui", place / "helpdesk_tui", ignore=shutil.ignore_patterns("__pycache__")
    )
    module = place / "helpdesk_tui" / rule.module
    text = module.read_text(encoding="utf-8")
    assert text.count(rule.line) == 1, (
        f"{rule.module} no longer holds the line of this rule once: {rule.line}"
    )
    module.write_text(text.replace(rule.line, rule.without), encoding="utf-8")


def run(tests: str, place: Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-P",
        "-m",
        "pytest",
        "-q",
        "-x",
        "-p",
        "no:cacheprovider",
        *shlex.split(tests),
    ]
    environment = {**os.environ, "PYTHONPATH": str(place), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=100, check=False
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.invariant.replace(" ", "-"))
def test_its_test_fails_without_the_rule(rule: Rule, tmp_path: Path) -> None:
    copy_without(rule, tmp_path)
    ran = run(rule.tests, tmp_path)
    assert ran.returncode == 1, f"exit {ran.returncode}\n{ran.stdout[-3000:]}{ran.stderr[-2000:]}"
    assert "failed" in ran.stdout
    assert "ModuleNotFoundError" not in ran.stdout
