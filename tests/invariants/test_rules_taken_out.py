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
        "messages cost money: a destination gets so many, whomever they are about",
        "store/challenges.py",
        '        "destination": (limits.destination, challenges.c.counted_as == row["counted_as"]),\n',
        "",
        "tests/desk/test_sent_codes.py -k one_number_gets_ten",
    ),
    Rule(
        "messages cost money: an operator sends so many, wherever they go",
        "store/challenges.py",
        '        "operator": (limits.operator, challenges.c.operator == row["operator"]),\n',
        "",
        "tests/desk/test_sent_codes.py -k one_operator_sends_forty",
    ),
    Rule(
        "messages cost money: the desk sends so many in a day",
        "store/challenges.py",
        '        "desk": (limits.desk, true()),\n',
        "",
        "tests/desk/test_sent_codes.py -k so_many_in_a_day",
    ),
    Rule(
        "messages cost money: no SMS goes to a dear number, whoever registered it",
        "desk/session.py",
        "        if why := against(message, self.policy.verification.sending):",
        "        if against and False:",
        "tests/desk/test_sent_codes.py -k satellite_phone",
    ),
    Rule(
        "messages cost money: satellites and networks are no country's",
        "desk/textable.py",
        "    if _code_region(parsed) == _NETWORKS:",
        "    if False:",
        "tests/desk/test_textable.py -k costs_more",
    ),
    Rule(
        "messages cost money: notices are bounded by the changes that they tell of",
        "desk/registration/changes.py",
        "        if until is not None:",
        "        if False:",
        "tests/desk/test_registration.py -k twenty_times",
    ),
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
        "desk/clearance.py",
        "    if clearance.operator != operator or action not in clearance.actions:",
        "    if False:",
        "tests/desk/test_actions.py -k 'for_its_operator or for_its_actions'",
    ),
    Rule(
        "1 a clearance expires",
        "desk/clearance.py",
        "    if now >= clearance.expires_at:",
        "    if False:",
        "tests/desk/test_actions.py -k a_clearance_expires",
    ),
    Rule(
        "1 a clearance is bound to the policy",
        "desk/clearance.py",
        "    if clearance.policy_version != policy_version:",
        "    if False:",
        "tests/desk/test_actions.py -k for_the_policy",
    ),
    Rule(
        "1 the fingerprint is compared inside the write",
        "desk/actions.py",
        "if why is None and fingerprint(account) != clearance.fingerprint:",
        "if False:",
        "tests/desk/test_actions.py -k changed_since_the_proof",
    ),
    *(
        Rule(f"1 {name}", f"desk/registration/{module}", line, without, f"tests/desk/{tests}")
        for name, module, line, without, tests in [
            (
                "changing methods takes a clearance of its own",
                "visit.py",
                "clearance, session.operator.id, Action.CHANGE_METHODS, session.policy_version",
                "clearance, session.operator.id, min(clearance.actions), session.policy_version",
                "test_registration.py -k without_their_own",
            ),
            (
                "one session begins a visit",
                "visit.py",
                "        if not self.session.stores.clearances.consume(visit.clearance.id, now):",
                "        if False:",
                "test_registration.py -k 'two_sessions or another_session'",
            ),
            (
                "a visit ends with its call",
                "visit.py",
                "if opened.account != account_id",
                "if True",
                "test_registration.py -k ends_with_the_call",
            ),
            (
                "a visit rests on the account as it was proven",
                "visit.py",
                "        if why is None and fingerprint(account) != clearance.fingerprint:",
                "        if False:",
                "test_registration.py -k account_changes",
            ),
            (
                "a colleague's change ends a visit",
                "visit.py",
                '        return problem("methods-changed") if theirs else None',
                "        return None",
                "test_registration.py -k colleague",
            ),
            (
                "one person's enrolment is not another's",
                "visit.py",
                "        if begun is None or begun.clearance.account != account.id:",
                "        if begun is None:",
                "test_registration.py -k one_persons_enrolment",
            ),
            (
                "only what the tier allows is registered",
                "visit.py",
                "        if kind not in self.session.tier(visit.account).allowed:",
                "        if False:",
                "test_registration.py -k only_what_may_prove",
            ),
            (
                "a proof by a removed method clears nothing",
                "changes.py",
                "        self.replacing(visit)\n        self._session.stores.methods.remove",
                "        self._session.stores.methods.remove",
                "test_registration.py -k removed_clears_nothing",
            ),
            (
                "a change of methods starts the cool-down",
                "changes.py",
                "        until = self._note(visit, MAX_ADDED)",
                "        until = None",
                "test_registration.py -k who_registered",
            ),
            (
                "a code confirms the address that it was sent to",
                "contacts.py",
                "        own = digest(begun.kind, self._methods.contact(enrolment.method).reveal())",
                "        own = challenge.destination",
                "test_registration_contacts.py -k swapped",
            ),
            (
                "a sent code is not attested instead",
                "contacts.py",
                "        if begun.kind is not MethodKind.CALL_BACK:",
                "        if False:",
                "test_registration_contacts.py -k own_way",
            ),
            (
                "operators do not register what is their own",
                "contacts.py",
                "        if bare and bare == mine != theirs:",
                "        if False:",
                "test_registration_contacts.py -k their_own",
            ),
            (
                "a pass lives no longer than policy says",
                "handed_out.py",
                "        if not SHORTEST_PASS <= life <= rules.pass_minutes:",
                "        if not SHORTEST_PASS <= life:",
                "test_registration_handed_out.py -k no_longer",
            ),
        ]
    ),
    Rule(
        "1 a new address is not the only one that is told of it",
        "desk/notices.py",
        "[each for each in found if each.digest not in without] or found",
        "found",
        "tests/desk/test_notices.py -k 'told_of_itself'",
    ),
    Rule(
        "3 a notice that fails hides nothing",
        "desk/notices.py",
        "    except Exception:  # noqa: BLE001",
        "    except KeyError:  # noqa: BLE001",
        "tests/desk/test_notices.py -k breaks",
    ),
    Rule(
        "6 an address is one address",
        "desk/contacts.py",
        "or not _LOCAL.fullmatch(local)",
        "or not local",
        "tests/desk/test_contacts.py -k 'one_plain or second_header'",
    ),
    Rule(
        "1 a stated number is the whole one",
        "desk/contacts.py",
        "hmac.compare_digest(each.encode(), right.encode())",
        "right.endswith(each[-6:])",
        "tests/desk/test_contacts.py -k stated",
    ),
    Rule(
        "1 a clearance needs its gates",
        "desk/verification.py",
        "    gates_met = len(factors_met(verification)) >= verification.gates",
        "    gates_met = True",
        "tests/desk/test_verifying.py -k two_gates",
    ),
    Rule(
        "1 two proofs of one kind are one",
        "desk/verification.py",
        "    usable = len(_usable_factors(offered, tier))",
        "    usable = len([each for each in offered if not each.why_not])",
        "tests/desk/test_verifying.py -k two_numbers",
    ),
    Rule(
        "1 the operator still is one",
        "desk/actions.py",
        "        why = against_operator(session) or against_clearance(",
        "        why = against_clearance(",
        "tests/desk/test_verifying.py -k lost_the_right",
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
        "    resolved = resolve(session)",
        "    resolved = ()",
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
        "        with self._directory.prepare_change(account_id) as again:\n"
        "            again.change(change_for(Order(Action.RESET), Secret('x'), self._policy.passwords,"
        " self._directory.info))\n"
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
        "tls.py",
        "    context.minimum_version = ssl.TLSVersion.TLSv1_2",
        "    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE",
        "tests/directory/test_tls.py -k 'self_signed or another_authority'",
    ),
    Rule(
        "5 certificates are for the name",
        "tls.py",
        "    context.minimum_version = ssl.TLSVersion.TLSv1_2",
        "    context.check_hostname = False",
        "tests/directory/test_tls.py -k 'another_name or another_address'",
    ),
    Rule(
        "5 a common name is no name",
        "tls.py",
        "    context.hostname_checks_common_name = False",
        "    context.hostname_checks_common_name = True",
        "tests/directory/test_tls.py -k common_name",
    ),
    Rule(
        "5 before TLS one small answer",
        "directory/ldap.py",
        "        answer = self._answer_to(codec.start_tls(), codec.EXTENDED, before_tls())",
        "        answer = self._answer_to(codec.start_tls(), codec.EXTENDED, Budget())",
        "tests/directory/test_tls.py -k 'one_small_answer'",
    ),
    Rule(
        "15 a request has a deadline as a whole",
        "connection.py",
        "        timer.start()",
        "        pass",
        "tests/directory/test_reads.py -k 'drips'",
    ),
    Rule(
        "15 a message has an end",
        "directory/budget.py",
        "        if size > min(self.bytes, LARGEST_MESSAGE):",
        "        if False:",
        "tests/directory/test_ber.py -k 'larger_than_any'",
    ),
    Rule(
        "15 an answer has a budget",
        "directory/ber.py",
        "        if count > most:",
        "        if False:",
        "tests/directory/test_ber.py -k 'no_more_elements'",
    ),
    Rule(
        "15 numbers from a server are short",
        "directory/ber.py",
        "        elif length in contents:",
        "        elif True:",
        "tests/directory/test_ber.py -k 'no_server_sends'",
    ),
    Rule(
        "15 quitting cuts what is waited for",
        "connection.py",
        "                    self._handle.shutdown(socket.SHUT_RDWR)",
        "                    pass",
        "tests/directory/test_closing.py -k 'sign_in_that_is_held'",
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
        '        return clean((self.raw(name) or b"").decode("utf-8", "replace"), limit)',
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
        "desk/challenges/oath.py",
        "    factor = codes.matching_factor(seed, code, now, rules)\n"
        "    if factor is None:\n"
        "        raise course.failed(held, method, _why_wrong(course, method, seed, code, left))\n"
        "    if not stores.methods.accept_step(method.id, factor, now):",
        "    factor = codes.matching_factor(seed, code, now, rules)\n"
        "    if factor is None:\n"
        "        raise course.failed(held, method, _why_wrong(course, method, seed, code, left))\n"
        "    if False:",
        "tests/desk/test_verifying.py -k 'works_once or older_step'",
    ),
    Rule(
        "8 attempts are counted before the code is looked at",
        "desk/course.py",
        "        if isinstance(admitted, Blocked):\n"
        "            raise self.failed(held, method, blocked_problem(admitted))",
        "        if isinstance(admitted, Blocked):\n            return None, 0",
        "tests/desk/test_verifying.py -k own_limit",
    ),
    Rule(
        "8 about a blocked account nothing is sent",
        "desk/course.py",
        "        if blocked := block_on(self.session, held.account.id):",
        "        if blocked := None:",
        "tests/desk/test_sent_codes.py -k guessing_is_blocked",
    ),
    Rule(
        "8 a step counts once in the store",
        "store/seeds.py",
        "    return or_(methods.c.last_step.is_(None), methods.c.last_step < step)",
        "    return or_(methods.c.last_step.is_(None), methods.c.last_step < 1 << 60)",
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
        "store/links.py",
        "    digest = chain.digest(key, before, canonical)",
        '    digest = chain.digest(key, "", canonical)',
        "tests/store/test_audit.py -k 'whole_chain or swapped'",
    ),
    Rule(
        "7 a sealed secret is bound to its row",
        "store/sealing.py",
        "        return json.dumps([*place, self._key.id]).encode()",
        "        return json.dumps([*place[2:], self._key.id]).encode()",
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
        "9 the account is looked at on the connection that writes",
        "desk/actions.py",
        "            account = self._demand(clearance, order, prepared.read, begun.intent)",
        "            account = begun.account",
        "tests/desk/test_actions.py -k 'while_the_connection or on_the_connection'",
    ),
    Rule(
        "9 what lies outside of base_dn is not read",
        "directory/active_directory/reading.py",
        "        if not is_within(entry.dn, self._base):",
        "        if False:",
        "tests/directory/test_reads.py -k nobody_outside",
    ),
    Rule(
        "9 what lies outside of base_dn is not found",
        "directory/active_directory/search.py",
        " if is_within(entry.dn, self.base))",
        ")",
        "tests/directory/test_reads.py -k nobody_is_found_outside",
    ),
    Rule(
        "13 what the directory would surely refuse is said before a proof",
        "desk/guard.py",
        ", _right(account, action)]",
        "]",
        "tests/desk/test_guard.py -k surely_refuse",
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
                "    for held in sorted({account.sid, *groups}):",
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
        "desk/course.py",
        "            id=ClearanceId(self.session.chance.token(24)),",
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
    Rule(
        "1 a demanded approval is waited for",
        "desk/verification.py",
        "    return gates_met and (not verification.approval or is_approved(verification))",
        "    return gates_met",
        "tests/desk/test_tiers.py -k proves_a_protected_person",
    ),
    Rule(
        "1 nobody approves for oneself",
        "desk/approving.py",
        "    if approver.id == verification.operator or (",
        "    if False and (",
        "tests/desk/test_tiers.py -k nobody_approves",
    ),
    Rule(
        "1 a call-back is dialled first",
        "desk/challenges/attested.py",
        "        if called not in self._dialled:",
        "        if False:",
        "tests/desk/test_verifying.py -k after_the_number",
    ),
    Rule(
        "1 a code sent elsewhere proves nothing here",
        "desk/challenges/sent.py",
        "    if destination != challenge.destination:",
        "    if False:",
        "tests/desk/test_sent_codes.py -k managers_address",
    ),
    Rule(
        "1 the protected have a tier of their own",
        "desk/tiers.py",
        "    if guard.protecting_group(account, policy.scope):",
        "    if False:",
        "tests/desk/test_tiers.py -k is_fixed",
    ),
    Rule(
        "1 an elevated threat ends what is open",
        "desk/tiers.py",
        '    return f"{policy.version}!" if elevated else policy.version',
        "    return policy.version",
        "tests/desk/test_verifying.py -k 'threat'",
    ),
    Rule(
        "1 fresh contact data does not count",
        "desk/verification.py",
        "    return too_fresh(method.changed, rules.contacts, rules.now)\n\n\ndef too_fresh",
        "    return ''\n\n\ndef too_fresh",
        "tests/desk/test_sent_codes.py -k 'changed_lately or unknown_age'",
    ),
    Rule(
        "1 an exception is for those with too few methods",
        "desk/verification.py",
        "    if _fills(ordinary, tier, tier.gates) or not tier.exception:",
        "    if not tier.exception:",
        "tests/desk/test_tiers.py -k gets_no_exception",
    ),
    Rule(
        "1 who changed the methods does not reset",
        "desk/cooling.py",
        "    if action is not Action.RESET or longest == 0:",
        "    if True:",
        "tests/desk/test_verifying.py -k soon_after",
    ),
    Rule(
        "8 a sent code works once",
        "desk/challenges/sent.py",
        "    if not session.stores.challenges.use(challenge.id, Secret(code), destination, now):",
        "    if False:",
        "tests/desk/test_sent_codes.py -k 'ends_the_code_before or another'",
    ),
    Rule(
        "8 all answers must be right",
        "desk/challenges/knowledge.py",
        "    if not fits:",
        "    if False:",
        "tests/desk/test_challenges.py -k one_wrong_answer",
    ),
    Rule(
        "3 what was surely not sent is due again",
        "desk/notices.py",
        "            if left:\n",
        "            if False:\n",
        "tests/desk/test_notices.py -k those_who_are_left",
    ),
    Rule(
        "3 what may have been sent is not sent again",
        "desk/notices.py",
        "if notice.outcome is DeliveryKind.REFUSED]",
        "if notice.outcome is not DeliveryKind.SENT]",
        "tests/desk/test_notices.py -k may_have_been_sent",
    ),
    Rule(
        "3 what is never told is tried so often and no longer",
        "desk/late_notices.py",
        "    if _tries(due) >= TRIES or session.clock.now() - _since(due) > _TOO_LATE:",
        "    if False:",
        "tests/desk/test_notices.py -k 'growing_intervals or supervisor_sees'",
    ),
    Rule(
        "3 two consoles tell it once",
        "desk/late_notices.py",
        "    if session.recorder.finish(due.seq, account, count=0, again=mine.seq) is None:",
        "    if session.recorder.finish(due.seq, account, count=0, again=mine.seq) is due:",
        "tests/desk/test_notices.py -k two_consoles",
    ),
    Rule(
        "3 who dies over a notice leaves it to the next sign-in",
        "desk/desk.py",
        "    tell_late(session)\n",
        "    assert tell_late\n",
        "tests/desk/test_notices.py -k leaves_a_reset",
    ),
    Rule(
        "15 the report of an import is cut",
        "desk/importing.py",
        "        if len(self.refused) < _MOST_TOLD:",
        "        if True:",
        "tests/desk/test_importing.py -k full_of_faults",
    ),
    Rule(
        "15 what an import will not store is not held",
        "desk/importing.py",
        "                if tally.refused:\n                    _drop(held)\n",
        "",
        "tests/desk/test_importing.py -k not_held",
    ),
    Rule(
        "15 an import remembers few owners",
        "desk/importing.py",
        "        find = lru_cache(_MOST_OWNERS)(self._found)",
        "        find = lru_cache(None)(self._found)",
        "tests/desk/test_importing.py -k no_more_owners",
    ),
    Rule(
        "15 a file has so many tokens and no more",
        "importing/__init__.py",
        "        if taken > MOST_TAKEN:",
        "        if False:",
        "tests/importing/test_csv_file.py -k more_tokens",
    ),
    Rule(
        "12 a file of which nothing is read says why",
        "importing/__init__.py",
        "    if not last:\n        raise Refused",
        "    if False:\n        raise Refused",
        "tests/importing/test_recognising.py -k nothing_is_read",
    ),
    Rule(
        "7 a parameter's name that may be a key is not told",
        "importing/otpauth.py",
        "        if not _NAME.fullmatch(name) or words",
        "        if words",
        "tests/importing/test_otpauth.py -k bad_address",
    ),
    Rule(
        "8 one key is one thing of a person",
        "store/seeds.py",
        "            if key in known[account]:",
        "            if False:",
        "tests/desk/test_importing.py -k one_key",
    ),
    Rule(
        "1 a release ends visits",
        "desk/releasing.py",
        "session.clock.now(), visits=True)",
        "session.clock.now())",
        "tests/desk/test_registration.py -k supervisors_release",
    ),
    Rule(
        "1 manager and second operator are two people",
        "desk/course.py",
        "        self._demand_two_people(verification, account)\n",
        "",
        "tests/desk/test_tiers.py -k twice_at_the_same_moment",
    ),
    Rule(
        "8 beginning again draws no easier questions",
        "desk/challenges/knowledge.py",
        "    return session.stores.challenges.draw(turn, method.id, picked, session.clock.now())",
        "    return session.stores.challenges.draw(held.verification.id, method.id, picked, session."
        "clock.now())",
        "tests/desk/test_challenges.py -k easy_ones",
    ),
    Rule(
        "8 one verification of an account at a time",
        "desk/verifying.py",
        "        if holder is not None:",
        "        if False:",
        "tests/desk/test_verifying.py -k one_operator_at_a_time",
    ),
    Rule(
        "9 resets are for the enabled",
        "desk/guard.py",
        '    return None if enabled else problem("not-enabled")',
        "    return None",
        "tests/desk/test_tiers.py -k policy_enables",
    ),
    Rule(
        "9 only supervisors release",
        "desk/releasing.py",
        "        if Role.SUPERVISOR not in self._session.operator.roles:",
        "        if False:",
        "tests/desk/test_verifying.py -k releases_a_blocked",
    ),
    Rule(
        "6 a paste is clean",
        "tui/terminal_input.py",
        "return [events.Paste(typed(text))]",
        "return [events.Paste(text)]",
        "tests/tui/test_key_sequences.py -k paste_is_clean",
    ),
    Rule(
        "15 bytes of another encoding are replaced",
        "tui/key_sequences.py",
        'codecs.getincrementaldecoder("utf-8")("replace")',
        'codecs.getincrementaldecoder("utf-8")("strict")',
        "tests/tui/test_key_sequences.py -k not_utf8",
    ),
    Rule(
        "15 a paste ends",
        "tui/key_sequences.py",
        "            if now - self._began >= MOST_SECONDS:\n                self._end_paste",
        "            if False:\n                self._end_paste",
        "tests/tui/test_key_sequences.py -k never_closes",
    ),
    Rule(
        "2 a fault waits for the outcome of what is being written",
        "tui/app.py",
        "        if self._writes:\n            return\n        if self._failed:",
        "        if self._failed:",
        "tests/tui/test_secrets.py -k waits_for_its_outcome",
    ),
    Rule(
        "1 a new method proves no reset",
        "desk/verification.py",
        "    return why_too_new(method, rules.new_hours, rules.now)",
        '    return ""',
        "tests/desk/test_newness.py -k 'lone_registrar'",
    ),
    Rule(
        "1 a weak proof makes no method count at once",
        "desk/newness.py",
        "FACTS[kind].grade >= Grade.CODE and ",
        "",
        "tests/desk/test_newness.py -k 'however_old'",
    ),
    Rule(
        "1 a new method makes no other one count",
        "desk/newness.py",
        " and not why_too_new(own[method], hours, at)",
        "",
        "tests/desk/test_newness.py -k 'no_other_one or of_her_own'",
    ),
    Rule(
        "1 who was reset twice a day is reset by a supervisor",
        "desk/recent.py",
        "    if len(begun) < most:",
        "    if True:",
        "tests/desk/test_recent.py -k 'third_reset or before_anybody'",
    ),
    Rule(
        "1 the resets of a day are counted inside the write",
        "desk/actions.py",
        "begun.intent)\n        except DirectoryUnreachable",
        "0)\n        except DirectoryUnreachable",
        "tests/desk/test_recent.py -k same_moment",
    ),
    Rule(
        "13 what was done too often is said before a proof",
        "desk/verifying.py",
        "        return (*found, *recent.against(session, account.id, action))",
        "        return found",
        "tests/desk/test_recent.py -k third_reset",
    ),
    Rule(
        "8 of a code that was never typed nobody says that it was used",
        "desk/challenges/oath.py",
        'problem("code-used" if factor == newest else "code-older", left=left)',
        'problem("code-used", left=left)',
        "tests/desk/test_verifying.py -k never_typed",
    ),
    Rule(
        "1 more gates on bad days",
        "desk/tiers.py",
        "        gates=max(tier.gates, rules.threat_gates),\n",
        "",
        "tests/config/test_verification_settings.py -k needed_meanwhile",
    ),
    Rule(
        "1 every notice says where to object",
        "delivery/texts.py",
        'if "when" in WORDS[kind] else',
        "if False else",
        "tests/delivery/test_texts.py -k mistake_in_a_file",
    ),
    Rule(
        "16 a part of the scope without anybody is named",
        "desk/policy_check.py",
        "for part in _parts(scope)))",
        "for part in _parts(scope) if named[part]))",
        "tests/desk/test_policy_check.py -k each_part",
    ),
    Rule(
        "3 a longer password follows a refused one",
        "desk/recent.py",
        "            count += 1",
        "            pass",
        "tests/desk/test_recent.py -k longer_one_until",
    ),
    Rule(
        "a remark is no part of a number",
        "phone_text.py",
        "    return nearest in _BREAKS and not counted and not _NOBODY_ANSWERS.search(bare)",
        "    return True",
        "tests/test_phone.py -k leaves_a_doubt",
    ),
    Rule(
        "9 a name that was cut is in no scope and no tier",
        "desk/guard.py",
        '    if account.dn.endswith("…"):',
        "    if False:",
        "tests/desk/test_guard.py -k too_long_to_be_read_whole",
    ),
    Rule(
        "12 what was read and lies beyond the calendar is not unknown",
        "directory/values.py",
        '    return at if _EPOCH <= at < _FAR else "never"',
        "    return at",
        "tests/directory/test_values.py -k beyond_the_calendar_was_read",
    ),
    Rule(
        "what is too long is not looked up by its beginning",
        "directory/query.py",
        "    return found if short else None",
        "    return found",
        "tests/directory/test_filters.py -k too_long_finds_nothing",
    ),
    Rule(
        "a leaf is checked before it is believed",
        "store/seals.py",
        "                if (sealed, found) != (None, []) and not _same(sealed, self._value(leaf, found)):",
        "                if False:",
        "tests/store/test_seals.py -k 'forged_edited_or_deleted and clearances'",
    ),
    Rule(
        "whichever row is changed, its owner is asked about in vain",
        "store/leaves.py",
        "        _Part(schema.method_changes, _MINE),\n",
        "",
        "tests/store/test_forging.py",
    ),
    Rule(
        "the tree of seals is tied to the record",
        "store/seals.py",
        '        return self._mac("tie", str(top.root), str(top.seq), str(top.digest), top.layout)',
        '        return self._mac("tie", str(top.root), top.layout)',
        "tests/store/test_seals.py -k 'old_copy_of_a_row or nor_is_one_without'",
    ),
    Rule(
        "the tree of seals is tied to the definitions in the file",
        "store/seals.py",
        "str(top.digest), top.layout)",
        "str(top.digest))",
        "tests/store/test_seals.py -k planted",
    ),
    Rule(
        "no trigger is taken over",
        "store/rotation.py",
        "                drop_planted(connection)",
        "                pass",
        "tests/store/test_seals.py -k takes_no_trigger",
    ),
    Rule(
        "the groups of leaves are a tree",
        "store/seals.py",
        "            if not _same(sealed, self._node(parent, members)):",
        "            if False:",
        "tests/store/test_seals.py -k fits_no_tree",
    ),
    Rule(
        "a store is not sealed anew once it was sealed",
        "store/sealing_up.py",
        "    if first is None or not is_of_old(keys, link(first)):",
        "    if first is None:",
        "tests/store/test_seals.py -k made_to_look_old",
    ),
    Rule(
        "nor one whose record is gone",
        "store/sealing_up.py",
        "    if next(leaves(connection), None) is None and _first(connection) is None:",
        "    if _first(connection) is None:",
        "tests/store/test_seals.py -k nor_is_one_without_its_record",
    ),
    Rule(
        "an entry heals nothing that was put back",
        "store/seals.py",
        "self._tie(top._replace(seq=seq, digest=digest)) if self._is_bound(top) else None",
        "self._tie(top._replace(seq=seq, digest=digest))",
        "tests/store/test_seals.py -k does_not_heal",
    ),
    Rule(
        "a change of the key takes nothing over unasked",
        "store/rotation.py",
        "            if altered and not accept_changes:",
        "            if False:",
        "tests/store/test_seals.py -k nothing_over_unasked",
    ),
    Rule(
        "tries by an operator on others do not vanish",
        "store/attempts.py",
        "        self._database.seals.check(connection, of_account(account), *days)",
        "        self._database.seals.check(connection, of_account(account))",
        "tests/store/test_seals.py -k guesses_of_an_operator",
    ),
    Rule(
        "codes sent to others do not vanish",
        "store/challenges.py",
        "            self._database.seals.check(connection, *of_sent_since(at - _memory(limits), at))\n",
        "",
        "tests/store/test_seals.py -k sent_to_others",
    ),
    Rule(
        "an approval counts for its request only",
        "store/clearances.py",
        "            if known is None or (request is not None and request != known.approval_request):",
        "            if known is None:",
        "tests/desk/test_tiers.py -k ends_the_request",
    ),
    Rule(
        "a refusal ends the request",
        "store/clearances.py",
        "approval_request=request)).rowcount",
        "approval_request=verifications.c.approval_request)).rowcount",
        "tests/desk/test_tiers.py -k ends_the_request",
    ),
    Rule(
        "one keyring service a purpose",
        "saved_passwords.py",
        '    SIGN_IN = "helpdesk-tui/sign-in"',
        '    SIGN_IN = "helpdesk-tui/store-key"',
        "tests/test_saved_passwords.py -k never_is_a_password",
    ),
    Rule(
        "the store's key is saved under a service name of its own",
        "store/key_places.py",
        'SERVICE = "helpdesk-tui/store-key"',
        'SERVICE = "helpdesk-tui/sign-in"',
        "tests/store/test_keys.py -k no_other_purpose",
    ),
    Rule(
        "a key that was moved lies in no second place",
        "store/key_places.py",
        "        if self.has_strays():\n            self._delete(_FORMER_SERVICE, self._entry)",
        "        return",
        "tests/store/test_rotation.py -k 'any_line_of_its_move'",
    ),
    Rule(
        "copies of a key that a kill left behind are gone at the next start",
        "store/key_search.py",
        "            place.clear_strays()\n",
        "",
        "tests/store/test_keys.py -k kill_left_behind",
    ),
    Rule(
        "who became the system account by sudo reads no record",
        "compose/system_record.py",
        '        if self._environ.get("SUDO_UID", "0") != "0":',
        "        if False:",
        "tests/plain/test_system_record.py -k by_sudo_reads_nothing",
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
