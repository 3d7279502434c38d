"""Somebody who can write the store's file, but has not its key, gains nothing: forged, edited, replayed and
deleted rows end in a refusal that says what to do, and in the record."""

# ruff: noqa: S608 - the statements are the test's own
import sqlite3
from contextlib import closing, suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, delete, update
from store.sending import limits

from helpdesk_tui.clock import SystemChance
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.clearance import Clearance, ClearanceId, VerificationId
from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.method import MethodId, MethodKind, OathSettings
from helpdesk_tui.desk.policy import USUAL_SENDING
from helpdesk_tui.desk.ports import (
    IN_STOCK,
    Admitted,
    Blocked,
    Challenge,
    ChallengeId,
    Full,
    Limit,
    Limits,
    NewSeed,
    OpenVerification,
    Report,
)
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import KeySource, StoreKey, open_store
from helpdesk_tui.store.leaves import _PARTS
from helpdesk_tui.store.rotation import rotate
from helpdesk_tui.store.schema import metadata, reports, store
from helpdesk_tui.store.seals import newest

from .conftest import NOON, OPERATOR, PERSON

LIMITS = Limits(*[Limit(failures=3, window_seconds=3600)] * 3)
CODE = Secret("4711")
LATER = NOON + timedelta(minutes=1)
RESET = frozenset({Action.RESET})
TABLES = (
    "verifications", "proofs", "clearances", "challenges", "attempts", "method_changes", "registrations",
    "methods", "known_secrets", "draws", "reports",
)  # fmt: skip


BEFORE = NOON - timedelta(hours=1)
REPORT = Report(PERSON, "ada", OPERATOR, "dana", BEFORE, BEFORE)


@pytest.fixture
def full(stores):
    """A store with a row of every kind; the ids of what matters."""
    seed = NewSeed(MethodKind.TOTP, "phone", Secret("JBSWY3DPEHPK3PXP"), OathSettings())
    app = stores.methods.add_seed(PERSON, seed, NOON)
    codes = stores.methods.add_recovery_codes(PERSON, [CODE, Secret("0815")], NOON)
    stores.methods.add_seed(
        IN_STOCK, NewSeed(MethodKind.OATH_TOKEN, "t", Secret("KRUGKIDROVUWG2ZA"), OathSettings(6, None),
        serial="T-1"), NOON,
    )  # fmt: skip
    stores.methods.note_change(PERSON, OPERATOR, NOON)
    stores.methods.confirmed(PERSON, NOON)
    assert stores.reports.add(REPORT) == 0
    assert stores.reports.release(PERSON, BEFORE)
    stores.challenges.draw("turn", codes, [1], NOON)
    stores.challenges.open(challenge("c1", codes), CODE, "somewhere", USUAL_SENDING)
    for _ in range(2):
        assert isinstance(stores.attempts.begin(PERSON, app, OPERATOR, LIMITS, NOON), Admitted)
    assert stores.clearances.open(verification("v1")) is None
    assert stores.clearances.add_proof(VerificationId("v1"), app, MethodKind.TOTP, NOON)
    assert stores.clearances.issue(clearance("k1", "v1"))
    assert stores.clearances.consume(ClearanceId("k1"), LATER)
    assert stores.methods.use_recovery_code(codes, 1, CODE, LATER)
    stores.audit.append("search", {}, NOON)
    return app, codes


def verification(id_):
    return OpenVerification(
        VerificationId(id_), OPERATOR, PERSON, RESET, "", "p", "f", 1, NOON, NOON + timedelta(hours=1), ()
    )


def clearance(id_, of):
    return Clearance(
        ClearanceId(id_), VerificationId(of), OPERATOR, PERSON, RESET, "", "p", "f", NOON,
        NOON + timedelta(hours=1),
    )  # fmt: skip


def challenge(id_, method):
    return Challenge(
        ChallengeId(id_), "v1", method, PERSON, OPERATOR, "d", "two words", NOON, NOON + timedelta(minutes=9)
    )


def everything_asked_of_it(stores, full):
    """Each question whose answer grants or limits something, about the person or the operator."""
    app, codes = full
    return {
        "clearance": lambda: stores.clearances.clearance(ClearanceId("k1")),
        "find": lambda: stores.clearances.find(OPERATOR, PERSON, Action.RESET, LATER),
        "consume": lambda: stores.clearances.consume(ClearanceId("k1"), LATER),
        "verification": lambda: stores.clearances.verification(VerificationId("v1")),
        "proof": lambda: stores.clearances.add_proof(VerificationId("v1"), app, MethodKind.TOTP, LATER),
        "held": lambda: stores.clearances.held(PERSON, LATER),
        "open": lambda: stores.clearances.open(verification("v2")),
        "methods": lambda: stores.methods.methods(PERSON),
        "recovery": lambda: stores.methods.use_recovery_code(codes, 1, CODE, LATER),
        "seed": lambda: stores.methods.accept_step(app, 9, LATER, activate=True),
        "cool-down": lambda: stores.methods.changes(PERSON, NOON - timedelta(days=1)),
        "standing": lambda: stores.methods.standing(PERSON),
        "sent": lambda: stores.challenges.use(ChallengeId("c1"), CODE, "d", LATER),
        "draw": lambda: stores.challenges.draw("turn", codes, [2], LATER),
        "tries": lambda: stores.attempts.state(PERSON, OPERATOR, LIMITS, LATER),
        "try": lambda: stores.attempts.begin(PERSON, app, OPERATOR, LIMITS, LATER),
    }


def refused(call):
    with pytest.raises(StoreUnavailable) as caught:
        call()
    problem = caught.value.problem
    assert problem.code in {"store-altered", "store-untied"}
    assert "audit verify" in problem.remedy
    return problem.code


def noted(stores):
    return [record.facts for record in stores.audit.records() if record.event == "store.altered"]


def copies(query, table):
    return query(f"SELECT * FROM {table}")


def put_back(query, table, rows):
    query(f"DELETE FROM {table}")
    for row in rows:
        query(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", *row)


def test_what_the_desk_wrote_itself_fits(stores, full):
    assert not isinstance(stores.audit.verify(), Problem)
    assert noted(stores) == []


FORGED = [
    "INSERT INTO clearances SELECT row + 90, 'k9', 'v9', operator, account, actions, ticket, policy_version,"
    " fingerprint, issued_at, expires_at, NULL FROM clearances",
    "UPDATE clearances SET used_at = NULL",
    "UPDATE clearances SET expires_at = '2027-01-01 00:00:00.000000'",
    "UPDATE clearances SET operator = 'another'",
    "UPDATE known_secrets SET used_at = NULL",
    "UPDATE verifications SET closed = 0",
    "UPDATE verifications SET gates = 0",
    "UPDATE proofs SET kind = 'second-operator'",
    "UPDATE methods SET status = 'active' WHERE account <> ''",
    "UPDATE methods SET last_step = NULL, label = 'x' WHERE account <> ''",
    "UPDATE challenges SET expires_at = '2027-01-01 00:00:00.000000'",
    "UPDATE challenges SET open = 0",
    "UPDATE attempts SET failed = 0",
    "UPDATE attempts SET forgiven = 1",
    "UPDATE method_changes SET at = '2020-01-01 00:00:00.000000'",
    "UPDATE method_changes SET at = x'00'",
    "UPDATE methods SET kind = 'no-kind', added_at = 'never' WHERE account <> ''",
    "UPDATE registrations SET required_at = confirmed_at",
    "UPDATE draws SET numbers = '2'",
    "DELETE FROM seals",
    "UPDATE seals SET value = 'x'",
    "UPDATE store SET state = 'x'",
    "UPDATE store SET root = NULL, state = NULL",
    "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)",
    *(f"DELETE FROM {table}" for table in TABLES if table not in {"methods", "verifications"}),
]


@pytest.mark.parametrize("statement", FORGED)
def test_a_row_that_was_forged_edited_or_deleted_counts_for_nothing(stores, full, query, statement):
    questions = everything_asked_of_it(stores, full)
    query("PRAGMA foreign_keys=OFF")
    query(statement)
    for name in ("methods", "cool-down", "standing", "tries", "try", "open", "held", "find"):
        refused(questions[name])
    assert noted(stores), "nothing is recorded"
    assert isinstance(stores.audit.verify(), Problem)


@pytest.mark.parametrize("what", ["clearance", "consume", "recovery", "seed", "sent", "draw", "verification"])
def test_every_question_looks_first(stores, full, query, what):
    questions = everything_asked_of_it(stores, full)
    query("UPDATE attempts SET failed = 0")
    refused(questions[what])


@pytest.mark.parametrize("table", TABLES)
def test_an_old_copy_of_a_row_is_not_good_again(stores, full, query, table):
    """With its old seals, too: they are bound to each other, and to the record."""
    app, codes = full
    old = {each: copies(query, each) for each in (table, "seals", "store")}
    stores.clearances.open(verification("v2"))
    stores.clearances.add_proof(VerificationId("v2"), app, MethodKind.TOTP, LATER)
    stores.clearances.issue(clearance("k2", "v2"))
    stores.methods.use_recovery_code(codes, 2, Secret("0815"), LATER)
    stores.methods.note_change(PERSON, OPERATOR, LATER)
    stores.methods.require(PERSON, LATER)
    stores.challenges.draw("another turn", codes, [2], LATER)
    stores.challenges.void(ChallengeId("c1"))
    stores.attempts.begin(PERSON, app, OPERATOR, LIMITS, LATER)
    stores.methods.rename(app, "renamed")
    stores.reports.add(REPORT)
    stores.audit.append("search", {}, LATER)
    now = {each: copies(query, each) for each in ("seals", "store")}
    put_back(query, table, old[table])
    refused(lambda: stores.methods.methods(PERSON))
    put_back(query, "seals", old["seals"])
    refused(lambda: stores.methods.methods(PERSON))
    put_back(query, "store", old["store"])
    assert refused(lambda: stores.methods.methods(PERSON)) == "store-untied"
    put_back(query, "store", now["store"])
    assert refused(lambda: stores.methods.methods(PERSON)) == "store-untied"


def test_a_whole_account_of_earlier_with_its_seal_fits_no_tree(stores, full, query):
    """All of its rows, then its seal, then the tree, then the top of the tree, one after the other."""
    old = {each: copies(query, each) for each in (*TABLES, "seals", "store")}
    stores.methods.note_change(PERSON, OPERATOR, LATER)
    stores.audit.append("search", {}, LATER)
    query("PRAGMA foreign_keys=OFF")
    for table in TABLES:
        put_back(query, table, old[table])
    assert refused(lambda: stores.methods.methods(PERSON)) == "store-altered"
    (seal,) = [row for row in old["seals"] if row[0] == f"account {PERSON}"]
    query("UPDATE seals SET value = ? WHERE name = ?", seal[2], seal[0])
    assert refused(lambda: stores.methods.methods(PERSON)) == "store-untied"
    put_back(query, "seals", old["seals"])
    assert refused(lambda: stores.methods.methods(PERSON)) == "store-untied"
    put_back(query, "store", old["store"])
    assert refused(lambda: stores.methods.methods(PERSON)) == "store-untied"


def test_an_entry_does_not_heal_what_was_put_back(stores, full, query):
    app, _ = full
    old = {each: copies(query, each) for each in ("attempts", "seals", "store")}
    stores.attempts.begin(PERSON, app, OPERATOR, LIMITS, LATER)
    stores.audit.append("search", {}, LATER)
    for table, rows in old.items():
        put_back(query, table, rows)
    stores.audit.append("search", {}, LATER)
    stores.audit.append("search", {}, LATER)
    assert refused(lambda: stores.attempts.state(PERSON, OPERATOR, LIMITS, LATER)) == "store-untied"


def test_guesses_of_an_operator_on_others_do_not_vanish(stores, full, query):
    for number in range(3):
        stores.attempts.begin(AccountId(f"a{number}"), MethodId("m"), OPERATOR, LIMITS, LATER)
    assert isinstance(stores.attempts.state(AccountId("new"), OPERATOR, LIMITS, LATER), Blocked)
    query("DELETE FROM attempts WHERE account LIKE 'a%'")
    refused(lambda: stores.attempts.state(AccountId("new"), OPERATOR, LIMITS, LATER))


def test_guesses_of_an_operator_on_another_day_do_not_vanish_before_the_next(stores, query):
    limits = replace(LIMITS, operator=Limit(failures=3, window_seconds=3 * 86400))
    for number in range(3):
        yesterday = NOON - timedelta(days=1)
        stores.attempts.begin(AccountId(f"a{number}"), MethodId("m"), OPERATOR, limits, yesterday)
    new = AccountId("new"), MethodId("m"), OPERATOR, limits, NOON
    assert isinstance(stores.attempts.begin(*new), Blocked)
    query("DELETE FROM attempts WHERE account LIKE 'a%'")
    refused(lambda: stores.attempts.begin(*new))


def test_what_is_not_touched_goes_on(stores, full, query):
    other = AccountId("5b0e1a3e-0000-4000-8000-000000000002")
    stores.methods.add_recovery_codes(other, [CODE], NOON)
    query("UPDATE known_secrets SET used_at = NULL WHERE used_at IS NOT NULL")
    refused(lambda: stores.methods.methods(PERSON))
    assert len(stores.methods.methods(other)) == 1


def test_a_token_in_stock_is_sealed(stores, full, query):
    query("UPDATE methods SET digits = 8 WHERE account = ''")
    refused(lambda: stores.methods.in_stock("T-1"))


MADE_OLD = """
    DROP TABLE reports; DROP TABLE feedback;
    DROP TABLE seals; DROP INDEX ix_draws_method; ALTER TABLE store DROP COLUMN root;
    ALTER TABLE store DROP COLUMN state; ALTER TABLE verifications DROP COLUMN approval_request;
    UPDATE alembic_version SET version_num = '0004';
"""


def test_a_store_that_was_made_to_look_old_is_not_sealed_anew(stores, full, path, opened):
    """Not even one that looks so whole that it is migrated again."""
    stores.close()
    with closing(sqlite3.connect(path)) as shell:
        shell.executescript(f"{MADE_OLD} UPDATE known_secrets SET used_at = NULL;")
    with opened() as again:
        assert refused(lambda: again.methods.methods(PERSON)) == "store-untied"


BEFORE_REPORTS = """
    DROP TABLE reports; DROP TABLE feedback; UPDATE alembic_version SET version_num = '0005';
"""


def as_the_version_before(stores, path, *, tied: bool) -> None:
    """The file as the version before 0006 left it, with its seals; `tied` False = another hand made it so."""
    seals = stores.database.seals
    with stores.database.writing() as connection:
        connection.execute(delete(reports))
        seals.seal_all(connection)
    stores.close()
    with closing(sqlite3.connect(path)) as shell:
        shell.executescript(BEFORE_REPORTS)
    if tied:
        with create_engine(f"sqlite:///{path}").begin() as connection:
            tie = seals._tie(newest(connection))  # as that version tied it
            connection.execute(update(store).values(state=tie))


def test_a_sealed_store_of_the_version_before_is_migrated_and_stays_whole(stores, full, path, opened):
    as_the_version_before(stores, path, tied=True)
    with opened() as again:
        assert len(again.methods.methods(PERSON)) == 2
        assert again.reports.hold(PERSON) is None
        again.reports.add(REPORT)
        assert not isinstance(again.audit.verify(), Problem)
    with opened() as again:
        assert again.reports.hold(PERSON)


def test_a_sealed_store_is_not_made_whole_by_its_migration(stores, full, path, opened):
    """Somebody else put a trigger in before, or changed a row."""
    as_the_version_before(stores, path, tied=True)
    with closing(sqlite3.connect(path)) as shell:
        shell.executescript(
            "CREATE TRIGGER t AFTER INSERT ON audit BEGIN UPDATE clearances SET used_at = NULL; END;"
        )
    with opened() as again:
        assert refused(lambda: again.methods.methods(PERSON)) == "store-untied"


def test_a_hold_is_not_got_rid_of_by_making_the_store_look_old(stores, full, path, opened):
    stores.reports.add(REPORT)
    stores.close()
    with closing(sqlite3.connect(path)) as shell:
        shell.executescript(BEFORE_REPORTS)
    with opened() as again:
        assert refused(lambda: again.reports.hold(PERSON)) == "store-altered"


def test_nor_is_one_without_its_record(stores, full, path, opened):
    stores.close()
    with closing(sqlite3.connect(path)) as shell:
        shell.executescript(f"{MADE_OLD} DELETE FROM audit;")
    with opened() as again:
        assert refused(lambda: again.methods.methods(PERSON)) == "store-untied"


def test_a_change_of_the_key_seals_all_anew(stores, full, path, key, clock):
    new = StoreKey(bytes(range(1, 33)), KeySource.CREDENTIAL)
    stores.close()
    rotate(path, key, new, clock, SystemChance())
    with open_store(path, new, clock, SystemChance()) as again:
        assert len(again.methods.methods(PERSON)) == 2
        assert not isinstance(again.audit.verify(), Problem)


def test_a_change_of_the_key_takes_nothing_over_unasked(stores, full, path, key, clock, query):
    new = StoreKey(bytes(range(1, 33)), KeySource.CREDENTIAL)
    stores.close()
    query("UPDATE known_secrets SET used_at = NULL")
    refused(lambda: rotate(path, key, new, clock, SystemChance()))
    rotate(path, key, new, clock, SystemChance(), accept_changes=True)
    with open_store(path, new, clock, SystemChance()) as again:
        assert len(again.methods.methods(PERSON)) == 2
        rotated = again.audit.records()[-1]
        assert rotated.facts["accepted"] == [f"account {PERSON}"]


def test_every_table_but_the_known_ones_is_sealed():
    """A new table is sealed, or stands here because it grants and limits nothing."""
    sealed = {part.table.name for parts in _PARTS.values() for part in parts}
    assert set(metadata.tables) - sealed == {"store", "seals", "former_keys", "feedback"}


def test_only_an_empty_store_is_filled_without_a_look_at_each_row(opened, query, path, key, clock):
    with open_store(path, key, clock, SystemChance()) as stores:
        with stores.filling():
            seed = NewSeed(MethodKind.TOTP, "phone", Secret("JBSWY3DPEHPK3PXP"), OathSettings())
            stores.methods.add_seed(PERSON, seed, NOON)
        assert len(stores.methods.methods(PERSON)) == 1
        query("UPDATE methods SET status = 'active'")
        with pytest.raises(ValueError, match="something is in the store"), stores.filling():
            pass
        with pytest.raises(StoreUnavailable):
            stores.methods.methods(PERSON)


def test_of_what_broke_off_while_a_store_was_filled_nothing_stays(path, key, clock, query):
    with open_store(path, key, clock, SystemChance()) as stores:
        seed = NewSeed(MethodKind.TOTP, "phone", Secret("JBSWY3DPEHPK3PXP"), OathSettings())
        with suppress(KeyboardInterrupt), stores.filling():
            stores.methods.add_seed(PERSON, seed, NOON)
            assert len(stores.methods.methods(PERSON)) == 1
            raise KeyboardInterrupt
        assert stores.methods.methods(PERSON) == ()
        assert query("SELECT * FROM methods") == []
        stores.methods.add_seed(PERSON, seed, NOON)
        assert query("SELECT count(*) FROM methods") == [(1,)]


SENT_TO_OTHERS = [
    "DELETE FROM challenges WHERE account LIKE 'a%'",
    "UPDATE challenges SET counted_as = 'x' WHERE account LIKE 'a%'",
    "UPDATE challenges SET operator = 'x' WHERE account LIKE 'a%'",
    "UPDATE challenges SET sent_at = '2020-01-01 00:00:00.000000' WHERE account LIKE 'a%'",
]


@pytest.mark.parametrize("statement", SENT_TO_OTHERS)
@pytest.mark.parametrize("which", ["destination", "operator", "desk"])
def test_codes_that_were_sent_to_others_count_as_they_were_sent(stores, query, statement, which):
    """They are rows of other accounts: whoever takes them away sends no more for it."""
    allowed = limits(**{which: Limit(failures=3, window_seconds=3 * 86400)})
    sent = replace(challenge("c", MethodId("m")), sent_at=NOON - timedelta(days=1))
    for number in range(3):
        about = {"id": ChallengeId(f"c{number}"), "account": AccountId(f"a{number}")}
        assert stores.challenges.open(replace(sent, **about), CODE, "somewhere", allowed) is None
    new = challenge("new", MethodId("m"))
    assert isinstance(stores.challenges.open(new, CODE, "somewhere", allowed), Full)
    query(statement)
    refused(lambda: stores.challenges.open(new, CODE, "somewhere", allowed))
    assert noted(stores)


def test_a_code_that_is_used_or_ended_counts_on(stores, full):
    """What becomes of it is its account's; that it was sent stays as it was."""
    assert stores.challenges.use(ChallengeId("c1"), CODE, "d", LATER)
    other = replace(challenge("c2", MethodId("m")), account=AccountId("another"), sent_at=LATER)
    assert stores.challenges.open(other, CODE, "somewhere", USUAL_SENDING) is None
    stores.challenges.void(ChallengeId("c2"))
    assert not isinstance(stores.audit.verify(), Problem)


PLANTED = [
    "CREATE TRIGGER planted AFTER INSERT ON verifications BEGIN"
    " INSERT INTO proofs (verification, method, kind, at) VALUES (NEW.id, 'm', 'totp', NEW.started_at); END",
    "CREATE TRIGGER planted AFTER INSERT ON attempts BEGIN"
    " UPDATE attempts SET failed = 0 WHERE row = NEW.row; END",
    "CREATE TABLE planted (x)",
    "DROP INDEX ix_attempts_account_at",
    "ALTER TABLE methods RENAME TO planted; CREATE VIEW methods AS SELECT * FROM planted",
    "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql = replace(sql, 'well_proven BOOLEAN DEFAULT 0',"
    " 'well_proven BOOLEAN DEFAULT 1') WHERE name = 'methods'",
]


@pytest.mark.parametrize("statements", PLANTED)
def test_nothing_is_done_by_what_was_planted_beside_the_rows(stores, full, path, statements):
    """A trigger or a default would write within the desk's own transaction, and the desk would seal it."""
    app, _ = full
    with closing(sqlite3.connect(path)) as shell:
        shell.executescript(statements)
    refused(lambda: stores.clearances.open(verification("v2")))
    refused(lambda: stores.clearances.issue(clearance("k2", "v2")))
    refused(lambda: stores.attempts.begin(PERSON, app, OPERATOR, LIMITS, LATER))
    assert isinstance(stores.audit.verify(), Problem)


def test_taking_over_what_was_changed_takes_no_trigger_over(stores, full, path, key, clock):
    new = StoreKey(bytes(range(1, 33)), KeySource.CREDENTIAL)
    stores.close()
    with closing(sqlite3.connect(path)) as shell:
        shell.executescript(PLANTED[0])
    refused(lambda: rotate(path, key, new, clock, SystemChance()))
    rotate(path, key, new, clock, SystemChance(), accept_changes=True)
    with open_store(path, new, clock, SystemChance()) as again:
        assert again.clearances.open(verification("v2")) is None
        assert not again.clearances.issue(clearance("k2", "v2"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET account = 'somebody' WHERE event = 'action.intent'",
        "UPDATE audit SET event = 'search' WHERE event = 'action.outcome'",
        "DELETE FROM audit WHERE event = 'action.intent'",
        "UPDATE audit SET record = replace(record, 'done', 'refused') WHERE event = 'action.outcome'",
    ],
)
def test_what_was_done_to_a_person_counts_as_it_was_done(stores, full, query, statement):
    """Resets of a day are counted in the record: who takes one out of the count gets no other."""
    facts = {"account": PERSON, "action": "reset"}
    first = stores.audit.append("action.intent", facts, NOON)
    stores.audit.finish(first.seq, facts | {"outcome": "done"}, NOON)
    under_way = stores.audit.append("action.intent", facts | {"account": "another"}, NOON)
    stores.audit.append("search", {}, NOON)
    assert [done.outcome for done in stores.audit.done(PERSON, BEFORE)] == ["done"]
    query(statement + " AND seq < ?", under_way.seq)
    with pytest.raises(StoreUnavailable):
        stores.audit.done(PERSON, BEFORE)
    with pytest.raises(StoreUnavailable):
        stores.audit.append("action.intent", facts, NOON)
    assert len(stores.audit.done(AccountId("another"), BEFORE)) == 1


def test_an_outcome_is_recorded_in_an_altered_store_too_and_heals_nothing(stores, full, query):
    facts = {"account": PERSON, "action": "reset"}
    done = stores.audit.append("action.intent", facts, NOON)
    stores.audit.finish(done.seq, facts | {"outcome": "done"}, NOON)
    under_way = stores.audit.append("action.intent", facts, NOON)
    query("UPDATE audit SET account = 'somebody' WHERE seq = ?", done.seq)
    assert stores.audit.finish(under_way.seq, facts | {"outcome": "done"}, NOON)
    with pytest.raises(StoreUnavailable):
        stores.audit.done(PERSON, BEFORE)
