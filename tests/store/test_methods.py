"""Registered methods: sealed, activated, replayed never."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pyotp
import pytest
from store.sending import COUNTED, limits

from helpdesk_tui.clock import SystemChance
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.method import MAX_APPS, MethodId, MethodKind, MethodStatus, OathSettings, Origin
from helpdesk_tui.desk.ports import IN_STOCK, Challenge, ChallengeId, Limit, NewSeed
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import OpenStores, StoreKey
from helpdesk_tui.store.method_rows import PENDING_LIFETIME
from helpdesk_tui.store.sealing import Sealer

SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CODES = [f"code-{number:02}-xyzzy" for number in range(1, 11)]
PASS, QUESTION, ANSWER = "Kx7-Pq9-canary", "Which canary was the first?", "the yellow canary"
SENT_CODE, DIGEST = "40718253", hashlib.sha256(b"+447700900111").hexdigest()
CONTACTS = {
    MethodKind.SMS: "+447700900111",
    MethodKind.CALL_BACK: "+447700900122",
    MethodKind.EMAIL: "ada.canary@home.example",
}
OTHER = AccountId("5b0e1a3e-0000-4000-8000-000000000002")


def _app(
    stores: OpenStores, person: AccountId, at: datetime, label: str = "phone", key: str = ""
) -> MethodId:
    seed = NewSeed(MethodKind.TOTP, label, Secret(key or pyotp.random_base32()), OathSettings())
    return stores.methods.add_seed(person, seed, at)


def _sheet(stores: OpenStores, person: AccountId, at: datetime) -> MethodId:
    return stores.methods.add_recovery_codes(person, map(Secret, CODES), at)


def _code(call: Any) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.problem.code


# --- authenticator apps ---


def test_a_new_app_waits_for_its_first_code(stores: OpenStores, person: AccountId, noon: datetime) -> None:
    method = _app(stores, person, noon)
    (listed,) = stores.methods.methods(person)
    assert (listed.id, listed.account, listed.kind) == (method, person, MethodKind.TOTP)
    assert (listed.label, listed.origin, listed.status) == ("phone", Origin.REGISTERED, MethodStatus.PENDING)
    assert (listed.since, listed.last_used) == (noon, None)


def test_seed_settings_and_last_step_come_back(stores: OpenStores, person: AccountId, noon: datetime) -> None:
    settings = OathSettings(digits=8, period=60, algorithm="SHA256")
    method = stores.methods.add_seed(person, NewSeed(MethodKind.TOTP, "tablet", Secret(SEED), settings), noon)
    seed = stores.methods.seed(method)
    assert (seed.secret.reveal(), seed.settings, seed.last_step) == (SEED, settings, None)
    assert stores.methods.accept_step(method, 29_000_000_000, noon)
    assert stores.methods.seed(method).last_step == 29_000_000_000


def test_the_first_code_activates(stores: OpenStores, person: AccountId, noon: datetime) -> None:
    method = _app(stores, person, noon)
    later = noon + timedelta(minutes=1)
    assert stores.methods.accept_step(method, 7, later, activate=True)
    (listed,) = stores.methods.methods(person)
    assert (listed.status, listed.since, listed.last_used) == (MethodStatus.ACTIVE, later, later)


def test_a_later_code_changes_use_but_not_since(
    stores: OpenStores, person: AccountId, noon: datetime
) -> None:
    method = _app(stores, person, noon)
    assert stores.methods.accept_step(method, 7, noon, activate=True)
    later = noon + timedelta(days=1)
    assert stores.methods.accept_step(method, 8, later, activate=True)
    (listed,) = stores.methods.methods(person)
    assert (listed.since, listed.last_used) == (noon, later)


def test_only_a_newer_step_is_accepted(stores: OpenStores, person: AccountId, noon: datetime) -> None:
    method = _app(stores, person, noon)
    answers = [stores.methods.accept_step(method, step, noon) for step in (7, 7, 6, 8, 7, 8, 10, 9)]
    assert answers == [True, False, False, True, False, False, True, False]


def test_a_refused_step_changes_nothing(stores: OpenStores, person: AccountId, noon: datetime) -> None:
    method = _app(stores, person, noon)
    stores.methods.accept_step(method, 7, noon)
    before = stores.methods.methods(person)
    assert not stores.methods.accept_step(method, 7, noon + timedelta(hours=1), activate=True)
    assert stores.methods.methods(person) == before


def test_one_code_in_thirty_processes_is_accepted_once(
    opened: Any, person: AccountId, noon: datetime, at_once: Any
) -> None:
    with opened() as stores:
        method = _app(stores, person, noon)
    assert sorted(at_once(30, lambda _: opened().methods.accept_step(method, 7, noon))) == [False] * 29 + [
        True
    ]


def test_an_accepted_step_outlives_a_restart(opened: Any, person: AccountId, noon: datetime) -> None:
    with opened() as stores:
        method = _app(stores, person, noon)
        assert stores.methods.accept_step(method, 7, noon)
    with opened() as stores:
        assert not stores.methods.accept_step(method, 7, noon)


def test_an_unknown_method_is_refused(stores: OpenStores, person: AccountId, noon: datetime) -> None:
    unknown = MethodId("no-such")
    assert _code(lambda: stores.methods.seed(unknown)) == "method-unknown"
    assert not stores.methods.accept_step(unknown, 1, noon)
    assert not stores.methods.use_recovery_code(unknown, 1, Secret("x"), noon)
    assert not stores.methods.remove(unknown)
    sheet = _sheet(stores, person, noon)
    assert _code(lambda: stores.methods.seed(sheet)) == "method-unknown"
    assert not stores.methods.accept_step(sheet, 1, noon)


def test_a_seed_moved_to_another_row_does_not_open(
    stores: OpenStores, person: AccountId, noon: datetime, query_with_key: Any
) -> None:
    mine, theirs = _app(stores, person, noon), _app(stores, OTHER, noon)
    query_with_key(
        "UPDATE methods SET sealed = (SELECT sealed FROM methods WHERE id = ?) WHERE id = ?", mine, theirs
    )
    assert _code(lambda: stores.methods.seed(theirs)) == "sealed-value-damaged"


def test_an_app_given_to_another_account_does_not_open(
    stores: OpenStores, person: AccountId, noon: datetime, query_with_key: Any
) -> None:
    method = _app(stores, person, noon)
    query_with_key("UPDATE methods SET account = ? WHERE id = ?", OTHER, method)
    assert _code(lambda: stores.methods.seed(method)) == "sealed-value-damaged"


def test_a_person_has_so_many_apps_and_no_more(stores: OpenStores, person: AccountId, noon: datetime) -> None:
    for number in range(MAX_APPS):
        _app(stores, person, noon, f"phone {number}")
    assert _code(lambda: _app(stores, person, noon)) == "too-many-apps"
    _app(stores, OTHER, noon)
    _sheet(stores, person, noon)


def test_registrations_at_once_do_not_pass_the_limit(
    opened: Any, person: AccountId, noon: datetime, at_once: Any
) -> None:
    def add(_: int) -> bool:
        try:
            _app(opened(), person, noon)
        except Refused:
            return False
        return True

    assert sum(at_once(12, add)) == MAX_APPS


def test_an_app_that_waited_too_long_goes_with_the_next_registration(
    stores: OpenStores, person: AccountId, noon: datetime
) -> None:
    _app(stores, person, noon, "forgotten")
    active = _app(stores, person, noon, "active")
    stores.methods.accept_step(active, 1, noon, activate=True)
    at = noon + PENDING_LIFETIME + timedelta(seconds=1)
    _app(stores, person, at, "new")
    assert [method.label for method in stores.methods.methods(person)] == ["active", "new"]


def test_methods_stand_oldest_first_and_belong_to_one_person(
    stores: OpenStores, person: AccountId, noon: datetime
) -> None:
    _app(stores, person, noon, "b")
    _app(stores, person, noon, "c")
    _app(stores, person, noon - timedelta(minutes=5), "a")
    _app(stores, OTHER, noon, "x")
    assert [method.label for method in stores.methods.methods(person)] == ["a", "b", "c"]


def test_a_label_is_cleaned(stores: OpenStores, person: AccountId, noon: datetime) -> None:
    _app(stores, person, noon, "pho\x1b[31mne\u202e" + "x" * 500)
    (listed,) = stores.methods.methods(person)
    assert "\x1b" not in listed.label
    assert "\u202e" not in listed.label
    assert len(listed.label) <= 64


# --- recovery codes ---


def test_each_recovery_code_works_once(stores: OpenStores, person: AccountId, noon: datetime) -> None:
    sheet = _sheet(stores, person, noon)
    assert stores.methods.use_recovery_code(sheet, 3, Secret(CODES[2]), noon)
    assert not stores.methods.use_recovery_code(sheet, 3, Secret(CODES[2]), noon)
    assert stores.methods.use_recovery_code(sheet, 4, Secret(CODES[3]), noon)


def test_the_list_says_how_many_codes_are_left(stores: OpenStores, person: AccountId, noon: datetime) -> None:
    sheet = _sheet(stores, person, noon)
    later = noon + timedelta(minutes=3)
    stores.methods.use_recovery_code(sheet, 1, Secret(CODES[0]), noon)
    stores.methods.use_recovery_code(sheet, 2, Secret(CODES[1]), later)
    (listed,) = stores.methods.methods(person)
    assert (listed.kind, listed.status) == (MethodKind.RECOVERY_CODE, MethodStatus.ACTIVE)
    assert (listed.detail, listed.last_used) == ("8 of 10 left", later)


@pytest.mark.parametrize(
    ("number", "code"), [(1, CODES[1]), (1, ""), (0, CODES[0]), (11, CODES[0]), (1, "CODE")]
)
def test_a_wrong_code_or_number_is_refused_and_costs_nothing(
    stores: OpenStores, person: AccountId, noon: datetime, number: int, code: str
) -> None:
    sheet = _sheet(stores, person, noon)
    assert not stores.methods.use_recovery_code(sheet, number, Secret(code), noon)
    assert stores.methods.use_recovery_code(sheet, 1, Secret(CODES[0]), noon)


def test_one_recovery_code_in_eight_processes_works_once(
    opened: Any, person: AccountId, noon: datetime, at_once: Any
) -> None:
    with opened() as stores:
        sheet = _sheet(stores, person, noon)
    answers = at_once(8, lambda _: opened().methods.use_recovery_code(sheet, 1, Secret(CODES[0]), noon))
    assert sorted(answers) == [False] * 7 + [True]


def test_a_new_sheet_replaces_the_old_one_and_nothing_else(
    stores: OpenStores, person: AccountId, noon: datetime, query: Any
) -> None:
    app, old, theirs = _app(stores, person, noon), _sheet(stores, person, noon), _sheet(stores, OTHER, noon)
    new = stores.methods.add_recovery_codes(person, [Secret("only")], noon)
    assert {method.id for method in stores.methods.methods(person)} == {app, new}
    assert not stores.methods.use_recovery_code(old, 1, Secret(CODES[0]), noon)
    assert stores.methods.use_recovery_code(theirs, 1, Secret(CODES[0]), noon)
    assert query("SELECT count(*) FROM known_secrets") == [(11,)]


def test_codes_are_kept_as_argon2id(
    stores: OpenStores, person: AccountId, noon: datetime, query: Any, key: StoreKey
) -> None:
    sheet = _sheet(stores, person, noon)
    sealer = Sealer(key, SystemChance())
    hashes = [
        sealer.open(hash_, person, sheet, MethodKind.RECOVERY_CODE, str(number)).reveal()
        for number, hash_ in query("SELECT number, hash FROM known_secrets")
    ]
    assert all(hash_.startswith("$argon2id$v=19$m=19456,t=2,p=1$") for hash_ in hashes)
    assert len(set(hashes)) == len(hashes) == 10


def test_a_hash_moved_to_another_row_fits_nothing(
    stores: OpenStores, person: AccountId, noon: datetime, query_with_key: Any
) -> None:
    mine, theirs = _sheet(stores, person, noon), _sheet(stores, OTHER, noon)
    query_with_key(
        "UPDATE known_secrets SET hash = (SELECT hash FROM known_secrets WHERE method = ? AND number = 1)"
        " WHERE method = ? AND number = 1",
        mine,
        theirs,
    )
    use = stores.methods.use_recovery_code
    assert _code(lambda: use(theirs, 1, Secret(CODES[0]), noon)) == "sealed-value-damaged"


def test_a_garbled_hash_is_said(
    stores: OpenStores, person: AccountId, noon: datetime, query_with_key: Any
) -> None:
    sheet = _sheet(stores, person, noon)
    query_with_key("UPDATE known_secrets SET hash = x'0102'")
    use = stores.methods.use_recovery_code
    assert _code(lambda: use(sheet, 1, Secret(CODES[0]), noon)) == "sealed-value-damaged"


# --- removal, and what lies on the disk ---


def test_a_removed_method_is_gone_with_its_secret(
    stores: OpenStores, person: AccountId, noon: datetime, query: Any
) -> None:
    app, sheet = _app(stores, person, noon), _sheet(stores, person, noon)
    assert stores.methods.remove(app)
    assert stores.methods.remove(sheet)
    assert not stores.methods.remove(app)
    assert stores.methods.methods(person) == ()
    assert query("SELECT (SELECT count(*) FROM methods) + (SELECT count(*) FROM known_secrets)") == [(0,)]


def test_a_removed_seed_leaves_no_bytes(
    opened: Any, path: Any, person: AccountId, noon: datetime, query: Any
) -> None:
    with opened() as stores:
        method = _app(stores, person, noon)
    ((sealed,),) = query("SELECT sealed FROM methods")
    assert sealed in path.read_bytes()
    with opened() as stores:
        stores.methods.remove(method)
    assert not any(sealed in each.read_bytes() for each in path.parent.iterdir())


def test_nothing_can_be_read_out_of_the_files_alone(
    opened: Any, path: Any, person: AccountId, noon: datetime, key: Any
) -> None:
    """One of everything, registered and used; then a look into every byte."""
    later = noon + timedelta(minutes=5)
    with opened() as stores:
        methods, challenges = stores.methods, stores.challenges
        method = _app(stores, person, noon, key=SEED)
        sheet = _sheet(stores, person, noon)
        methods.accept_step(method, 1, noon, activate=True)
        methods.use_recovery_code(sheet, 1, Secret(CODES[0]), noon)
        stock = NewSeed(MethodKind.OATH_TOKEN, "token", Secret("STOCKSEED234567"), OathSettings(), serial="1")
        methods.assign(methods.add_seed(IN_STOCK, stock, noon), person, noon)
        for kind, address in CONTACTS.items():
            contact = methods.add_contact(person, kind, "own", Secret(address), noon)
            methods.activate(contact, noon)
        methods.use_pass(methods.add_pass(person, Secret(PASS), noon, later, once=False), Secret(PASS), noon)
        asked = methods.add_questions(person, [(QUESTION, Secret(ANSWER))], noon)
        methods.fits_answers(asked, {1: Secret(ANSWER)}, noon)
        for number in range(2):
            sent = Challenge(
                ChallengeId(f"c{number}"), f"v{number}", contact, person, OTHER, DIGEST, "a b", noon, later
            )
            challenges.open(sent, Secret(SENT_CODE), COUNTED, limits(Limit(9, 600)))
        challenges.use(ChallengeId("c0"), Secret(SENT_CODE), DIGEST, noon)
        stores.audit.append("method.added", {"account": person, "method": method}, noon)
        with stores.database.reading():  # keeps the log from being folded in and removed
            stores.audit.append("again", {}, noon)
            files = {each.name: each.read_bytes() for each in path.parent.iterdir()}
    assert {"desk.db", "desk.db-wal", "desk.db-shm"} <= set(files)
    assert method.encode() in b"".join(files.values())  # the search itself works
    hidden = [SEED, "STOCKSEED234567", *CODES, *CONTACTS.values(), PASS, QUESTION, ANSWER, SENT_CODE, DIGEST]
    hidden += ["•••• 11", "a•••@", "home.example", "$argon2id$"]  # not even what is told of them
    keys = [bytes(range(32)), *map(key.derive, ("sealing", "audit", "challenges", "recovery codes"))]
    canaries = [*(text.encode() for text in hidden), *keys, *(each.hex().encode() for each in keys)]
    # A code hashed by itself would be found by trying all of them.
    canaries += [hashlib.sha256(text.encode()).hexdigest().encode() for text in (SENT_CODE, PASS, ANSWER)]
    found = [(name, canary) for name, content in files.items() for canary in canaries if canary in content]
    assert found == []


def test_times_come_back_in_utc_to_the_microsecond(stores: OpenStores, person: AccountId) -> None:
    at = datetime(2026, 7, 1, 14, 5, 6, 789012, tzinfo=ZoneInfo("Europe/Berlin"))
    _app(stores, person, at)
    since = stores.methods.methods(person)[0].since
    assert since == at
    assert since is not None
    assert since.tzinfo is UTC
