"""The write: its clearance, its intent, its outcome."""

from invariants.taking_out import Rule

RULES = [
    Rule(
        "1 no write without a clearance",
        "desk.performing:Actions.perform",
        "clearance is None",
        "False",
        "tests/desk/test_actions.py -k without_a_clearance",
    ),
    Rule(
        "1 a clearance is consumed",
        "desk.performing:Actions.perform",
        "not self._stores.clearances.consume(clearance_id, self._clock.now())",
        "False",
        "tests/desk/test_actions.py -k used_up",
    ),
    Rule(
        "1 a clearance is bound to its operator and actions",
        "desk.clearance:against_clearance",
        "clearance.operator != operator or action not in clearance.actions",
        "False",
        "tests/desk/test_actions.py -k 'for_its_operator or for_its_actions'",
    ),
    Rule(
        "1 a clearance expires",
        "desk.clearance:against_clearance",
        "now >= clearance.expires_at",
        "False",
        "tests/desk/test_actions.py -k a_clearance_expires",
    ),
    Rule(
        "1 a clearance is bound to the policy",
        "desk.clearance:against_clearance",
        "clearance.policy_version != policy_version",
        "False",
        "tests/desk/test_actions.py -k for_the_policy",
    ),
    Rule(
        "1 the fingerprint is compared inside the write",
        "desk.performing:Actions._demand",
        "why is None and fingerprint(account) != clearance.fingerprint",
        "False",
        "tests/desk/test_actions.py -k changed_since_the_proof",
    ),
    Rule(
        "2 what is not settled stays open",
        "desk.performing:Actions._record_outcome",
        "not settled",
        "False",
        "tests/desk/test_actions.py -k comes_late",
    ),
    Rule(
        "3 somebody else's write is not ours",
        "desk.interrupted:_judge",
        "applied is None or not _is_ours(intent, after, steps)",
        "applied is None",
        "tests/desk/test_actions.py -k day_after",
    ),
    Rule(
        "2 the intent stands before the write",
        "desk.recorder:Recorder.write",
        "return self._audit.append(event, self._facts(about, facts), self._clock.now())",
        "from helpdesk_tui.desk.ports import Record\n"
        "if event != 'action.intent':\n"
        "    return self._audit.append(event, self._facts(about, facts), self._clock.now())\n"
        "return Record(0, self._clock.now(), event, {}, '')",
        "tests/desk/test_actions.py -k 'intent_stands or no_record_no_write'",
    ),
    Rule(
        "2 an interrupted action is found at the next start",
        "desk.desk:_opened",
        "resolved = resolve(session)",
        "resolved = ()",
        "tests/desk/test_actions.py -k 'next_start or died_before'",
    ),
    Rule(
        "3 an accepted write is read back",
        "desk.actions.reading_back:_result",
        "if shown:",
        "if True:",
        "tests/desk/test_actions.py -k 'yes_from_the_server or partial'",
    ),
    Rule(
        "4 a lost write is never sent again",
        "desk.performing:Actions._outcome",
        "return self._search_for_lost(account_id, steps, before)",
        "with self._directory.prepare_change(account_id) as again:\n"
        "    rules, info = self._policy.passwords, self._directory.info\n"
        "    again.change(change_for(Order(Action.RESET), Secret('x'), rules, info))\n"
        "return self._search_for_lost(account_id, steps, before)",
        "tests/desk/test_actions.py -k lost_answer",
    ),
    Rule(
        "12 unknown is not done",
        "desk.actions.reading_back:_result",
        'StepResult(step, Outcome.UNKNOWN, problem("read-back-blind"))',
        "StepResult(step, Outcome.DONE)",
        "tests/desk/test_reading_back.py -k cannot_be_read",
    ),
    Rule(
        "1 who was reset twice a day is reset by a supervisor",
        "desk.recent:too_often",
        "len(begun) < most",
        "True",
        "tests/desk/test_recent.py -k 'third_reset or before_anybody'",
    ),
    Rule(
        "1 the resets of a day are counted inside the write",
        "desk.performing:Actions._write.account",
        "begun.intent)",
        "0)",
        "tests/desk/test_recent.py -k same_moment",
    ),
    Rule(
        "13 what was done too often is said before a proof",
        "desk.offering:forbidden",
        "*recent.against(session, account.id, action),",
        "",
        "tests/desk/test_recent.py -k third_reset",
    ),
    Rule(
        "3 a longer password follows a refused one",
        "desk.recent:refused_by_policy",
        "count += 1",
        "pass",
        "tests/desk/test_recent.py -k longer_one_until",
    ),
    Rule(
        "3 who was not locked is not said to be unlocked",
        "desk.actions.reading_back:",
        "before.shown.get(step) is True",
        "False",
        "tests/desk/test_offering.py -k said_to_be_unlocked",
    ),
]
