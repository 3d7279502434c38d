"""Named profiles: each rule of its source, as it stands there, holds with the profile alone."""

import tomllib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from helpdesk_tui import config
from helpdesk_tui.arguments import parser
from helpdesk_tui.config import Config
from helpdesk_tui.config.profiles import SETTINGS
from helpdesk_tui.desk import codes
from helpdesk_tui.desk.account import PasswordPolicy
from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.desk.method import FACTS, Grade, MethodKind
from helpdesk_tui.desk.policy import (
    DeskPolicy,
    NoticeRules,
    PasswordRules,
    ProtectedRule,
    RegistrationRules,
    Scope,
    Tier,
)
from helpdesk_tui.desk.ports import Limit
from helpdesk_tui.desk.profiles import RULES, Judged, Profile, weaker
from helpdesk_tui.desk.tiers import stronger

FILE = Path("config.toml")
GIVEN = """
[directory]
servers = ["ldaps://dc1.example.com"]
[roles]
operator = ["Desk"]
[notices]
help_link = "https://help.example.com"
administrators = ["soc@example.com"]
[mail]
server = "smtp://mail.example.com"
sender = "desk@example.com"
[sms]
gateway = "https"
url = "https://sms.example.com/send"
"""
"""What only the place itself can say."""

MINUTES, DAY = 60, 86400
LONG = PasswordPolicy("domain policy", 15, False, 24, timedelta(0), None, 10, None, timedelta(minutes=10))


def policy(profile: str, more: str = "") -> DeskPolicy:
    return config.parse(f'profile = "{profile}"\n{GIVEN}{more}', FILE).policy


def against(profile: str, judged: DeskPolicy, directory: PasswordPolicy | None = LONG) -> tuple[str, ...]:
    return weaker(Profile(profile), Judged(judged, directory))


# --- Entra's self-service reset: its table of settings, its limits, its administrators ----------------------

ENTRA = {
    "methods required to reset: one or two, here two": lambda p: p.verification.everybody.gates == 2,
    "methods: app code, token, mobile phone, office phone, mail": lambda p: (
        {
            MethodKind.TOTP,
            MethodKind.OATH_TOKEN,
            MethodKind.SMS,
            MethodKind.CALL_BACK,
            MethodKind.EMAIL,
        }
        <= p.verification.everybody.allowed
    ),
    "security questions are advised against by now": lambda p: (
        MethodKind.QUESTIONS not in p.verification.everybody.allowed
    ),
    "questions: 3 to 5 registered, 3 to 5 asked, not more than registered": lambda p: (
        3 <= p.verification.questions.ask <= p.verification.questions.register <= 5
    ),
    "registration required, confirmed again after 180 days": lambda p: (
        (p.registration.required, p.registration.reconfirm_days) == (True, 180)
    ),
    "one registration for reset and MFA": lambda p: p.registration.combined,
    "people are told of a reset": lambda p: p.notices.on_reset,
    "administrators are told of an administrator's": lambda p: p.notices.administrators != (),
    "help desk link": lambda p: p.notices.help_link != "",
    "administrators: two gates, no questions": lambda p: (
        stronger(p.verification.everybody).gates >= 2
        and MethodKind.QUESTIONS not in stronger(p.verification.everybody).allowed
    ),
    "the caller states the full number": lambda p: p.verification.contacts.caller_states_number,
    "five apps and tokens at most": lambda p: p.registration.max_apps <= 5,
    "temporary access pass: 10 minutes to 30 days, 8 to 48 signs": lambda p: (
        10 <= p.registration.pass_minutes <= 30 * 24 * 60 and 8 <= p.registration.pass_length <= 48
    ),
    "a temporary access pass proves no reset": lambda _: not FACTS[MethodKind.ACCESS_PASS].good_for_reset,
    "failed proofs for one account: 5 in 24 h, then 24 h": lambda p: (
        p.verification.limits.account == Limit(5, DAY, DAY)
    ),
    "one method: 5 in 1 h": lambda p: p.verification.limits.method == Limit(5, 60 * MINUTES),
    "codes sent: 10 in 10 min": lambda p: p.verification.sending.limits.account == Limit(10, 10 * MINUTES),
    "a sent code lives 5 min, a session 15": lambda p: (
        p.verification.sending.lifetime == timedelta(minutes=5)
        and p.verification.everybody.verification_lifetime == timedelta(minutes=15)
    ),
    "a temporary password must be changed": lambda p: (
        p.passwords.always_force_change and not p.passwords.keep_never_expiring
    ),
}

# --- NIST SP 800-63B-4: recovery at AAL2, saved codes, notices, passwords -----------------------------------

NIST = {
    "saved recovery codes have 64 bits": lambda _: 14 * 4.6 >= 64 and codes.RECOVERY_FORM.count("-") == 4,
    "recovery takes two different codes, or a code and an authenticator": lambda p: (
        p.verification.everybody.gates == 2
        and p.verification.everybody.minimum_grade >= Grade.CODE
        and all(FACTS[kind].grade >= Grade.CODE for kind in p.verification.everybody.allowed)
    ),
    "one call-back to a prefilled number is below it": lambda p: (
        not p.verification.everybody.prefilled
        and MethodKind.CALL_BACK not in p.verification.everybody.allowed
    ),
    "mail is no out-of-band proof, SMS is restricted": lambda p: (
        not {MethodKind.EMAIL, MethodKind.SMS} & p.verification.everybody.allowed
    ),
    "nothing that others may know": lambda p: MethodKind.QUESTIONS not in p.verification.everybody.allowed,
    "or proofing anew, before a person": lambda p: (
        MethodKind.IN_PERSON in p.verification.everybody.exception
        and MethodKind.MANAGER not in p.verification.everybody.exception
        and p.verification.everybody.exception_gates == 2
    ),
    "people are told of each reset and each change": lambda p: p.notices.on_reset and p.notices.on_methods,
    "every notice says where to object": lambda p: p.notices.help_link != "",
    "sent codes live ten minutes at most": lambda p: p.verification.sending.lifetime <= timedelta(minutes=10),
    "a hundred failures in a row at most": lambda p: p.verification.limits.account.failures <= 100,
    "passwords that stand alone have 15 characters": lambda p: (
        p.passwords.length >= 15 and not p.passwords.typed
    ),
}

SOURCES = {"entra": ENTRA, "nist-aal2": NIST}


@pytest.mark.parametrize(
    ("profile", "rule"), [(name, rule) for name, rules in SOURCES.items() for rule in rules]
)
def test_each_rule_of_the_source_holds_with_the_profile_alone(profile, rule):
    assert SOURCES[profile][rule](policy(profile))


@pytest.mark.parametrize("profile", list(Profile))
def test_a_profile_is_nowhere_weaker_than_itself(profile):
    assert against(profile, policy(profile)) == ()


def test_the_usual_policy_is_weaker_and_is_told_where():
    usual = policy("")
    said = " ".join(against("entra", usual))
    for key in ("gates", "caller_states_number", "[registration] required"):
        assert key in said
    said = " ".join(against("nist-aal2", usual))
    for key in ("gates", "minimum_grade", "prefilled"):
        assert key in said


def _tier(found: DeskPolicy, **changes: object) -> DeskPolicy:
    rules = found.verification
    return replace(found, verification=replace(rules, everybody=replace(rules.everybody, **changes)))


def _rules(found: DeskPolicy, **changes: object) -> DeskPolicy:
    return replace(found, verification=replace(found.verification, **changes))


STRONG = replace(policy("entra"), scope=Scope(protected=ProtectedRule.SUPERVISOR))
LIMITS, SENDING = STRONG.verification.limits, STRONG.verification.sending
TOO_MANY = replace(SENDING.limits, account=Limit(10, 60))
WEAKER_THAN_ENTRA = {
    "_gates": _tier(STRONG, gates=1),
    "_exceptions": _tier(STRONG, exception=frozenset({MethodKind.IN_PERSON}), exception_gates=1),
    "_administrators_told": replace(STRONG, notices=replace(STRONG.notices, administrators=())),
    "_stated_number": _rules(
        STRONG, contacts=replace(STRONG.verification.contacts, caller_states_number=False)
    ),
    "_questions": _rules(STRONG, questions=replace(STRONG.verification.questions, ask=2)),
    "_registers": replace(STRONG, registration=RegistrationRules(required=False)),
    "_told_of_resets": replace(STRONG, notices=replace(STRONG.notices, on_reset=False)),
    "_link": replace(STRONG, notices=replace(STRONG.notices, help_link="")),
    "_account_limit": _rules(STRONG, limits=replace(LIMITS, account=Limit(5, DAY, 60))),
    "_method_limit": _rules(STRONG, limits=replace(LIMITS, method=Limit(6, 3600))),
    "_sending_limit": _rules(
        STRONG, sending=replace(SENDING, limits=replace(SENDING.limits, account=Limit(10, 60)))
    ),
    "_times": _rules(STRONG, sending=replace(SENDING, lifetime=timedelta(minutes=6))),
    "_apps_and_passes": replace(STRONG, registration=replace(STRONG.registration, pass_length=7)),
    "_temporary": replace(STRONG, passwords=PasswordRules(always_force_change=False)),
}
OF_NIST = policy("nist-aal2")
WEAKER_THAN_NIST = {
    "_gates": _tier(OF_NIST, gates=1),
    "_exceptions": _tier(OF_NIST, exception_gates=1),
    "_strong_methods": _tier(OF_NIST, minimum_grade=Grade.VOUCHED),
    "_prefilled": _tier(OF_NIST, prefilled=True),
    "_proofed_anew": _tier(OF_NIST, exception=frozenset({MethodKind.MANAGER})),
    "_told_of_resets": replace(OF_NIST, notices=NoticeRules(on_reset=False, help_link="x")),
    "_told_of_methods": replace(OF_NIST, notices=NoticeRules(on_methods=False, help_link="x")),
    "_link": replace(OF_NIST, notices=NoticeRules()),
    "_code_life": _rules(OF_NIST, sending=replace(OF_NIST.verification.sending, digits=5)),
    "_throttled": _rules(OF_NIST, limits=replace(OF_NIST.verification.limits, account=Limit(101, DAY))),
    "_long_passwords": replace(OF_NIST, passwords=PasswordRules(length=14, typed=False)),
}
FIXED = {"_administrators", "_of_the_directory"}  # by no setting to be weakened; not the desk's own


@pytest.mark.parametrize(
    ("profile", "rule", "weak"),
    [
        (profile, rule, weak)
        for profile, cases in (("entra", WEAKER_THAN_ENTRA), ("nist-aal2", WEAKER_THAN_NIST))
        for rule, weak in cases.items()
    ],
)
def test_each_rule_says_where_a_policy_is_weaker(profile, rule, weak):
    assert len(against(profile, weak)) == 1, rule


def test_every_rule_has_its_case():
    named = {profile: {rule.__name__ for rule in rules} - FIXED for profile, rules in RULES.items()}
    assert named == {Profile.ENTRA: set(WEAKER_THAN_ENTRA), Profile.NIST_AAL2: set(WEAKER_THAN_NIST)}


def test_a_weaker_tier_is_named():
    weak = _rules(OF_NIST, tiers=(replace(OF_NIST.verification.everybody, name="finance", gates=1),))
    assert against("nist-aal2", weak) == ("For finance one proof is enough, not two: [verification] gates.",)


def test_where_the_directorys_own_policy_differs_is_said():
    """No composition, no periodic change, fifteen characters."""
    old = replace(LONG, min_length=7, complexity=True, max_age=timedelta(days=42))
    said = " ".join(against("nist-aal2", OF_NIST, old))
    assert "passwords of 7 characters" in said
    assert "several kinds of characters" in said
    assert "expire after 42 days" in said
    assert "cannot be read" in " ".join(against("nist-aal2", OF_NIST, None))


# --- how a file and its profile go together -----------------------------------------------------------------


def test_what_a_file_says_goes_before_its_profile():
    found = policy("nist-aal2", "[verification]\ngates = 1\n[passwords]\ntyped = true\n")
    assert (found.verification.everybody.gates, found.passwords.typed) == (1, True)
    assert found.verification.everybody.minimum_grade is Grade.CODE


def test_a_tier_says_only_what_differs_from_the_profile():
    found = policy("nist-aal2", '[[tiers]]\nname = "finance"\ngroups = ["Finance"]\napproval = true\n')
    (tier,) = found.verification.tiers
    assert tier == replace(
        found.verification.everybody, name="finance", groups=frozenset({"Finance"}), approval=True
    )


def test_entra_takes_the_methods_that_can_be_sent_and_no_others():
    bare = GIVEN.split("[notices]", maxsplit=1)[0]
    allowed = config.parse(f'profile = "entra"\n{bare}', FILE).policy.verification.everybody.allowed
    assert not {MethodKind.SMS, MethodKind.EMAIL} & allowed
    chosen = policy("entra", '[verification]\nmethods = ["totp", "oath-token"]\n').verification.everybody
    assert chosen.allowed == {MethodKind.TOTP, MethodKind.OATH_TOKEN}


@pytest.mark.parametrize("profile", list(Profile))
def test_a_profile_weakens_no_default_of_the_program(profile):
    """Whatever its source is lax about."""
    own, usual = policy(profile), policy("")
    tier, usual_tier = own.verification.everybody, usual.verification.everybody
    assert tier.gates >= usual_tier.gates
    assert tier.minimum_grade >= usual_tier.minimum_grade
    assert tier.prefilled <= usual_tier.prefilled
    assert own.verification.contacts.fresh_days >= usual.verification.contacts.fresh_days
    assert own.verification.contacts.unknown_age is usual.verification.contacts.unknown_age
    assert own.registration.new_hours >= usual.registration.new_hours
    assert own.registration.any_hours >= usual.registration.any_hours
    assert own.verification.resets_a_day == usual.verification.resets_a_day


@pytest.mark.parametrize("value", ['"entre"', "3", '["entra"]', "true", "{ name = 1 }"])
def test_a_profile_that_does_not_exist_is_named_with_its_line(value):
    with pytest.raises(ConfigError) as caught:
        config.parse(f"profile = {value}\n{GIVEN}", FILE)
    assert "1 mistake" in str(caught.value.problem)
    assert "line 1: profile: must be '', 'entra' or 'nist-aal2'" in str(caught.value.problem)


def test_a_profile_in_a_section_is_told_where_it_stands():
    with pytest.raises(ConfigError) as caught:
        config.parse(f'{GIVEN}profile = "entra"\n', FILE)
    assert "profile stands above the first section" in str(caught.value.problem)


@pytest.mark.parametrize("section", ["verification = 3", 'verification = "x"', "notices = []"])
def test_a_section_that_is_none_is_still_told_as_such(section):
    given = GIVEN.replace("[notices]", "[other]") if section.startswith("notices") else GIVEN
    with pytest.raises(ConfigError) as caught:
        config.parse(f'profile = "entra"\n{section}\n{given}', FILE)
    assert "must be a section" in str(caught.value.problem)


def test_the_names_are_the_same_everywhere():
    names = {"", *Profile}
    assert set(Config.model_fields["profile"].annotation.__args__) == names
    assert set(SETTINGS) == set(Profile)
    for name in Profile:
        assert parser().parse_args(["policy", "check", "--against", name]).against == name


@pytest.mark.parametrize("profile", list(Profile))
def test_each_setting_of_a_profile_is_one_of_the_configuration(profile):
    for section, settings in SETTINGS[profile].items():
        assert set(settings) <= set(Config.model_fields[section].annotation.model_fields)


def test_the_tier_of_administrators_is_stronger_than_any_profile():
    assert stronger(Tier()).minimum_grade is Grade.CODE
    assert tomllib.loads('profile = "entra"')["profile"] == Profile.ENTRA
