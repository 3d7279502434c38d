"""Secrets of a person's computer: read under the same proof as a reset, handed out once, kept nowhere."""

from dataclasses import replace
from datetime import timedelta

import pytest
from desk.conftest import DOMAIN, NOW
from desk.proofs import refused

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.reading_back import Outcome
from helpdesk_tui.desk.actions.registry import READING, steps_of
from helpdesk_tui.desk.actions.spec import Order
from helpdesk_tui.desk.errors import DirectoryUnreachable, Refused, StoreUnavailable
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import DeviceOwner
from helpdesk_tui.desk.ports import Device, DeviceSecret, MessageKind, SecretPlace
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.revealing_devices import Wanted
from helpdesk_tui.secret import Secret

PASSWORD, KEY = "vT4m-hk7N", "215479-360063-098978-541662-122804-700942-633402-081697"
KEY_ID = "4F2A9C01-6B3D-4E55-9D0A-2D7A3C1B4E55"
TOLD = {Action.LAPS: MessageKind.LOCAL_PASSWORD_READ, Action.BITLOCKER: MessageKind.RECOVERY_KEY_READ}
NAMED = {Action.LAPS: "PC-7", Action.BITLOCKER: "4F2A9C01"}

every = pytest.mark.parametrize("action", [spec.action for spec in READING])


@pytest.fixture
def laptop(world) -> Device:
    return Device("d7", "PC-7", "CN=PC-7,OU=Machines,DC=demo,DC=example", world.ada.id, frozenset(), "")


@pytest.fixture
def put(world, laptop):
    """The laptop, with `changes`; both its secrets lie there."""

    def put(against=None, **changes) -> None:
        device = replace(laptop, **changes)
        password = SecretPlace(Action.LAPS, "d7", device, against=against)
        key = SecretPlace(Action.BITLOCKER, "k1", device, KEY_ID, against)
        world.directory.secrets.kept = {
            "PC-7": DeviceSecret(password, Secret(PASSWORD), "Administrator", NOW + timedelta(days=3)),
            "4F2A9C01": DeviceSecret(key, Secret(KEY)),
        }

    world.directory.info = replace(world.directory.info, cannot={})
    put()
    return put


@pytest.fixture
def desk(world, put):
    return world.sign_in(Role.OPERATOR)


@pytest.fixture
def app(world):
    return world.register_app()


@pytest.fixture
def wanted(action) -> Wanted:
    return Wanted(action, NAMED[action])


@every
def test_it_is_read_once_recorded_and_told(world, desk, app, action, wanted) -> None:
    revealed = desk.revealing.reveal(world.clear(desk, app).id, wanted)
    assert revealed.secret.reveal() == (PASSWORD if action is Action.LAPS else KEY)
    assert (revealed.place.device.name, revealed.recorded) == ("PC-7", True)
    intent, outcome = world.story()[-2:]
    assert (intent.event, outcome.event) == ("action.intent", "action.outcome")
    assert (outcome.facts["outcome"], outcome.facts["intent"]) == ("done", intent.seq)
    assert revealed.number == intent.seq
    assert (intent.facts["device"], intent.facts["action"]) == ("PC-7", action.value)
    assert intent.facts["key_id"] == ("" if action is Action.LAPS else KEY_ID)
    assert {message.kind for message in world.delivery.sent} == {TOLD[action]}
    assert {message.words["device"] for message in world.delivery.sent} == {"PC-7"}
    assert world.directory.changes == []
    assert world.directory.secrets.reads == 1


@every
def test_the_secret_stands_in_no_record_and_no_message(world, desk, app, wanted) -> None:
    revealed = desk.revealing.reveal(world.clear(desk, app).id, wanted)
    everything = repr([record.facts for record in world.stores.audit.records()])
    everything += repr(world.delivery.sent) + repr(revealed)
    assert not any(secret in everything for secret in (PASSWORD, KEY, KEY[:6]))


@every
def test_without_a_clearance_nothing_is_read(world, desk, wanted) -> None:
    assert refused(desk.revealing.reveal, "none", wanted) == "no-clearance"
    assert world.directory.secrets.reads == 0


@every
def test_a_clearance_reads_once_and_then_does_nothing_else(world, desk, app, wanted) -> None:
    clearance = world.clear(desk, app)
    desk.revealing.reveal(clearance.id, wanted)
    assert refused(desk.revealing.reveal, clearance.id, wanted) == "clearance-used"
    assert refused(desk.actions.perform, clearance.id, Order(Action.RESET)) == "clearance-used"
    assert world.directory.secrets.reads == 1


@every
def test_the_third_time_within_a_day_takes_a_supervisor(world, desk, app, action, wanted) -> None:
    """Of one kind: whoever has read the one may need the other. What was not read does not count."""
    other = next(spec.action for spec in READING if spec.action is not action)
    kept = world.directory.secrets.kept
    world.directory.secrets.kept = {}
    assert (
        refused(desk.revealing.reveal, world.clear(desk, app).id, wanted, kind=Refused) == "device-not-found"
    )
    world.directory.secrets.kept = kept
    for _ in range(2):
        world.clock.forward(minutes=1)
        assert desk.lookup.card(world.ada.id).may(action)
        desk.revealing.reveal(world.clear(desk, app).id, wanted)
    (why,) = desk.lookup.card(world.ada.id).refusals[action]
    assert (why.code, desk.lookup.card(world.ada.id).may(other)) == ("read-too-often", True)
    assert desk.lookup.card(world.ada.id).may(Action.RESET)
    world.clock.forward(minutes=1)
    begun = world.clear(desk, app, frozenset({other})).id
    desk.revealing.reveal(begun, Wanted(other, NAMED[other]))
    supervisor = world.sign_in(Role.SUPERVISOR)
    world.clock.forward(minutes=1)
    assert supervisor.revealing.reveal(world.clear(supervisor, app).id, wanted).recorded
    world.clock.forward(days=1)
    assert desk.lookup.card(world.ada.id).may(action)


@every
def test_two_consoles_with_one_clearance_read_once(world, desk, app, wanted, monkeypatch) -> None:
    """The second has asked everything when the first takes it."""
    clearance = world.clear(desk, app)
    consume = world.stores.clearances.consume
    monkeypatch.setattr(world.stores.clearances, "consume", lambda *args: consume(*args) and consume(*args))
    assert refused(desk.revealing.reveal, clearance.id, wanted) == "clearance-used"
    assert world.directory.secrets.reads == 0


def test_a_read_is_no_order_for_a_write(world, desk, app) -> None:
    assert [steps_of(Order(spec.action)) for spec in READING] == [(), ()]
    clearance = world.clear(desk, app)
    assert refused(desk.actions.perform, clearance.id, Order(Action.LAPS), kind=Refused) == "nothing-to-do"
    assert world.directory.secrets.reads == 0


@every
def test_an_account_that_changed_since_the_proof_reads_nothing(world, desk, app, wanted) -> None:
    clearance = world.clear(desk, app)
    world.change_ada(mobile="+44 7700 900999")
    assert refused(desk.revealing.reveal, clearance.id, wanted) == "account-changed"
    assert world.stores.clearances.clearance(clearance.id).used_at is not None
    assert world.directory.secrets.reads == 0


@every
def test_an_account_that_changes_while_the_intent_is_written_reads_nothing(
    world, desk, app, wanted, monkeypatch
) -> None:
    clearance = world.clear(desk, app)
    write = desk.revealing._session.recorder.write

    def then_changed(event, *args, **facts):
        record = write(event, *args, **facts)
        if event == "action.intent":
            world.change_ada(mobile="+44 7700 900999")
        return record

    monkeypatch.setattr(desk.revealing._session.recorder, "write", then_changed)
    assert refused(desk.revealing.reveal, clearance.id, wanted) == "account-changed"
    assert world.directory.secrets.reads == 0
    assert world.story()[-1].facts["outcome"] == "refused"


@every
def test_nothing_is_read_where_the_intent_cannot_be_recorded(world, desk, app, wanted, monkeypatch) -> None:
    clearance = world.clear(desk, app)

    def full(event, *args, **facts):
        raise StoreUnavailable(problem("store-full"))

    monkeypatch.setattr(desk.revealing._session.recorder, "write", full)
    with pytest.raises(StoreUnavailable):
        desk.revealing.reveal(clearance.id, wanted)
    assert world.directory.secrets.reads == 0


@every
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"owner": "somebody-else"}, "device-of-another"),
        ({"owner": ""}, "device-unowned"),
        ({"owner": None}, "device-owner-unknown"),
        ({"protected_by": "Domain Controllers"}, "device-protected"),
        ({"protected_by": None}, "device-protection-unknown"),
        ({"group_ids": None}, "device-protection-unknown"),
        ({"against": problem("recovery-key-unseen")}, "recovery-key-unseen"),
    ],
)
def test_what_is_not_theirs_or_cannot_be_told_is_refused_before_the_clearance_is_used(
    world, desk, app, put, wanted, changes, code
) -> None:
    put(**changes)
    clearance = world.clear(desk, app)
    shown = desk.revealing.preview(world.ada.id, wanted)
    assert [each.code for each in shown.refusals] == [code]
    assert refused(desk.revealing.reveal, clearance.id, wanted, kind=Refused) == code
    assert world.stores.clearances.clearance(clearance.id).used_at is None
    assert world.directory.secrets.reads == 0
    denied = world.story()[-1]
    assert (denied.event, denied.facts["problem"], denied.facts["named"]) == (
        "action.denied",
        code,
        wanted.named,
    )


@every
@pytest.mark.parametrize(
    "changes", [{"owner": "somebody-else"}, {"owner": None}, {"protected_by": "Domain Controllers"}]
)
def test_a_device_that_becomes_another_s_in_the_last_moment_is_not_shown(
    world, desk, app, put, wanted, changes
) -> None:
    clearance = world.clear(desk, app)
    world.directory.secrets.meanwhile = lambda: put(**changes)
    with pytest.raises(Refused):
        desk.revealing.reveal(clearance.id, wanted)
    assert world.story()[-1].facts["outcome"] == "refused"
    assert world.delivery.sent == []


@every
@pytest.mark.parametrize("broken", ["devices.against", "notices.tell_of_action"])
def test_a_secret_that_was_read_and_cannot_be_handed_out_is_dropped(
    world, desk, app, wanted, monkeypatch, broken
) -> None:
    clearance = world.clear(desk, app)

    def away(*_, **__):
        raise DirectoryUnreachable(problem("unreachable", server="dc1"))

    def meanwhile() -> None:
        monkeypatch.setattr(f"helpdesk_tui.desk.revealing_devices.{broken}", away)

    read, found = world.directory.secrets.read, []
    monkeypatch.setattr(world.directory.secrets, "read", lambda place: found.append(read(place)) or found[0])
    world.directory.secrets.meanwhile = meanwhile
    with pytest.raises(DirectoryUnreachable):
        desk.revealing.reveal(clearance.id, wanted)
    assert found[0].secret.dropped


@every
def test_excluded_parts_and_named_groups_protect_devices_too(world, app, put, wanted) -> None:
    usual = world.sign_in(Role.OPERATOR).policy
    excluded = replace(usual, scope=replace(usual.scope, excluded=("OU=Machines,DC=demo,DC=example",)))
    desk = world.sign_in(Role.OPERATOR, policy=excluded)
    assert [each.code for each in desk.revealing.preview(world.ada.id, wanted).refusals] == [
        "device-out-of-scope"
    ]
    named = replace(usual, scope=replace(usual.scope, protected_groups=frozenset({"Tier"})))
    desk = world.sign_in(Role.OPERATOR, policy=named)
    put(group_ids=desk.policy.scope.protected_groups)
    assert [each.code for each in desk.revealing.preview(world.ada.id, wanted).refusals] == [
        "device-protected"
    ]


@every
def test_where_policy_says_anybody_all_but_the_devices_of_protected_people_are_read(
    world, app, put, make_account, wanted
) -> None:
    usual = world.sign_in(Role.OPERATOR).policy
    desk = world.sign_in(Role.OPERATOR, policy=replace(usual, device_owner=DeviceOwner.ANYBODY))

    def codes() -> list[str]:
        return [each.code for each in desk.revealing.preview(world.ada.id, wanted).refusals]

    other = make_account(id=AccountId("bob"), login="bob")
    world.directory.accounts[other.id] = other
    put(owner="bob")
    assert codes() == []
    put(owner="")
    assert codes() == []
    put(owner=None)
    assert codes() == ["device-owner-unknown"]
    put(owner="gone")
    assert codes() == ["device-owner-unknown"]
    put(owner="bob")
    world.directory.accounts[other.id] = replace(other, protected_by="Domain Admins")
    assert codes() == ["device-of-protected"]
    world.directory.accounts[other.id] = replace(other, protected_by=None)
    assert codes() == ["device-of-protected"]


@every
def test_the_guard_and_the_roles_hold_for_it(world, app, put, make_account, action, wanted) -> None:
    usual = world.sign_in(Role.OPERATOR).policy
    off = replace(usual, scope=replace(usual.scope, roles=((action, frozenset()),)))
    desk = world.sign_in(Role.OPERATOR, policy=off)
    assert desk.lookup.card(world.ada.id).refusals[action][0].code == "action-off"
    assert action not in world.clear(desk, app).actions
    world.change_ada(group_ids=frozenset({f"{DOMAIN}-512"}), protected_by="Domain Admins")
    desk = world.sign_in(Role.OPERATOR)
    assert [each.code for each in desk.revealing.preview(world.ada.id, wanted).refusals] == [
        "protected-account"
    ]


@every
def test_a_role_that_loses_it_meanwhile_reads_nothing(world, desk, app, action, wanted, make_account) -> None:
    clearance = world.clear(desk, app)
    world.directory.accounts[world.ada.id] = make_account(rights={action: False})
    assert refused(desk.revealing.reveal, clearance.id, wanted) == "no-right"
    assert world.directory.secrets.reads == 0


@every
def test_a_tier_that_refuses_it_clears_nothing_for_it(world, app, put, action, wanted) -> None:
    usual = world.sign_in(Role.OPERATOR).policy
    tier = replace(
        usual.verification.everybody,
        name="people",
        bases=("DC=demo,DC=example",),
        refused=frozenset({action}),
    )
    rules = replace(usual.verification, tiers=(tier,))
    desk = world.sign_in(Role.OPERATOR, policy=replace(usual, verification=rules))
    clearance = world.clear(desk, app)
    assert action not in clearance.actions
    assert refused(desk.revealing.reveal, clearance.id, wanted) == "clearance-not-for-this"


@every
@pytest.mark.parametrize(
    "state",
    [{"enabled": False}, {"enabled": None}, {"account_expires": NOW}, {"account_expires": None}],
)
def test_who_has_left_gets_nothing(world, desk, make_account, action, wanted, state) -> None:
    world.directory.accounts[world.ada.id] = make_account(**state)
    card = desk.lookup.card(world.ada.id)
    assert [each.code for each in card.refusals[action]] == ["device-account-off"]
    assert desk.revealing.owned(world.ada.id) == ()
    assert [each.code for each in desk.revealing.preview(world.ada.id, wanted).refusals] == [
        "device-account-off"
    ]


@every
def test_who_was_reported_since_the_proof_gets_nothing(world, desk, app, wanted, monkeypatch) -> None:
    """Also where the report comes while the clearance is in use."""
    clearance = world.clear(desk, app)
    monkeypatch.setattr(
        "helpdesk_tui.desk.reports.against_unapproved", lambda *_: problem("account-reported")
    )
    assert refused(desk.revealing.reveal, clearance.id, wanted) == "account-reported"
    assert world.directory.secrets.reads == 0


@every
def test_what_the_directory_cannot_do_is_not_offered(world, desk, action) -> None:
    world.directory.info = replace(world.directory.info, cannot={action: "it keeps none"})
    card = desk.lookup.card(world.ada.id)
    assert [each.code for each in card.refusals[action]] == ["not-on-this-server"]
    world.directory.info = replace(world.directory.info, cannot={}, read_only=True)
    card = desk.lookup.card(world.ada.id)
    assert [each.code for each in card.refusals[action]] == ["device-secrets-read-only"]


@every
def test_a_line_that_breaks_is_recorded_and_shows_nothing(world, desk, app, wanted) -> None:
    clearance = world.clear(desk, app)

    def broken() -> None:
        raise DirectoryUnreachable(problem("unreachable", server="dc1"))

    world.directory.secrets.meanwhile = broken
    with pytest.raises(DirectoryUnreachable):
        desk.revealing.reveal(clearance.id, wanted)
    assert (world.story()[-1].facts["outcome"], world.story()[-1].facts["problems"]) == (
        "refused",
        ["unreachable"],
    )
    assert world.delivery.sent == []


@every
def test_who_dies_over_it_leaves_it_to_be_told(world, desk, app, action, wanted) -> None:
    """Nobody can say what was seen by then: so the person hears of it."""
    clearance = world.clear(desk, app)

    def killed() -> None:
        raise KeyboardInterrupt

    world.directory.secrets.meanwhile = killed
    with pytest.raises(KeyboardInterrupt):
        desk.revealing.reveal(clearance.id, wanted)
    world.alive = False
    (found,) = world.sign_in(Role.OPERATOR).resolved
    assert (found.outcome, found.problem.code) == (Outcome.UNKNOWN, "resolve-read")
    assert {message.kind for message in world.delivery.sent} == {TOLD[action]}
    assert {message.words["device"] for message in world.delivery.sent} == {"PC-7"}


def test_their_own_devices_are_told(world, desk) -> None:
    assert [each.name for each in desk.revealing.owned(world.ada.id)] == ["PC-7", "PC-7"]


@every
def test_that_the_person_is_told_is_said_only_where_it_is_so(world, desk, wanted) -> None:
    assert "Ada Byron is told of it." in desk.revealing.preview(world.ada.id, wanted).sentences[1]
    world.delivery.channels = frozenset()
    assert "Ada Byron is not told" in desk.revealing.preview(world.ada.id, wanted).sentences[1]


@every
def test_the_history_says_it(world, desk, app, action, wanted) -> None:
    desk.revealing.reveal(world.clear(desk, app).id, wanted)
    sentence = desk.lookup.card(world.ada.id).history[0].sentence
    assert sentence.startswith("local password read" if action is Action.LAPS else "recovery key read")
