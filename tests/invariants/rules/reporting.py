"""After "this was not me"."""

from invariants.taking_out import Rule

TESTS = "tests/desk/test_reporting.py"
STORE = "tests/store/test_reports.py"

RULES = [
    Rule(
        "a report uses up every clearance of the account",
        "store.reports:SqlReportStore.add",
        "return end_clearances(connection, report.account, report.at, visits=True)",
        "return 0",
        f"{STORE} -k uses_up_clearances",
    ),
    Rule(
        "a report ends the codes that were sent",
        "store.reports:SqlReportStore.add",
        "end_challenges(connection, challenges.c.account == report.account)",
        "pass",
        f"{STORE} -k codes_that_were_sent",
    ),
    Rule(
        "the store issues no clearance by one person for an account that is held",
        "store.clearances:SqlClearanceStore.issue",
        "held(connection, known.account) and not is_approved(known)",
        "False",
        f"{STORE} -k without_a_second_operator",
    ),
    Rule(
        "two people serve an account that is held",
        "desk.second_factor:tier_for",
        "or hold_on(session, person) is not None",
        "",
        f"{TESTS} -k two_people_serve",
    ),
    Rule(
        "what was new when a report came does not count",
        "desk.verification:_why_not",
        "is_suspended(method, rules.hold)",
        "False",
        f"{TESTS} -k counts_for_nothing",
    ),
    Rule(
        "what a report suspends opens no exception",
        "desk.verification:plan",
        "or (rules.hold and _is_enough(methods, rules))",
        "",
        f"{TESTS} -k opens_no_exception",
    ),
    Rule(
        "who did what is disputed does not serve the account",
        "desk.recent:against",
        "reports.against_part(session, account),",
        "",
        f"{TESTS} -k who_changed_methods_had_a_part",
    ),
    Rule(
        "who did what is disputed does not approve",
        "desk.approving:against_approver",
        "had_part := reports.against_part(session, account.id, approver.id)",
        "had_part := None",
        f"{TESTS} -k neither_acts_nor_approves",
    ),
    Rule(
        "9 the guard answers who releases whom",
        "desk.releasing:Releasing._against_release",
        "against[0] if against else",
        "",
        f"{TESTS} -k may_not_touch",
    ),
    Rule(
        "who did what is disputed does not release",
        "desk.releasing:Releasing._against_release",
        "reports.against_part(session, account.id)",
        "None",
        f"{TESTS} -k neither_acts_nor_approves",
    ),
    Rule(
        "a write stops at its last look if a report came since the clearance was used",
        "desk.cleared:demand",
        "why = why or reports.against_unapproved(session, clearance)",
        "pass",
        f"{TESTS} -k last_look",
    ),
    Rule(
        "reports are limited for each operator",
        "desk.reporting:Reporting._against",
        "count >= session.policy.reports.an_hour",
        "False",
        f"{TESTS} -k so_many_in_an_hour",
    ),
    Rule(
        "a migration makes nothing whole that another hand changed",
        "store.seals:Seals.laying_out",
        "was_bound = self._is_bound(newest(connection))",
        "was_bound = True",
        "tests/store/test_seals.py -k not_made_whole_by_its_migration",
    ),
]
