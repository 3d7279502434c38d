"""From config.toml to the call: each setting of what the desk does and whom it tells is obeyed."""

import hashlib
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from config.calls import METHODS, call_back, cleared, refusal
from config.conftest import with_the_usual
from desk.braking import braked
from desk.conftest import DOMAIN, NOW
from desk.proofs import method
from writing import FULL_RESET

from helpdesk_tui import config
from helpdesk_tui.compose.password_lists import breached_of, words_of
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import SPECS
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.conversation.prompt import Answer
from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.desk.method import Grade, MethodKind
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.ports import Channel, Device, DeviceSecret, MessageKind, SecretPlace
from helpdesk_tui.desk.revealing_devices import Wanted
from helpdesk_tui.secret import Secret

RESET = FULL_RESET
ADA_IN_BUSINESS = {f"{DOMAIN}-{1600 + len('Business')}"}


def reset(world, desk, order: Order = RESET):
    return desk.actions.perform(cleared(world, desk).id, order)


def refusals(world, desk, action: Action = Action.RESET) -> list[str]:
    return [each.code for each in desk.lookup.card(world.ada.id).refusals[action]]


# --- [scope] ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ('bases = ["OU=People,DC=demo,DC=example"]', []),
        ('bases = ["OU=Guests,DC=demo,DC=example"]', ["out-of-scope"]),
        ('excluded = ["OU=Guests,DC=demo,DC=example"]', []),
        ('excluded = ["OU=People,DC=demo,DC=example"]', ["out-of-scope"]),
    ],
)
def test_only_the_parts_that_are_named_are_served(world, desk_with, lines, expected):
    desk = desk_with(f"[scope]\n{lines}\n")
    assert refusals(world, desk) == expected
    if expected:
        assert refusal(desk.verifying.begin, world.ada.id) == expected[0]


@pytest.mark.parametrize(
    ("lines", "roles", "expected"),
    [
        ("", [Role.OPERATOR], []),
        ('protected_groups = ["Business"]', [Role.OPERATOR], ["protected-account"]),
        ('protected_groups = ["Business"]', [Role.SUPERVISOR], ["protected-account"]),
        ('protected_groups = ["Business"]\nprotected = "refuse"', [Role.SUPERVISOR], ["protected-account"]),
        ('protected_groups = ["Business"]\nprotected = "supervisor"', [Role.OPERATOR], ["protected-account"]),
        ('protected_groups = ["Business"]\nprotected = "supervisor"', [Role.SUPERVISOR], []),
    ],
)
def test_protected_people_are_acted_on_by_those_who_may(world, desk_with, lines, roles, expected):
    world.change_ada(group_ids=frozenset(ADA_IN_BUSINESS))
    assert refusals(world, desk_with(f"[scope]\n{lines}\n", *roles)) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ('enabled = "everybody"', []),
        ('enabled = "nobody"', ["not-enabled"]),
        ('enabled = "groups"\nenabled_groups = ["Business"]', []),
        ('enabled = "groups"\nenabled_groups = ["Nobody at all"]', ["not-enabled"]),
    ],
)
def test_resets_are_for_whom_they_are_enabled(world, desk_with, lines, expected):
    world.change_ada(group_ids=frozenset(ADA_IN_BUSINESS))
    desk = desk_with(f"[scope]\n{lines}\n")
    assert refusals(world, desk) == expected
    assert refusals(world, desk, Action.CHANGE_METHODS) == []


def test_an_unlock_alone_is_done_as_said(world, desk_with):
    assert refusals(world, desk_with("[scope]\nunlock_alone = true\n"), Action.UNLOCK) == []
    desk = desk_with("[scope]\nunlock_alone = false\n")
    assert refusals(world, desk, Action.UNLOCK) == ["unlock-alone-off"]
    assert reset(world, desk).account.state.locked is False


# --- [actions] ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "reset = ", "force_change = ", "unlock = ", "clear_change = ", "enable = ", "disable = ",
        "set_dates = ", "add_to_group = ", "remove_from_group = ", "laps = ", "bitlocker = ",
    ],
)  # fmt: skip
def test_each_role_does_what_it_may(world, desk_with, line):
    action = Action(line.removesuffix(" = ").replace("_", "-"))

    def of(role: Role, lines: str = "") -> set[str]:
        return set(refusals(world, desk_with(lines, role), action)) & {"role-lacks-action", "action-off"}

    assert (of(Role.OPERATOR) == set()) == (Role.OPERATOR in SPECS[action].roles)
    assert of(Role.SUPERVISOR) == set()
    assert of(Role.OPERATOR, f'[actions]\n{line}["operator"]\n') == set()
    assert of(Role.SUPERVISOR, f'[actions]\n{line}["operator"]\n') == {"role-lacks-action"}
    assert of(Role.SUPERVISOR, f"[actions]\n{line}[]\n") == {"action-off"}


def test_people_are_added_to_the_groups_that_are_named(world, desk_with):
    desk = desk_with('[actions]\ngroups = ["VPN"]\n', Role.SUPERVISOR)
    (vpn,) = desk.actions.groups_for(world.ada, Action.ADD_TO_GROUP)
    assert (vpn.name, vpn.id) == ("VPN", f"{DOMAIN}-{1600 + len('VPN')}")
    assert refusals(world, desk, Action.ADD_TO_GROUP) == []
    assert refusals(world, desk_with("", Role.SUPERVISOR), Action.ADD_TO_GROUP) == ["no-groups-offered"]


# --- [devices] ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("line", "codes"), [("managed-by", ["device-unowned"]), ("anybody", [])])
def test_a_computer_s_secret_is_for_whom_it_says(world, desk_with, line, codes):
    device = Device("d7", "PC-7", "CN=PC-7,DC=demo,DC=example", "", frozenset(), "")
    kept = DeviceSecret(SecretPlace(Action.LAPS, "d7", device), Secret("vT4m-hk7N"))
    world.directory.secrets.kept = {"PC-7": kept}
    world.directory.info = replace(world.directory.info, cannot={})
    desk = desk_with(f'[devices]\nowner = "{line}"\n')
    shown = desk.revealing.preview(world.ada.id, Wanted(Action.LAPS, "PC-7"))
    assert [each.code for each in shown.refusals] == codes


# --- [brake] ------------------------------------------------------------------------------------------


def test_the_brake_is_used_by_those_who_are_named(world, desk_with):
    def against(role: Role, roles: str) -> list[str]:
        desk = desk_with(f"[brake]\nroles = {roles}\n", role)
        return [each.code for each in desk.lookup.card(world.ada.id).brake]

    assert against(Role.OPERATOR, '["operator", "supervisor"]') == []
    assert against(Role.OPERATOR, '["supervisor"]') == ["role-lacks-action"]
    assert against(Role.SUPERVISOR, '["supervisor"]') == []
    assert against(Role.SUPERVISOR, "[]") == ["brake-off"]
    with pytest.raises(ConfigError):
        desk_with('[brake]\nroles = ["registrar"]\n')


def test_so_often_an_hour_the_brake_is_used(world, desk_with):
    desk = desk_with("[brake]\nper_hour = 2\n", Role.SUPERVISOR)
    for number in range(2):
        braked(desk, world.add_person(f"person{number}").id)
    assert refusal(desk.braking.begin, world.ada.id) == "brake-limit"


# --- [search] -----------------------------------------------------------------------------------------


def test_a_search_shows_so_many(world, desk_with):
    for number in range(3):
        world.add_person(f"twin{number}", name="Twin")
    found = desk_with("[search]\nlimit = 2\n").lookup.search("Twin")
    assert (len(found.rows), found.more) == (2, True)
    found = desk_with("[search]\nlimit = 3\n").lookup.search("Twin")
    assert (len(found.rows), found.more) == (3, False)


@pytest.mark.parametrize(("region", "dialled"), [("GB", "+44 20 7946 0101"), ("DE", "+49 2079 460101")])
def test_a_number_without_country_is_of_the_one_that_is_named(world, desk_with, region, dialled):
    desk = desk_with(f'[search]\nphone_region = "{region}"\n')
    begun = desk.verifying.begin(world.ada.id)
    office = method(begun, MethodKind.CALL_BACK, "office")
    assert desk.verifying.number_to_dial(begun.id, office) == dialled


# --- [limits] -----------------------------------------------------------------------------------------

LIMITS = [
    ("account", "account_failures = 2\naccount_minutes = {minutes}\naccount_block_minutes = {block}\n"
     "method_failures = 20\noperator_failures = 100\n"),
    ("method", "method_failures = 2\nmethod_minutes = {minutes}\nmethod_block_minutes = {block}\n"
     "account_failures = 20\noperator_failures = 100\n"),
    ("operator", "operator_failures = 2\noperator_minutes = {minutes}\noperator_block_minutes = {block}\n"
     "account_failures = 20\nmethod_failures = 20\n"),
]  # fmt: skip


@pytest.mark.parametrize(("minutes", "block", "ends_after"), [(6, 0, 6), (5, 9, 9)])
@pytest.mark.parametrize(("which", "lines"), LIMITS, ids=["account", "method", "operator"])
def test_so_many_failures_block_for_so_long(world, desk_with, which, lines, minutes, block, ends_after):
    app = world.register_app()
    desk = desk_with("[limits]\n" + lines.format(minutes=minutes, block=block))

    def wrong() -> str:
        begun = desk.verifying.begin(world.ada.id)
        said = Secret(f"{(int(app().reveal()) + 500_000) % 1_000_000:06}")
        return refusal(desk.verifying.prove, begun.id, method(begun), said)

    def right() -> object:
        begun = desk.verifying.begin(world.ada.id)
        return desk.verifying.prove(begun.id, method(begun), app()).clearance

    assert [wrong(), wrong()] == ["code-wrong", "code-wrong"]
    world.clock.forward(minutes=ends_after, seconds=-1)
    assert refusal(right) == f"{which}-blocked"
    world.clock.forward(seconds=2)
    assert right() is not None


@pytest.mark.parametrize(("most", "done"), [(1, 1), (3, 3), (0, 4)])
def test_so_often_one_person_is_reset_a_day(world, desk_with, most, done):
    desk = desk_with(f"[limits]\nresets_a_day = {most}\n")
    for _ in range(done):
        assert refusals(world, desk) == []
        reset(world, desk)
    assert refusals(world, desk) == (["reset-too-often"] if most else [])


# --- [passwords] --------------------------------------------------------------------------------------


def test_a_generated_password_has_so_many_characters(world, desk_with):
    assert len(reset(world, desk_with("[passwords]\nlength = 23\n")).password.reveal()) == 23


@pytest.mark.parametrize(
    ("lines", "of_words", "count"),
    [
        ('form = "characters"', False, 3),
        ('form = "words"', True, 6),
        ('form = "words"\nwords = 9', True, 9),
        ('form = "words"\nword_list = "de"', True, 7),
    ],
)
def test_a_generated_password_is_made_of_what_is_said(world, desk_with, way_in_with, lines, of_words, count):
    text = f"[passwords]\n{lines}\n"
    listed = words_of(config.parse(with_the_usual(text), Path("config.toml")))
    clearance = cleared(world, desk_with(text))
    desk = replace(way_in_with(text), words=lambda: listed).sign_in("dana", Secret("right"))
    parts = re.split("[-.+=]", desk.actions.perform(clearance.id, FULL_RESET).password.reveal())
    assert len(parts) == count
    assert all(part.lower() in listed for part in parts) is of_words


def test_words_come_from_the_file_that_is_named_if_nobody_else_may_write_it(tmp_path):
    words = [a + b + c + d for a in "bdfgklmnprst" for b in "aeiou" for c in "bdfgklmnprst" for d in "aeiou"]
    file = tmp_path / "words"
    file.write_text("\n".join(words))
    text = with_the_usual(f'[passwords]\nform = "words"\nword_list = "{file}"\n')
    found = config.parse(text, tmp_path / "config.toml")
    assert words_of(found) == tuple(words)
    file.chmod(0o666)
    with pytest.raises(ConfigError) as caught:
        words_of(found)
    assert caught.value.problem.code == "config-unsafe"


def test_a_password_is_typed_where_that_is_said(world, desk_with):
    typed = replace(FULL_RESET, password=Secret("Correct-Horse-7-Battery"))
    desk = desk_with("[passwords]\ntyped = false\n")
    assert [each.code for each in desk.actions.preview(world.ada.id, typed).refusals] == [
        "typed-password-off"
    ]
    desk = desk_with("[passwords]\ntyped = true\n")
    assert desk.actions.preview(world.ada.id, typed).refusals == ()


def test_a_temporary_password_is_good_for_so_many_hours(world, desk_with):
    for hours in (0, 48):
        desk = desk_with(f"[passwords]\ntemporary_hours = {hours}\n")
        receipt = reset(world, desk)
        assert receipt.good_until == (world.clock.now() + timedelta(hours=hours) if hours else None)


def test_people_change_their_own_where_that_is_said(world, desk_with):
    world.change_ada(state=replace(world.ada.state, locked=False))
    off = desk_with("[passwords]\nchange_with_old = false\n").lookup.card(world.ada.id)
    assert [each.code for each in off.refusals[Action.CHANGE_PASSWORD]] == ["own-change-off"]
    on = desk_with("[passwords]\nchange_with_old = true\n").lookup.card(world.ada.id)
    assert on.offers(Action.CHANGE_PASSWORD)


@pytest.mark.parametrize(
    ("rule", "generated", "typed"),
    [("never", False, False), ("when-possible", False, True), ("required", True, True)],
)
def test_a_reset_obeys_history_as_said(world, desk_with, rule, generated, typed):
    desk = desk_with(f'[passwords]\nhistory_on_reset = "{rule}"\n')
    reset(world, desk)
    reset(world, desk, replace(FULL_RESET, password=Secret("Correct-Horse-7-Battery")))
    assert [change.obey_history for change in world.directory.changes] == [generated, typed]


def test_a_reset_password_is_changed_where_that_is_said(world, desk_with):
    kept = Order(Action.RESET, frozenset({Action.UNLOCK}))
    desk = desk_with("[passwords]\nalways_force_change = true\n")
    assert [each.code for each in desk.actions.preview(world.ada.id, kept).refusals] == [
        "change-must-be-forced"
    ]
    desk = desk_with("[passwords]\nalways_force_change = false\n")
    assert reset(world, desk, kept).account.state.must_change is False


def test_a_password_that_never_expires_is_kept_where_that_is_said(world, desk_with):
    world.directory.accounts[world.ada.id] = world.make_account(password_never_expires=True)
    assert refusals(world, desk_with("[passwords]\nkeep_never_expiring = false\n")) == ["reset-not-forced"]
    desk = desk_with("[passwords]\nkeep_never_expiring = true\n")
    assert refusals(world, desk) == []
    reset(world, desk, desk.actions.usual(world.directory.read(world.ada.id), Action.RESET))
    assert Action.FORCE_CHANGE not in world.directory.changes[-1].steps


@pytest.mark.parametrize("action", [Action.RESET, Action.FORCE_CHANGE])
def test_that_the_cloud_may_not_ask_for_a_change_is_told_where_there_is_one(world, desk_with, action):
    for synchronised in (False, True):
        desk = desk_with(f"[passwords]\nsynchronised = {str(synchronised).lower()}\n")
        order = desk.actions.usual(world.directory.read(world.ada.id), action)
        told = [each.code for each in desk.actions.preview(world.ada.id, order).warnings]
        assert told.count("change-not-carried") == synchronised


def test_a_password_of_the_list_that_is_named_is_not_taken(world, way_in_with, tmp_path):
    digest = hashlib.sha1(b"Known-Far-And-Wide-1", usedforsecurity=False).hexdigest().upper()
    (tmp_path / "list.txt").write_text(f"{digest}:12\n")
    text = f'[passwords]\nbreached_file = "{tmp_path}/list.txt"\n'
    found = breached_of(config.parse(with_the_usual(text), tmp_path / "config.toml"))
    desk = replace(way_in_with(text), breached=found).sign_in("dana", Secret("right"))

    def told(password: str) -> list[str]:
        usual = desk.actions.usual(world.directory.read(world.ada.id), Action.RESET)
        shown = desk.actions.preview(world.ada.id, replace(usual, password=Secret(password)))
        return [each.code for each in shown.refusals]

    assert told("Known-Far-And-Wide-1") == ["password-breached"]
    assert told("Known-Far-And-Wide-2") == []
    (tmp_path / "list.txt").unlink()
    assert told("Known-Far-And-Wide-2") == ["breached-unreadable"]


@pytest.mark.parametrize(("mode", "refused", "warned"), [("off", 0, 0), ("audit", 0, 1), ("enforced", 1, 0)])
def test_a_word_that_is_banned_counts_as_said(world, desk_with, mode, refused, warned):
    words = "" if mode == "off" else 'banned = ["contoso", "blank"]\n'
    desk = desk_with(f'[passwords]\nbanned_mode = "{mode}"\n{words}')

    def told(password: str) -> tuple[int, int]:
        usual = desk.actions.usual(world.directory.read(world.ada.id), Action.RESET)
        shown = desk.actions.preview(world.ada.id, replace(usual, password=Secret(password)))
        found = ([each.code for each in some] for some in (shown.refusals, shown.warnings))
        return tuple(codes.count("password-banned") for codes in found)

    assert told("C0ntos0Blank12") == (refused, warned)
    assert told("ContoS0Bl@nkf9!") == (0, 0)
    assert told("Long-Byron-Words-77") == (refused, warned)


@pytest.mark.parametrize(
    ("least", "refused"),
    [(0, []), (1, ["Password"]), (2, ["Password"]), (3, ["Password", "Welcome2024!"])],
)
def test_a_typed_password_is_as_hard_to_guess_as_is_said(world, desk_with, least, refused):
    desk = desk_with(f"[passwords]\nminimum_score = {least}\n")
    usual = desk.actions.usual(world.directory.read(world.ada.id), Action.RESET)

    def codes(password: str) -> list[str]:
        order = replace(usual, password=Secret(password))
        return [each.code for each in desk.actions.preview(world.ada.id, order).refusals]

    typed = ("Password", "Welcome2024!", "Quiet-Otter-58-River")
    assert [each for each in typed if "password-guessable" in codes(each)] == refused


@pytest.mark.parametrize(
    ("by", "channels"),
    [
        ("shown", []),
        ("sms", [Channel.SMS]),
        ("mail", [Channel.MAIL]),
        ("split", [Channel.SMS, Channel.MAIL]),
    ],
)
def test_a_generated_password_goes_to_whom_is_said(world, desk_with, by, channels):
    world.change_operator(mobile="", mail="")
    desk = desk_with(f'[passwords]\nhanded_over = "{by}"\n')
    receipt = reset(world, desk)
    carry = (MessageKind.NEW_PASSWORD, MessageKind.PASSWORD_PART)
    assert [each.channel for each in world.delivery.sent if each.kind in carry] == channels
    assert bool(receipt.password) == (not channels)


@pytest.mark.parametrize("instead", [True, False])
def test_a_password_that_cannot_be_sent_is_shown_where_that_is_said(world, desk_with, instead):
    world.change_ada(mobile="")
    lines = f'handed_over = "sms"\nshown_instead = {str(instead).lower()}\n'
    desk = desk_with(f"[passwords]\n{lines}")
    assert refusals(world, desk) == ([] if instead else ["password-unsendable"])


def test_a_shown_password_is_hidden_after_so_many_seconds(desk_with):
    """What the screens are given. That they obey it: tests/tui/test_secrets.py."""
    assert desk_with("[passwords]\nvisible_seconds = 17\n").policy.passwords.visible_seconds == 17


# --- [registration] -----------------------------------------------------------------------------------


def registered(world, desk):
    """Ada gets an app: the enrolment, and what the app shows now."""
    enrolment = desk.registration.begin_app(cleared(world, desk, METHODS).id, "phone")
    shown = Secret(pyotp.parse_uri(enrolment.uri.reveal()).at(world.clock.now()))
    desk.registration.activate(enrolment, shown)
    return enrolment


def test_the_app_names_the_issuer(world, desk_with):
    desk = desk_with('[registration]\nissuer = "Front desk"\n')
    enrolment = desk.registration.begin_app(cleared(world, desk, METHODS).id, "phone")
    assert "issuer=Front%20desk" in enrolment.uri.reveal()


@pytest.mark.parametrize("algorithm", ["SHA1", "SHA256", "SHA512"])
def test_a_new_app_counts_with_the_algorithm(world, desk_with, algorithm):
    enrolment = registered(world, desk_with(f'[registration]\nalgorithm = "{algorithm}"\n'))
    assert world.stores.methods.seed(enrolment.method).settings.algorithm == algorithm


@pytest.mark.parametrize("digits", [6, 8])
def test_a_new_app_shows_so_many_digits(world, desk_with, digits):
    enrolment = registered(world, desk_with(f"[registration]\ndigits = {digits}\n"))
    assert world.stores.methods.seed(enrolment.method).settings.digits == digits


@pytest.mark.parametrize("period", [30, 60])
def test_a_new_app_shows_a_code_for_so_many_seconds(world, desk_with, period):
    enrolment = registered(world, desk_with(f"[registration]\nperiod = {period}\n"))
    assert world.stores.methods.seed(enrolment.method).settings.period == period


def test_so_many_apps_may_one_person_have(world, desk_with):
    desk = desk_with("[registration]\nmax_apps = 2\n")
    registered(world, desk)
    registered(world, desk)
    clearance = cleared(world, desk, METHODS).id
    assert refusal(desk.registration.begin_app, clearance, "third") == "too-many-apps"


MAIL_ONLY = '[verification]\nmethods = ["email"]\n'


@pytest.mark.parametrize(
    ("combined", "due"), [("true", "Must register: no method is good for MFA."), ("false", "")]
)
def test_one_registration_serves_mfa_too_where_that_is_said(world, desk_with, combined, due):
    rules = f"[registration]\nrequired = true\nreconfirm_days = 0\ncombined = {combined}\n"
    assert desk_with(MAIL_ONLY + rules).registration.status(world.ada.id).due == due


@pytest.mark.parametrize(("required", "due"), [("true", "Must register: no method yet."), ("false", "")])
def test_everybody_must_register_where_that_is_said(world, desk_with, required, due):
    desk = desk_with(f'[verification]\nmethods = ["totp"]\n[registration]\nrequired = {required}\n')
    assert desk.registration.status(world.ada.id).due == due


def test_methods_are_confirmed_again_after_so_many_days(world, desk_with):
    desk = desk_with("[registration]\nrequired = true\nreconfirm_days = 5\n")
    registered(world, desk)
    world.clock.forward(days=5, seconds=-1)
    assert desk.registration.status(world.ada.id).due == ""
    world.clock.forward(seconds=1)
    assert desk.registration.status(world.ada.id).due.startswith("Must confirm the methods")
    desk = desk_with("[registration]\nrequired = true\nreconfirm_days = 0\n")
    assert desk.registration.status(world.ada.id).due == ""


def test_an_access_pass_works_so_many_minutes(world, desk_with):
    desk = desk_with("[registration]\npass_minutes = 20\n")
    clearance = cleared(world, desk, METHODS).id
    assert refusal(desk.registration.issue_pass, clearance, 21) == "pass-life"
    assert desk.registration.issue_pass(clearance).expires_at == NOW + timedelta(minutes=20)


@pytest.mark.parametrize("length", [8, 48])
def test_an_access_pass_has_so_many_characters(world, desk_with, length):
    desk = desk_with(f"[registration]\npass_length = {length}\n")
    given = desk.registration.issue_pass(cleared(world, desk, METHODS).id).code.reveal()
    assert len(given.replace("-", "")) == length


@pytest.mark.parametrize(("once", "again"), [("true", False), ("false", True)])
def test_an_access_pass_works_once_or_more_often(world, desk_with, once, again):
    desk = desk_with(f"[registration]\npass_once = {once}\n")
    given = desk.registration.issue_pass(cleared(world, desk, METHODS).id, once=not again).code.reveal()

    def proven() -> bool:
        begun = desk.verifying.begin(world.ada.id, METHODS)
        access = [each.method.id for each in begun.options if each.method.kind is MethodKind.ACCESS_PASS]
        return bool(access) and desk.verifying.prove(begun.id, access[0], Secret(given)).clearance is not None

    assert proven()
    if again:
        assert proven()
    else:
        assert refusal(proven) in {"pass-wrong", "method-not-offered"}


def test_who_changed_methods_resets_so_many_hours_later(world, desk_with):
    desk = desk_with("[registration]\nown_hours = 3\nany_hours = 0\n")
    registered(world, desk)
    world.clock.forward(hours=3, seconds=-1)
    assert "cooling-down-own" in refusals(world, desk)
    world.clock.forward(seconds=1)
    assert refusals(world, desk) == []


def test_the_same_operator_alone_has_to_wait(world, desk_with):
    world.second_operator()
    rules = "[registration]\nown_hours = 3\nany_hours = 0\n"
    registered(world, desk_with(rules))
    assert refusals(world, desk_with(rules, login="sam")) == []


def test_everybody_resets_so_many_hours_later(world, desk_with):
    world.second_operator()
    rules = "[registration]\nown_hours = 0\nany_hours = 2\n"
    registered(world, desk_with(rules))
    other = desk_with(rules, login="sam")
    world.clock.forward(hours=2, seconds=-1)
    assert "cooling-down" in refusals(world, other)
    assert refusal(other.verifying.begin, world.ada.id, frozenset({Action.RESET})) == "cooling-down"
    world.clock.forward(seconds=1)
    assert refusals(world, other) == []


@pytest.mark.parametrize("hours", [0, 5])
def test_a_new_method_counts_so_many_hours_later(world, desk_with, hours):
    desk = desk_with(f"[registration]\nnew_hours = {hours}\n")
    registered(world, desk)

    def why_not() -> str:
        methods = desk.lookup.card(world.ada.id).methods
        return next(each.why_not for each in methods if each.method.kind is MethodKind.TOTP)

    assert why_not().startswith("new, counts from") is (hours > 0)
    world.clock.forward(hours=hours)
    assert why_not() == ""


# --- [session] ----------------------------------------------------------------------------------------


def asked_for(way_in) -> list[MethodKind]:
    """By what Dana's sign-in goes on after the directory's yes."""
    signing_in = way_in.begin("dana", Secret("right"))
    return [] if signing_in.opened else [signing_in.stands().kind]


@pytest.mark.parametrize(
    ("rule", "without", "with_app"),
    [
        ("off", [], []),
        ("when-registered", [], [MethodKind.TOTP]),
        ("required", [MethodKind.SECOND_OPERATOR], [MethodKind.TOTP]),
    ],
)
def test_operators_prove_more_than_the_password_as_said(world, way_in_with, rule, without, with_app):
    way_in = way_in_with(f'[session]\nsecond_factor = "{rule}"\n')
    assert asked_for(way_in) == without
    world.register_app(world.operator_account.id)
    assert asked_for(way_in) == with_app


@pytest.mark.parametrize(
    ("kinds", "asked"),
    [
        ('["totp", "recovery-code"]', [MethodKind.TOTP]),
        ('["recovery-code"]', [MethodKind.RECOVERY_CODE]),
        ('["oath-token"]', []),
    ],
)
def test_only_methods_that_are_named_prove_an_operator(world, way_in_with, kinds, asked):
    world.register_app(world.operator_account.id)
    world.stores.methods.add_recovery_codes(world.operator_account.id, [Secret("ABCDEFGHJKMNPQ")], NOW)
    assert asked_for(way_in_with(f"[session]\nsecond_factor_methods = {kinds}\n")) == asked


def test_the_weakest_grade_that_proves_an_operator(way_in_with):
    """Whatever is named reaches it: what could never count is no setting."""
    text = '[session]\nsecond_factor_methods = ["totp", "sms"]\nsecond_factor_grade = "{}"\n'
    assert way_in_with(text.format("contact")).policy.operators.minimum_grade is Grade.CONTACT
    with pytest.raises(ConfigError) as caught:
        way_in_with(text.format("code"))
    assert "second_factor_grade: is stronger than sms" in str(caught.value.problem)


def test_a_registered_number_proves_an_operator_where_its_grade_is_enough(world, way_in_with):
    methods, account = world.stores.methods, world.operator_account.id
    number = methods.add_contact(account, MethodKind.SMS, "mobile", Secret("+447700900555"), NOW)
    assert methods.activate(number, NOW)
    text = '[session]\nsecond_factor_methods = ["sms"]\nsecond_factor_grade = "contact"\n'
    assert asked_for(way_in_with(text)) == [MethodKind.SMS]
    assert asked_for(way_in_with("[session]\n")) == []


@pytest.mark.parametrize(("failures", "minutes"), [(2, 7), (3, 5)])
def test_so_many_wrong_codes_block_an_operators_method_for_so_long(world, way_in_with, failures, minutes):
    app = world.register_app(world.operator_account.id)
    way_in = way_in_with(
        f"[session]\nsecond_factor_failures = {failures}\nsecond_factor_minutes = {minutes}\n"
    )

    def put(code: str):
        signing_in = way_in.begin("dana", Secret("right"))
        signing_in.answer(Answer("code", {"code": Secret(code)}))
        return signing_in.opened

    for _ in range(failures):
        assert refusal(put, f"{(int(app().reveal()) + 500_000) % 1_000_000:06}") == "code-wrong"
    world.clock.forward(minutes=minutes, seconds=-1)
    assert refusal(put, app().reveal()) == "second-factor-blocked"
    world.clock.forward(seconds=2)
    assert put(app().reveal())


# --- [notices] ----------------------------------------------------------------------------------------


def kinds_sent(world) -> set[MessageKind]:
    return {message.kind for message in world.delivery.sent}


@pytest.mark.parametrize(("wanted", "told"), [("true", {MessageKind.PASSWORD_RESET}), ("false", set())])
def test_people_are_told_of_a_reset_where_that_is_said(world, desk_with, wanted, told):
    reset(world, desk_with(f"[notices]\non_reset = {wanted}\non_methods = false\n"))
    assert kinds_sent(world) == told


@pytest.mark.parametrize(("wanted", "told"), [("true", {MessageKind.METHOD_ADDED}), ("false", set())])
def test_people_are_told_of_their_methods_where_that_is_said(world, desk_with, wanted, told):
    registered(world, desk_with(f"[notices]\non_methods = {wanted}\non_reset = false\n"))
    assert kinds_sent(world) == told


def test_administrators_are_told_of_what_is_done_to_protected_people(world, desk_with):
    world.second_operator()
    app = world.register_app()
    world.stores.methods.add_recovery_codes(world.ada.id, [Secret("AAAAAAAA")], NOW)
    told = '[notices]\nadministrators = ["a@demo.example", "b@demo.example"]\non_reset = false\n'
    reset(world, desk_with(told))
    assert world.delivery.sent == []

    world.change_ada(group_ids=frozenset(ADA_IN_BUSINESS))
    rules = f'{told}[scope]\nprotected_groups = ["Business"]\nprotected = "supervisor"\n'
    desk = desk_with(rules, Role.SUPERVISOR)
    begun = desk.verifying.begin(world.ada.id)
    desk.verifying.prove(begun.id, method(begun), app())
    desk.verifying.prove(begun.id, method(begun, MethodKind.RECOVERY_CODE), Secret("1-AAAA-AAAA"))
    clearance = desk.verifying.approve_here(begun.id, "sam", Secret("right")).clearance
    assert clearance is not None
    desk.actions.perform(clearance.id, RESET)
    assert [(each.to, each.kind) for each in world.delivery.sent] == [
        ("a@demo.example", MessageKind.PROTECTED_ACTION),
        ("b@demo.example", MessageKind.PROTECTED_ACTION),
    ]


def test_messages_name_desk_and_link(world, desk_with):
    rules = '[notices]\nhelp_desk = "the front desk"\nhelp_link = "https://help.demo.example/"\n'
    desk = desk_with(f'{rules}[verification]\nmethods = ["email", "call-back"]\n')
    begun = desk.verifying.begin(world.ada.id)
    desk.verifying.send(begun.id, method(begun, MethodKind.EMAIL))
    call_back(desk, begun)
    reset(world, desk)
    assert {each.channel for each in world.delivery.sent} == {Channel.MAIL, Channel.SMS}
    for message in world.delivery.sent:
        assert message.words["desk"] == "the front desk"
        assert message.words["link"] == "https://help.demo.example/"


# --- [reports], [feedback] --------------------------------------------------------------------------------


@pytest.mark.parametrize(("hours", "listed"), [(2, 1), (1, 0)])
def test_so_many_hours_are_disputed(world, desk_with, hours, listed):
    desk = desk_with(f"[reports]\nhours = {hours}\n")
    reset(world, desk)
    world.clock.forward(minutes=90)
    assert len(desk.reporting.lately(world.ada.id).calls) == listed


def test_so_many_reports_takes_one_operator_down_in_an_hour(world, desk_with):
    desk = desk_with("[reports]\noperator_reports = 1\n")
    assert desk.reporting.report(world.ada.id, "no call of hers")
    assert refusal(desk.reporting.report, world.ada.id, "again") == "too-many-reports"


def test_the_desk_says_where_wishes_and_complaints_go(desk_with):
    desk = desk_with('[feedback]\nlink = "https://help.demo.example/desk"\n')
    assert desk.feedback.link == "https://help.demo.example/desk"
