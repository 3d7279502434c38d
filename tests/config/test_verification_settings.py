"""From config.toml to the call: each setting of what proves a caller is obeyed."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from config.calls import METHODS, call_back, cleared, refusal
from desk.conftest import DOMAIN, NOW
from desk.proofs import method, why_not

from helpdesk_tui.desk.account import ContactTimes
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import MethodKind, OathSettings
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.ports import NewSeed
from helpdesk_tui.desk.verifying import Approval
from helpdesk_tui.secret import Secret

EVERYBODY = "[verification]\n"
ADAS_TIER = '[[tiers]]\nname = "people"\nbases = ["OU=People,DC=demo,DC=example"]\n'

in_each_place = pytest.mark.parametrize("place", [EVERYBODY, ADAS_TIER], ids=["verification", "tiers"])
"""A setting of [verification], and the same one of a tier that Ada is in."""


def group(name: str) -> str:
    """The id of a group, as the scripted directory has it."""
    return f"{DOMAIN}-{1600 + len(name)}"


# --- [verification] and [[tiers]] ---------------------------------------------------------------------


@in_each_place
def test_methods_that_are_not_named_prove_nobody(world, desk_with, place):
    world.register_app()
    begun = desk_with(f'{place}methods = ["call-back"]\n').verifying.begin(world.ada.id)
    assert why_not(begun, MethodKind.TOTP) == "not allowed by policy"
    assert why_not(begun, MethodKind.CALL_BACK) == ""


@in_each_place
@pytest.mark.parametrize(("grade", "why"), [("device", "too weak for this policy"), ("contact", "")])
def test_the_weakest_grade_that_counts(world, desk_with, place, grade, why):
    world.register_app()
    begun = desk_with(f'{place}minimum_grade = "{grade}"\n').verifying.begin(world.ada.id)
    assert why_not(begun, MethodKind.CALL_BACK) == why


@in_each_place
def test_so_many_gates_are_needed(world, desk_with, place):
    app = world.register_app()
    desk = desk_with(f"{place}gates = 2\n")
    begun = desk.verifying.begin(world.ada.id)
    half = desk.verifying.prove(begun.id, method(begun), app())
    assert (half.met, half.gates, half.clearance) == (1, 2, None)
    assert call_back(desk, half).clearance is not None


@in_each_place
def test_prefilled_data_counts_as_said(world, desk_with, place):
    world.register_app()
    begun = desk_with(f"{place}prefilled = true\n").verifying.begin(world.ada.id)
    assert why_not(begun, MethodKind.CALL_BACK) == ""
    begun = desk_with(f"{place}prefilled = false\n").verifying.begin(world.ada.id)
    assert why_not(begun, MethodKind.CALL_BACK) == "policy wants a registered one"


@in_each_place
def test_a_second_operator_approves_where_that_is_said(world, desk_with, place):
    world.second_operator()
    desk = desk_with(f"{place}approval = true\n")
    proven = call_back(desk, desk.verifying.begin(world.ada.id))
    assert (proven.approval, proven.clearance) == (Approval.NEEDED, None)
    approved = desk.verifying.approve_here(proven.id, "sam", Secret("right"))
    assert (approved.approval, approved.clearance is not None) == (Approval.GIVEN, True)


@in_each_place
def test_the_exception_helps_those_with_too_few_methods(world, desk_with, place):
    nothing = 'methods = ["totp"]\n'
    assert refusal(desk_with(place + nothing).verifying.begin, world.ada.id) == "no-method"
    desk = desk_with(f'{place}{nothing}exception = ["in-person"]\nexception_gates = 1\n')
    begun = desk.verifying.begin(world.ada.id)
    assert begun.exceptional
    here = method(begun, MethodKind.IN_PERSON)
    assert desk.verifying.attest_in_person(begun.id, here, "passport").clearance is not None


@in_each_place
def test_so_many_gates_has_the_exception(world, desk_with, place):
    rules = f'{place}methods = ["totp"]\nexception = ["in-person", "second-operator"]\n'
    assert desk_with(f"{rules}exception_gates = 1\n").verifying.begin(world.ada.id).gates == 1
    desk = desk_with(f"{rules}exception_gates = 2\n")
    begun = desk.verifying.begin(world.ada.id)
    half = desk.verifying.attest_in_person(begun.id, method(begun, MethodKind.IN_PERSON), "passport")
    assert (half.met, half.gates, half.clearance) == (1, 2, None)


@in_each_place
def test_a_verification_is_over_after_so_many_minutes(world, desk_with, place):
    desk = desk_with(f"{place}minutes = 7\n")
    begun = desk.verifying.begin(world.ada.id)
    world.clock.forward(minutes=7, seconds=-1)
    desk.verifying.look(begun.id)
    world.clock.forward(seconds=1)
    assert refusal(desk.verifying.look, begun.id) == "verification-expired"


@in_each_place
def test_a_clearance_is_over_after_so_many_minutes(world, desk_with, place):
    clearance = cleared(world, desk_with(f"{place}clearance_minutes = 3\n"))
    assert clearance.expires_at == NOW + timedelta(minutes=3)


def test_only_the_documents_that_are_named_are_known(world, desk_with):
    desk = desk_with('[verification]\nmethods = ["in-person"]\ndocuments = ["library card"]\n')
    begun = desk.verifying.begin(world.ada.id)
    here = method(begun, MethodKind.IN_PERSON)
    assert refusal(desk.verifying.attest_in_person, begun.id, here, "passport") == "choice-unknown"
    assert desk.verifying.attest_in_person(begun.id, here, "library card").clearance is not None


def test_a_ticket_is_asked_for_as_said(world, desk_with):
    def ticket(rule: str, typed: str) -> str:
        desk = desk_with(f'[verification]\nticket = "{rule}"\n')
        begun = desk.verifying.begin(world.ada.id, ticket=typed)
        return world.stores.clearances.verification(begun.id).ticket

    assert ticket("off", "INC1") == ""
    assert (ticket("optional", ""), ticket("optional", "INC1")) == ("", "INC1")
    assert ticket("required", "INC1") == "INC1"
    begin = desk_with('[verification]\nticket = "required"\n').verifying.begin
    assert refusal(begin, world.ada.id) == "ticket-required"


def test_a_ticket_looks_as_said(world, desk_with):
    begin = desk_with("[verification]\nticket_pattern = 'INC[0-9]{3}'\n").verifying.begin
    assert refusal(begin, world.ada.id, ticket="INC1") == "ticket-malformed"
    assert begin(world.ada.id, ticket="INC123")


def test_who_mistypes_a_ticket_is_shown_the_example(world, desk_with):
    rules = "[verification]\nticket_pattern = 'INC[0-9]{3}'\nticket_example = \"INC042\"\n"
    with pytest.raises(Refused) as caught:
        desk_with(rules).verifying.begin(world.ada.id, ticket="INC1")
    assert "INC042" in str(caught.value.problem)


def test_a_tier_is_called_by_its_name(world, desk_with):
    desk = desk_with('[[tiers]]\nname = "analysts"\nbases = ["OU=People,DC=demo,DC=example"]\n')
    assert desk.verifying.begin(world.ada.id).tier == "analysts"


def test_what_a_tier_refuses_is_not_done_to_its_people(world, desk_with):
    desk = desk_with(f'{ADAS_TIER}refused = ["unlock", "set-dates"]\n', Role.SUPERVISOR)
    refusals = desk.lookup.card(world.ada.id).refusals
    told = {
        action for action, against in refusals.items() if "action-not-in-tier" in {p.code for p in against}
    }
    assert told == {Action.UNLOCK, Action.SET_DATES}
    elsewhere = ADAS_TIER.replace("OU=People", "OU=Guests")
    desk = desk_with(f'{elsewhere}refused = ["unlock"]\n')
    assert desk.lookup.card(world.ada.id).refusals[Action.UNLOCK] == ()


def test_a_tier_is_for_those_below_its_bases(world, desk_with):
    bob = world.add_person("bob", dn="CN=bob,OU=Guests,DC=demo,DC=example")
    desk = desk_with('[[tiers]]\nname = "guests"\nbases = ["OU=Guests,DC=demo,DC=example"]\ngates = 2\n')
    assert desk.lookup.card(bob.id).tier == "guests"
    assert desk.lookup.card(world.ada.id).tier == "everybody"


def test_a_password_goes_to_whom_is_said_of_the_tier(world, desk_with):
    bob = world.add_person("bob", dn="CN=bob,OU=Guests,DC=demo,DC=example")
    tier = '[[tiers]]\nname = "guests"\nbases = ["OU=Guests,DC=demo,DC=example"]\nhanded_over = "split"\n'
    desk = desk_with(tier)
    assert [desk.actions.rules(each).handed_over for each in (bob, world.ada)] == ["split", "shown"]


def test_a_tier_is_for_the_members_of_its_groups(world, desk_with):
    bob = world.add_person("bob", group_ids=frozenset({group("Guests")}))
    desk = desk_with('[[tiers]]\nname = "guests"\ngroups = ["Guests"]\n')
    assert desk.lookup.card(bob.id).tier == "guests"
    assert desk.lookup.card(world.ada.id).tier == "everybody"


def test_of_two_tiers_the_first_one_that_fits_is_taken(world, desk_with):
    first, second = ADAS_TIER.replace("people", "first"), ADAS_TIER.replace("people", "second")
    assert desk_with(first + second).verifying.begin(world.ada.id).tier == "first"
    assert desk_with(second + first).verifying.begin(world.ada.id).tier == "second"


# --- [contacts] ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "counts"), [(5, True), (4, True), (6, False), (0, True)])
def test_a_number_counts_so_many_days_after_it_was_changed(world, desk_with, days, counts):
    world.register_app()
    world.change_ada(contact_times=replace(world.ada.contact_times, mobile=NOW - timedelta(days=5)))
    begun = desk_with(f"[contacts]\nfresh_days = {days}\n").verifying.begin(world.ada.id)
    assert (why_not(begun, MethodKind.CALL_BACK, "mobile") == "") is counts


@pytest.mark.parametrize(("rule", "why"), [("allow", ""), ("refuse", "when it last changed cannot be read")])
def test_a_number_of_unknown_age_counts_as_said(world, desk_with, rule, why):
    world.register_app()
    world.change_ada(contact_times=ContactTimes())
    begun = desk_with(f'[contacts]\nunknown_age = "{rule}"\n').verifying.begin(world.ada.id)
    assert why_not(begun, MethodKind.CALL_BACK) == why


def test_the_caller_says_the_number_where_that_is_said(world, desk_with):
    desk = desk_with("[contacts]\ncaller_states_number = true\n")
    begun = desk.verifying.begin(world.ada.id)
    call = method(begun, MethodKind.CALL_BACK, "mobile")
    assert refusal(desk.verifying.number_to_dial, begun.id, call) == "prompt-changed"
    assert refusal(desk.verifying.state_number, begun.id, call, "07700 900124") == "number-differs"
    desk.verifying.state_number(begun.id, call, "07700 900123")
    assert desk.verifying.number_to_dial(begun.id, call) == "+44 7700 900123"
    assert cleared(world, desk_with("[contacts]\ncaller_states_number = false\n"))


# --- [sending] ----------------------------------------------------------------------------------------


def mailing(desk_with, lines: str):
    return desk_with(f'[verification]\nmethods = ["email"]\n[sending]\n{lines}\n')


@pytest.mark.parametrize(("seconds", "counts"), [(119, True), (120, False)])
def test_a_sent_code_works_so_many_minutes(world, desk_with, seconds, counts):
    desk = mailing(desk_with, "code_minutes = 2")
    begun = desk.verifying.begin(world.ada.id)
    mail = method(begun, MethodKind.EMAIL)
    desk.verifying.send(begun.id, mail)
    world.clock.forward(seconds=seconds)
    if counts:
        assert desk.verifying.prove(begun.id, mail, world.delivery.code()).clearance is not None
    else:
        assert refusal(desk.verifying.prove, begun.id, mail, world.delivery.code()) == "code-expired"


@pytest.mark.parametrize("digits", [7, 10])
def test_a_sent_code_has_so_many_digits(world, desk_with, digits):
    desk = mailing(desk_with, f"code_digits = {digits}")
    begun = desk.verifying.begin(world.ada.id)
    desk.verifying.send(begun.id, method(begun, MethodKind.EMAIL))
    assert len(world.delivery.code().reveal().replace(" ", "")) == digits


def test_so_many_codes_are_sent_in_so_many_minutes(world, desk_with):
    desk = mailing(desk_with, "codes = 2\nper_minutes = 4")
    begun = desk.verifying.begin(world.ada.id)
    mail = method(begun, MethodKind.EMAIL)
    desk.verifying.send(begun.id, mail)
    desk.verifying.send(begun.id, mail)
    assert refusal(desk.verifying.send, begun.id, mail) == "too-many-codes"
    world.clock.forward(minutes=4, seconds=-1)
    assert refusal(desk.verifying.send, begun.id, mail) == "too-many-codes"
    world.clock.forward(seconds=2)
    desk.verifying.send(begun.id, mail)
    assert len(world.delivery.sent) == 3


def test_so_many_codes_go_to_one_address_in_so_many_minutes(world, desk_with):
    desk = mailing(desk_with, "destination_codes = 1\ndestination_minutes = 4")
    begun = desk.verifying.begin(world.ada.id)
    desk.verifying.send(begun.id, method(begun, MethodKind.EMAIL))
    twin = desk.verifying.begin(world.add_person("twin", mail=world.ada.mail).id)
    mail = method(twin, MethodKind.EMAIL)
    world.clock.forward(minutes=4, seconds=-1)
    assert refusal(desk.verifying.send, twin.id, mail) == "too-many-codes-there"
    world.clock.forward(seconds=1)
    assert desk.verifying.send(twin.id, mail)


def test_so_many_codes_sends_one_operator_in_so_many_minutes(world, desk_with):
    desk = mailing(desk_with, "operator_codes = 1\noperator_minutes = 4")
    begun = desk.verifying.begin(world.ada.id)
    desk.verifying.send(begun.id, method(begun, MethodKind.EMAIL))
    other = desk.verifying.begin(world.add_person("other", mail="other@demo.example").id)
    mail = method(other, MethodKind.EMAIL)
    world.clock.forward(minutes=4, seconds=-1)
    assert refusal(desk.verifying.send, other.id, mail) == "too-many-codes-yours"
    world.clock.forward(seconds=1)
    assert desk.verifying.send(other.id, mail)


def test_so_many_codes_sends_the_desk_in_a_day(world, desk_with):
    desk = mailing(desk_with, "daily_codes = 1")
    begun = desk.verifying.begin(world.ada.id)
    mail = method(begun, MethodKind.EMAIL)
    desk.verifying.send(begun.id, mail)
    assert refusal(desk.verifying.send, begun.id, mail) == "too-many-codes-today"


@pytest.mark.parametrize(("countries", "goes"), [("[]", True), ('["SE", "GB"]', True), ('["SE"]', False)])
def test_only_countries_that_are_named_are_texted(world, desk_with, countries, goes):
    desk = desk_with(
        '[verification]\nmethods = ["sms", "call-back"]\n'
        f'[sending]\ncountries = {countries}\n[search]\nphone_region = "GB"\n'
    )
    begun = desk.verifying.begin(world.ada.id)
    sms = method(begun, MethodKind.SMS)
    if goes:
        assert desk.verifying.send(begun.id, sms)
    else:
        assert refusal(desk.verifying.send, begun.id, sms) == "method-not-offered"


# --- [oath] -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("window", "late", "counts"), [(0, 0, True), (0, 1, False), (2, 2, True), (2, 3, False)]
)
def test_codes_of_so_many_steps_ago_count(world, desk_with, window, late, counts):
    app = world.register_app()
    desk = desk_with(f"[oath]\nwindow = {window}\n")
    begun = desk.verifying.begin(world.ada.id)
    code = app()
    world.clock.forward(seconds=30 * late)
    if counts:
        assert desk.verifying.prove(begun.id, method(begun), code).clearance is not None
    else:
        assert refusal(desk.verifying.prove, begun.id, method(begun), code) == "clock-drift"


class Token:
    """A token of Ada's that counts, used once: at 0."""

    def __init__(self, world):
        key = Secret(world.randomness.base32(20))
        seed = NewSeed(MethodKind.OATH_TOKEN, "token", key, OathSettings(period=None))
        self.method = world.stores.methods.add_seed(world.ada.id, seed, NOW)
        assert world.stores.methods.accept_step(self.method, 0, NOW, activate=True)
        self._codes = pyotp.HOTP(key.reveal())

    def at(self, counter: int) -> Secret:
        return Secret(self._codes.at(counter))


def test_a_token_may_be_so_many_uses_ahead(world, desk_with):
    token = Token(world)
    desk = desk_with("[oath]\nlook_ahead = 3\n")
    begun = desk.verifying.begin(world.ada.id)
    assert refusal(desk.verifying.prove, begun.id, token.method, token.at(5)) == "code-wrong"
    assert desk.verifying.prove(begun.id, token.method, token.at(4)).clearance is not None


@pytest.mark.parametrize(("width", "counts"), [(50, False), (51, True)])
def test_two_codes_in_a_row_are_looked_for_so_far(world, desk_with, width, counts):
    token = Token(world)
    desk = desk_with(f"[oath]\nresync_window = {width}\n")
    begun = desk.verifying.begin(world.ada.id)
    said = begun.id, token.method, token.at(51), token.at(52)
    if counts:
        assert desk.verifying.resync(*said).clearance is not None
    else:
        assert refusal(desk.verifying.resync, *said) == "resync-failed"


# --- [questions] --------------------------------------------------------------------------------------


QUESTIONS = '[verification]\nmethods = ["questions", "call-back"]\n[questions]\n'


def answers(texts):
    return tuple((text, Secret(f"answer number {number}")) for number, text in enumerate(texts))


def test_so_many_questions_are_registered(world, desk_with):
    desk = desk_with(f"{QUESTIONS}registered = 4\n")
    texts = desk.policy.verification.questions.texts
    clearance = cleared(world, desk, METHODS).id
    assert desk.registration.set_questions(clearance, answers(texts[:3])) is None, "not yet"
    assert desk.registration.set_questions(clearance, answers(texts[:4])).kind is MethodKind.QUESTIONS


def test_so_many_of_them_are_asked(world, desk_with):
    desk = desk_with(f"{QUESTIONS}asked = 4\n")
    texts = desk.policy.verification.questions.texts
    desk.registration.set_questions(cleared(world, desk, METHODS).id, answers(texts[:5]))
    begun = desk.verifying.begin(world.ada.id)
    assert len(desk.verifying.questions(begun.id, method(begun, MethodKind.QUESTIONS))) == 4


def test_only_questions_that_are_named_are_registered(world, desk_with):
    own = ["First ship?", "First island?", "First engine?", "First number?", "First poem?"]
    desk = desk_with(f"{QUESTIONS}texts = {own!r}\n".replace("'", '"'))
    clearance = cleared(world, desk, METHODS).id
    wrong = [*own[:4], "What was the name of your first teacher?"]
    assert refusal(desk.registration.set_questions, clearance, answers(wrong)) == "choice-unknown"
    assert desk.registration.set_questions(clearance, answers(own))


# --- [threat] -----------------------------------------------------------------------------------------


def test_an_elevated_threat_takes_weak_methods_away(world, desk_with):
    world.register_app()
    begun = desk_with("[threat]\nelevated = false\n").verifying.begin(world.ada.id)
    assert why_not(begun, MethodKind.CALL_BACK) == ""
    desk = desk_with("[threat]\nelevated = true\n")
    begun = desk.verifying.begin(world.ada.id)
    assert why_not(begun, MethodKind.CALL_BACK) == "too weak while the threat is elevated"
    assert desk.is_elevated()


def test_the_threat_is_elevated_while_its_file_exists(world, desk_with, tmp_path):
    world.register_app()
    file = tmp_path / "elevated"
    rules = f'[threat]\nfile = "{file}"\n'
    assert why_not(desk_with(rules).verifying.begin(world.ada.id), MethodKind.CALL_BACK) == ""
    file.touch()
    begun = desk_with(rules).verifying.begin(world.ada.id)
    assert why_not(begun, MethodKind.CALL_BACK) == "too weak while the threat is elevated"
    file.unlink()
    assert why_not(desk_with(rules).verifying.begin(world.ada.id), MethodKind.CALL_BACK) == ""


@pytest.mark.parametrize(("grade", "counts"), [("contact", True), ("vouched", False)])
def test_the_weakest_grade_that_counts_meanwhile(world, desk_with, grade, counts):
    world.register_app()
    desk = desk_with(f'[threat]\nelevated = true\nminimum_grade = "{grade}"\n')
    assert (why_not(desk.verifying.begin(world.ada.id), MethodKind.CALL_BACK) == "") is counts


@pytest.mark.parametrize("gates", [1, 2, 3])
def test_so_many_gates_are_needed_meanwhile(world, desk_with, gates):
    rules = (
        "[verification]\nexception_gates = 1\n"
        'exception = ["in-person", "second-operator", "manager"]\nmethods = ["totp"]\n'
    )
    world.register_app()
    quiet = desk_with(f"{rules}[threat]\nelevated = false\ngates = {gates}\n")
    assert quiet.verifying.begin(world.ada.id).gates == 1
    desk = desk_with(f"{rules}[threat]\nelevated = true\ngates = {gates}\n")
    begun = desk.verifying.begin(world.ada.id)
    assert (begun.gates, begun.exceptional) == (gates, gates > 1)
