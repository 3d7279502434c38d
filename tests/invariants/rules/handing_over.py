"""A new password that no operator sees."""

from invariants.taking_out import Rule

_TESTS = "tests/desk/test_handing_over.py"

RULES = [
    Rule(
        "a password for the person alone is on no receipt",
        "desk.performing:Actions._settle",
        "None if ways else password",
        "password",
        f"{_TESTS} -k names_and_to_no_operator",
    ),
    Rule(
        "nor typed by an operator",
        "desk.policy:PasswordRules.may_be_typed",
        "self.typed and self.handed_over is HandOver.SHOWN",
        "self.typed",
        f"{_TESTS} -k types",
    ),
    Rule(
        "it is not sent before it was read back as set",
        "desk.handing_over:HandingOver.hand_over",
        "not done",
        "False",
        f"{_TESTS} -k could_not_be_read_back",
    ),
    Rule(
        "nor by a key before that",
        "desk.handing_over:_proven",
        "not _is_reset(read_back(before, account, steps, held.reply))",
        "False",
        f"{_TESTS} -k did_not_do",
    ),
    Rule(
        "nor once another one is set",
        "desk.handing_over:_proven",
        "held.marks != marks",
        "False",
        f"{_TESTS} -k set_another",
    ),
    Rule(
        "not to a contact that is new",
        "desk.password_ways:_way",
        "if option.why_not:",
        "if False:",
        f"{_TESTS} -k 'just_changed or just_registered'",
    ),
    Rule(
        "a registered contact is new for the fresh days too",
        "desk.password_ways:_rules",
        "max(policy.registration.new_hours, 24 * policy.verification.contacts.fresh_days)",
        "policy.registration.new_hours",
        f"{_TESTS} -k fresh_days",
    ),
    Rule(
        "not to the operator",
        "desk.password_ways:_way",
        "address and (why_not := _against(session, kind, address))",
        "why_not := ''",
        f"{_TESTS} -k operators_own",
    ),
    Rule(
        "13 who can be sent none is not reset",
        "desk.offering:impossible",
        "*password_ways.plan(session, account, action).refusals",
        "",
        f"{_TESTS} -k lacks_one",
    ),
    Rule(
        "it is held while its receipt is open",
        "desk.handing_over:HandingOver.forget",
        "self._hold(None)",
        "pass",
        f"{_TESTS} -k receipt_is_closed",
    ),
]
