"""Every setting of the policy, and of the services that check codes, has a test that shows that it is obeyed,
and is named here with it.

A new key fails until it has one. The tests go from TOML text to what the desk does.
"""

import ast
from functools import cache
from pathlib import Path

import pytest
from config.example import keys

from helpdesk_tui.desk.actions.registry import CALL_ACTIONS

ROOT = Path(__file__).resolve().parents[2]
VERIFICATION = "tests/config/test_verification_settings.py"
DESK = "tests/config/test_desk_settings.py"
VERIFIERS = "tests/config/test_verifiers.py"

OF_THE_POLICY = {
    "scope", "actions", "brake", "devices", "verification", "tiers", "contacts", "sending", "oath",
    "questions", "threat", "limits", "passwords", "registration", "notices", "reports", "feedback",
    "session", "search",
}  # fmt: skip
OF_FRONT_ENDS = {
    f"session.{each}"
    for each in (
        "idle_minutes",
        "lock_minutes",
        "copy_notes",
        "default_login",
        "repaint",
        "language",
        "time_zone",
    )
}
OF_VERIFIERS = {"radius", "privacyidea"}

PER_TIER = {
    "methods": "test_methods_that_are_not_named_prove_nobody",
    "minimum_grade": "test_the_weakest_grade_that_counts",
    "gates": "test_so_many_gates_are_needed",
    "prefilled": "test_prefilled_data_counts_as_said",
    "approval": "test_a_second_operator_approves_where_that_is_said",
    "exception": "test_the_exception_helps_those_with_too_few_methods",
    "exception_gates": "test_so_many_gates_has_the_exception",
    "minutes": "test_a_verification_is_over_after_so_many_minutes",
    "clearance_minutes": "test_a_clearance_is_over_after_so_many_minutes",
}
"""Each of these is run for [verification] and for a tier."""

IN_VERIFICATION = {
    **{f"verification.{key}": test for key, test in PER_TIER.items()},
    **{f"tiers.{key}": test for key, test in PER_TIER.items()},
    "verification.documents": "test_only_the_documents_that_are_named_are_known",
    "verification.ticket": "test_a_ticket_is_asked_for_as_said",
    "verification.ticket_pattern": "test_a_ticket_looks_as_said",
    "verification.ticket_example": "test_who_mistypes_a_ticket_is_shown_the_example",
    "tiers.name": "test_a_tier_is_called_by_its_name",
    "tiers.handed_over": "test_a_password_goes_to_whom_is_said_of_the_tier",
    "tiers.bases": "test_a_tier_is_for_those_below_its_bases",
    "tiers.groups": "test_a_tier_is_for_the_members_of_its_groups",
    "tiers.refused": "test_what_a_tier_refuses_is_not_done_to_its_people",
    "contacts.fresh_days": "test_a_number_counts_so_many_days_after_it_was_changed",
    "contacts.unknown_age": "test_a_number_of_unknown_age_counts_as_said",
    "contacts.caller_states_number": "test_the_caller_says_the_number_where_that_is_said",
    "sending.code_minutes": "test_a_sent_code_works_so_many_minutes",
    "sending.code_digits": "test_a_sent_code_has_so_many_digits",
    "sending.codes": "test_so_many_codes_are_sent_in_so_many_minutes",
    "sending.countries": "test_only_countries_that_are_named_are_texted",
    "sending.destination_codes": "test_so_many_codes_go_to_one_address_in_so_many_minutes",
    "sending.destination_minutes": "test_so_many_codes_go_to_one_address_in_so_many_minutes",
    "sending.operator_codes": "test_so_many_codes_sends_one_operator_in_so_many_minutes",
    "sending.operator_minutes": "test_so_many_codes_sends_one_operator_in_so_many_minutes",
    "sending.daily_codes": "test_so_many_codes_sends_the_desk_in_a_day",
    "sending.per_minutes": "test_so_many_codes_are_sent_in_so_many_minutes",
    "oath.window": "test_codes_of_so_many_steps_ago_count",
    "oath.look_ahead": "test_a_token_may_be_so_many_uses_ahead",
    "oath.resync_window": "test_two_codes_in_a_row_are_looked_for_so_far",
    "questions.registered": "test_so_many_questions_are_registered",
    "questions.asked": "test_so_many_of_them_are_asked",
    "questions.texts": "test_only_questions_that_are_named_are_registered",
    "threat.elevated": "test_an_elevated_threat_takes_weak_methods_away",
    "threat.file": "test_the_threat_is_elevated_while_its_file_exists",
    "threat.minimum_grade": "test_the_weakest_grade_that_counts_meanwhile",
    "threat.gates": "test_so_many_gates_are_needed_meanwhile",
}

IN_DESK = {
    "scope.bases": "test_only_the_parts_that_are_named_are_served",
    "scope.excluded": "test_only_the_parts_that_are_named_are_served",
    "scope.protected_groups": "test_protected_people_are_acted_on_by_those_who_may",
    "scope.protected": "test_protected_people_are_acted_on_by_those_who_may",
    "scope.enabled": "test_resets_are_for_whom_they_are_enabled",
    "scope.enabled_groups": "test_resets_are_for_whom_they_are_enabled",
    "scope.unlock_alone": "test_an_unlock_alone_is_done_as_said",
    **dict.fromkeys(
        (f"actions.{each.replace('-', '_')}" for each in CALL_ACTIONS), "test_each_role_does_what_it_may"
    ),
    "actions.groups": "test_people_are_added_to_the_groups_that_are_named",
    "devices.owner": "test_a_computer_s_secret_is_for_whom_it_says",
    "brake.roles": "test_the_brake_is_used_by_those_who_are_named",
    "brake.per_hour": "test_so_often_an_hour_the_brake_is_used",
    "search.limit": "test_a_search_shows_so_many",
    "search.phone_region": "test_a_number_without_country_is_of_the_one_that_is_named",
    **{
        f"limits.{which}_{what}": "test_so_many_failures_block_for_so_long"
        for which in ("account", "method", "operator")
        for what in ("failures", "minutes", "block_minutes")
    },
    "limits.resets_a_day": "test_so_often_one_person_is_reset_a_day",
    "passwords.length": "test_a_generated_password_has_so_many_characters",
    "passwords.typed": "test_a_password_is_typed_where_that_is_said",
    "passwords.minimum_score": "test_a_typed_password_is_as_hard_to_guess_as_is_said",
    "passwords.form": "test_a_generated_password_is_made_of_what_is_said",
    "passwords.words": "test_a_generated_password_is_made_of_what_is_said",
    "passwords.word_list": "test_words_come_from_the_file_that_is_named_if_nobody_else_may_write_it",
    "passwords.handed_over": "test_a_generated_password_goes_to_whom_is_said",
    "passwords.shown_instead": "test_a_password_that_cannot_be_sent_is_shown_where_that_is_said",
    "passwords.change_with_old": "test_people_change_their_own_where_that_is_said",
    "passwords.temporary_hours": "test_a_temporary_password_is_good_for_so_many_hours",
    "passwords.visible_seconds": "test_a_shown_password_is_hidden_after_so_many_seconds",
    "passwords.history_on_reset": "test_a_reset_obeys_history_as_said",
    "passwords.always_force_change": "test_a_reset_password_is_changed_where_that_is_said",
    "passwords.breached_file": "test_a_password_of_the_list_that_is_named_is_not_taken",
    "passwords.banned_mode": "test_a_word_that_is_banned_counts_as_said",
    "passwords.banned": "test_a_word_that_is_banned_counts_as_said",
    "passwords.synchronised": "test_that_the_cloud_may_not_ask_for_a_change_is_told_where_there_is_one",
    "passwords.keep_never_expiring": "test_a_password_that_never_expires_is_kept_where_that_is_said",
    "registration.issuer": "test_the_app_names_the_issuer",
    "registration.algorithm": "test_a_new_app_counts_with_the_algorithm",
    "registration.digits": "test_a_new_app_shows_so_many_digits",
    "registration.period": "test_a_new_app_shows_a_code_for_so_many_seconds",
    "registration.max_apps": "test_so_many_apps_may_one_person_have",
    "registration.combined": "test_one_registration_serves_mfa_too_where_that_is_said",
    "registration.required": "test_everybody_must_register_where_that_is_said",
    "registration.reconfirm_days": "test_methods_are_confirmed_again_after_so_many_days",
    "registration.pass_minutes": "test_an_access_pass_works_so_many_minutes",
    "registration.pass_length": "test_an_access_pass_has_so_many_characters",
    "registration.pass_once": "test_an_access_pass_works_once_or_more_often",
    "registration.own_hours": "test_who_changed_methods_resets_so_many_hours_later",
    "registration.any_hours": "test_everybody_resets_so_many_hours_later",
    "registration.new_hours": "test_a_new_method_counts_so_many_hours_later",
    "session.second_factor": "test_operators_prove_more_than_the_password_as_said",
    "session.second_factor_methods": "test_only_methods_that_are_named_prove_an_operator",
    "session.second_factor_grade": "test_the_weakest_grade_that_proves_an_operator",
    "session.second_factor_failures": "test_so_many_wrong_codes_block_an_operators_method_for_so_long",
    "session.second_factor_minutes": "test_so_many_wrong_codes_block_an_operators_method_for_so_long",
    "feedback.link": "test_the_desk_says_where_wishes_and_complaints_go",
    "reports.hours": "test_so_many_hours_are_disputed",
    "reports.operator_reports": "test_so_many_reports_takes_one_operator_down_in_an_hour",
    "notices.on_reset": "test_people_are_told_of_a_reset_where_that_is_said",
    "notices.on_methods": "test_people_are_told_of_their_methods_where_that_is_said",
    "notices.administrators": "test_administrators_are_told_of_what_is_done_to_protected_people",
    "notices.help_desk": "test_messages_name_desk_and_link",
    "notices.help_link": "test_messages_name_desk_and_link",
}

IN_VERIFIERS = {
    "radius.servers": "test_a_radius_server_is_asked_with_the_secret",
    "radius.secret": "test_a_radius_server_is_asked_with_the_secret",
    "radius.login": "test_people_are_known_by_the_name_that_is_said",
    "radius.nas_identifier": "test_a_radius_server_is_told_who_asks",
    "radius.server_seconds": "test_a_silent_server_is_left_after_so_many_seconds",
    "radius.timeout_seconds": "test_all_silent_servers_are_left_after_so_many_seconds",
    "privacyidea.url": "test_privacyidea_is_asked_as_said",
    "privacyidea.login": "test_people_are_known_by_the_name_that_is_said",
    "privacyidea.realm": "test_privacyidea_is_asked_as_said",
    "privacyidea.api_key": "test_privacyidea_is_asked_as_said",
    "privacyidea.ca_file": "test_privacyidea_is_asked_as_said",
    "privacyidea.connect_seconds": "test_a_privacyidea_that_does_not_connect_is_left_after_so_many_seconds",
    "privacyidea.timeout_seconds": "test_a_silent_privacyidea_is_left_after_so_many_seconds",
}

OBEYED = {
    **{key: [f"{VERIFICATION}::{test}"] for key, test in IN_VERIFICATION.items()},
    **{key: [f"{DESK}::{test}"] for key, test in IN_DESK.items()},
    **{key: [f"{VERIFIERS}::{test}"] for key, test in IN_VERIFIERS.items()},
}
OBEYED["passwords.visible_seconds"].append("tests/tui/test_secrets.py::test_the_password_hides_by_itself")


def settings_with_a_test() -> set[str]:
    of_policy = {key for key in keys() if key.partition(".")[0] in OF_THE_POLICY | OF_VERIFIERS}
    return of_policy - OF_FRONT_ENDS


@cache
def _tests_in(file: str) -> dict[str, str]:
    """Each test function in a file with its source, decorators and the module's own constants in them too."""
    text = (ROOT / file).read_text()
    tree = ast.parse(text)
    constants = {
        target.id: ast.get_source_segment(text, node) or ""
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return {
        node.name: _source(text, node, constants)
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def _source(text: str, node: ast.FunctionDef | ast.AsyncFunctionDef, constants: dict[str, str]) -> str:
    parts = [ast.get_source_segment(text, each) or "" for each in (*node.decorator_list, node)]
    named = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return "\n".join([*parts, *(constants[name] for name in sorted(named & constants.keys()))])


def test_every_setting_has_a_test():
    assert settings_with_a_test() - OBEYED.keys() == set(), "say in OBEYED which test shows that it is obeyed"


def test_no_test_is_named_for_a_setting_that_there_is_not():
    assert OBEYED.keys() - settings_with_a_test() == set()


@pytest.mark.parametrize("key", sorted(OBEYED))
def test_the_test_of_a_setting_exists_and_writes_it(key):
    section, _, name = key.partition(".")
    for number, test in enumerate(OBEYED[key]):
        file, _, function = test.partition("::")
        found = _tests_in(file)
        assert function in found, f"there is no {test}"
        assert number > 0 or f"{name} = " in found[function], f"{test} does not write {name}"
        if section == "tiers" and name in PER_TIER:
            assert "in_each_place" in found[function], f"{test} does not write it for a tier"


def test_every_section_that_makes_the_policy_is_looked_at():
    """What `policy_of` reads: else a new section would be overlooked."""
    tree = ast.parse((ROOT / "helpdesk_tui/config/policy.py").read_text())
    read = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "config"
    }
    assert read <= OF_THE_POLICY
    assert {"scope", "tiers", *read} <= OF_THE_POLICY
