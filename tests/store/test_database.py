"""Opening, migrating, and the bad days: each ends in a sentence, never in a library's exception."""

import hashlib
import hmac
import importlib.util
import json
import multiprocessing
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from argon2 import PasswordHasher
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.catalogue import CATALOGUE
from helpdesk_tui.desk.clearance import VerificationId
from helpdesk_tui.desk.errors import HelpdeskError, StoreUnavailable
from helpdesk_tui.desk.method import MethodId, OathSettings, Origin
from helpdesk_tui.desk.ports import ChainHead, Limit, Limits, Standing
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import KeySource, StoreKey, chain, migrations, schema, sqlite
from helpdesk_tui.store.database import Database
from helpdesk_tui.store.rotation import rotate
from helpdesk_tui.store.sealing import Sealer

WITHIN = Path(__file__).with_name("bad_disk.py")


def _refusal(call: Any) -> Any:
    """The problem; and that no traceback would show what lies underneath."""
    with pytest.raises(StoreUnavailable) as caught:
        call()
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert caught.value.problem.code in CATALOGUE
    return caught.value.problem


# --- making and migrating ---


def test_processes_that_start_at_once_make_one_store(
    opened: Any, fresh: Path, at_once: Any, noon: datetime
) -> None:
    def start(number: int) -> int:
        with opened(fresh, busy_seconds=60.0) as stores:
            return stores.audit.append("started", {"by": number}, noon).seq

    assert sorted(at_once(8, start)) == list(range(1, 9))
    with opened(fresh) as stores:
        head = stores.audit.verify()
        assert isinstance(head, ChainHead)
        assert head.seq == 8


def test_a_store_that_another_key_made_meanwhile_is_refused(
    opened: Any, fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_log = sqlite.keep_log

    def another_is_faster(*arguments: Any) -> None:
        monkeypatch.setattr(sqlite, "keep_log", keep_log)
        opened(fresh, StoreKey(bytes(32), KeySource.FILE)).close()
        keep_log(*arguments)

    monkeypatch.setattr(sqlite, "keep_log", another_is_faster)
    assert _refusal(lambda: opened(fresh)).code == "key-wrong"


def test_the_migrations_make_the_tables_that_the_code_knows(fresh: Path) -> None:
    with _made_by(migrations.upgrade) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []
        scripts = ScriptDirectory.from_config(migrations.configuration(connection))
    assert scripts.get_heads() == [schema.HEAD]
    assert all(len(each.revision) == 4 and each.revision.isdigit() for each in scripts.walk_revisions())


def test_a_new_store_is_the_same_as_one_that_went_through_every_version() -> None:
    with _made_by(schema.make) as new, _made_by(migrations.upgrade) as migrated:
        assert _described(new) == _described(migrated)


@contextmanager
def _made_by(make: Callable[[Connection], None]) -> Iterator[Connection]:
    with create_engine("sqlite://").begin() as connection:
        make(connection)
        yield connection


def _described(connection: Connection) -> dict[str, object]:
    """Each table: what its columns, keys and indexes are, in whatever order; and the version."""
    seen = inspect(connection)

    def of(table: str) -> list[list[str]]:
        parts = (seen.get_columns, seen.get_indexes, seen.get_unique_constraints, seen.get_foreign_keys)
        return [sorted(map(repr, part(table))) for part in parts] + [[repr(seen.get_pk_constraint(table))]]

    tables = {table: of(table) for table in seen.get_table_names()}
    return {**tables, "version": connection.exec_driver_sql("SELECT * FROM alembic_version").all()}


def test_tables_of_no_version_are_not_made_again_nor_believed(opened: Any, path: Path, query: Any) -> None:
    query("DROP TABLE alembic_version")
    before = path.read_bytes()
    assert _refusal(opened).code == "store-damaged"
    assert path.read_bytes() == before


def _first_store(path: Path, key: StoreKey, noon: datetime) -> None:
    """A store as the first version of the tables held it."""
    path.parent.mkdir(mode=0o700, parents=True)
    path.touch(mode=0o600)
    database = Database(path)
    at = noon.replace(tzinfo=None).isoformat(" ", "microseconds")
    pepper = key.derive("recovery codes")
    peppered = hmac.digest(pepper, json.dumps(["sheet", 1, "abcd"]).encode(), hashlib.sha256)
    sealed = Sealer(key, SystemChance()).seal(Secret("JBSWY3DP"), "person", "app", "totp")
    record = chain.text(1, noon, "first", {"account": "person"})
    with database.writing() as connection:
        migrations.upgrade(connection, to="0001")
        for statement, *values in (
            ("store VALUES (1, ?, ?)", key.id, at),
            (
                "methods (id, account, kind, label, status, added_at, activated_at, last_used, sealed,"
                " digits, period, algorithm, last_step)"
                " VALUES ('app', 'person', 'totp', 'phone', 'active', ?, ?, ?, ?, 8, 60, 'SHA256', 77)",
                *(at, at, at, sealed),
            ),
            (
                "methods (id, account, kind, label, status, added_at, activated_at)"
                " VALUES ('sheet', 'person', 'recovery-code', 'Recovery codes', 'active', ?, ?)",
                *(at, at),
            ),
            ("recovery_codes VALUES ('sheet', 1, ?, NULL)", PasswordHasher(1, 8, 1).hash(peppered)),
            ("recovery_codes VALUES ('sheet', 2, '$argon2id$used', ?)", at),
            ("attempts (id, account, method, operator, at, failed, forgiven)"
             " VALUES ('a1', 'person', 'app', 'op', ?, 1, 0)", at),
            ("verifications VALUES ('v1', 'op', 'person', 'reset', '', 'p', 'f', 1, ?, ?, 0)", at, at),
            ("proofs (verification, method, kind, at) VALUES ('v1', 'app', 'totp', ?)", at),
            ("audit VALUES (1, ?, ?, 'first', 'person', NULL)",
             record, chain.digest(key.derive("audit"), chain.FIRST, record)),
        ):  # fmt: skip
            connection.exec_driver_sql(f"INSERT INTO {statement}", tuple(values))
    database.close()


def test_a_store_of_the_first_version_is_migrated_with_all_it_holds(
    opened: Any, fresh: Path, key: StoreKey, noon: datetime
) -> None:
    _first_store(fresh, key, noon)
    person, sheet = AccountId("person"), MethodId("sheet")
    with opened(fresh) as stores:
        methods = stores.methods
        app, codes_ = methods.methods(person)
        assert (app.id, app.detail, app.origin, app.last_used) == ("app", "8 digits", Origin.REGISTERED, noon)
        assert (codes_.id, codes_.detail, codes_.is_default) == ("sheet", "1 of 2 left", False)
        seed = methods.seed(app.id)
        assert (seed.secret.reveal(), seed.last_step, seed.drift) == ("JBSWY3DP", 77, 0)
        assert seed.settings == OathSettings(8, 60, "SHA256")
        assert not methods.use_recovery_code(sheet, 1, Secret("abce"), noon)
        assert not methods.use_recovery_code(sheet, 2, Secret("abcd"), noon)
        assert methods.use_recovery_code(sheet, 1, Secret("abcd"), noon)
        assert methods.standing(person) == Standing(confirmed_at=noon, required_at=None)
        limits = Limits(Limit(2, 60), Limit(2, 60), Limit(2, 60))
        assert stores.attempts.left(person, AccountId("op"), limits, noon) == 1
        assert stores.clearances.verification(VerificationId("v1")) is None  # from before the seals: it ended
        assert [record.event for record in stores.audit.records()] == ["first", "store.sealed"]
        assert isinstance(stores.audit.verify(), ChainHead)
    assert b"$argon2id$" not in fresh.read_bytes()  # sealed by now
    rotated = rotate(fresh, key, StoreKey(bytes(32), KeySource.FILE), SystemClock(), SystemChance())
    assert (rotated.resealed, rotated.damaged) == (3, 0)
    with opened(fresh, StoreKey(bytes(32), KeySource.FILE)) as stores:
        assert isinstance(stores.audit.verify(), ChainHead)


def test_a_store_of_the_first_version_is_not_migrated_with_another_key(
    opened: Any, fresh: Path, key: StoreKey, noon: datetime
) -> None:
    _first_store(fresh, key, noon)
    before = fresh.read_bytes()
    assert _refusal(lambda: opened(fresh, StoreKey(bytes(32), KeySource.FILE))).code == "key-wrong"
    assert fresh.read_bytes() == before


def test_a_store_that_is_ready_is_not_written_to_when_it_is_opened(opened: Any, path: Path) -> None:
    before = path.read_bytes(), path.stat().st_mtime_ns
    opened().close()
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


def test_a_store_of_a_newer_program_is_left_alone(opened: Any, path: Path, query: Any) -> None:
    query("UPDATE alembic_version SET version_num = '0999'")
    before = path.read_bytes()
    assert _refusal(opened).code == "store-too-new"
    assert path.read_bytes() == before


def test_a_store_that_cannot_be_made_whole_leaves_nothing_behind(
    opened: Any, fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = schema.make

    def make_and_fail(connection: Connection) -> None:
        make(connection)
        connection.execute(text("INSERT INTO nowhere VALUES (1)"))

    monkeypatch.setattr(schema, "make", make_and_fail)
    _refusal(lambda: opened(fresh))
    with closing(sqlite3.connect(fresh)) as shell:
        assert shell.execute("SELECT name FROM sqlite_master").fetchall() == []
    monkeypatch.undo()
    opened(fresh).close()


def test_a_migration_that_fails_leaves_the_store_as_it_was(
    opened: Any, fresh: Path, key: StoreKey, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def upgrade_and_fail(connection: Connection, seal: Any) -> None:
        migrations.upgrade(connection, seal)
        tried.append(connection)
        if len(tried) == 2:  # it went well on the copy
            connection.execute(text("INSERT INTO nowhere VALUES (1)"))

    def held() -> list[str]:
        with closing(sqlite3.connect(fresh)) as shell:
            return list(shell.iterdump())

    _first_store(fresh, key, noon)
    before = held()
    monkeypatch.setattr("helpdesk_tui.store.database.migrate", upgrade_and_fail)
    _refusal(lambda: opened(fresh))
    assert held() == before
    assert len(tried) == 2
    monkeypatch.undo()
    opened(fresh).close()


def test_a_migration_is_tried_on_a_copy_before_the_store_is_touched(
    opened: Any, fresh: Path, key: StoreKey, noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(connection: Connection, _seal: Any) -> None:
        connection.execute(text("INSERT INTO nowhere VALUES (1)"))

    _first_store(fresh, key, noon)
    before = fresh.read_bytes(), fresh.stat().st_mtime_ns
    monkeypatch.setattr("helpdesk_tui.store.database.migrate", fail)
    for _ in range(2):
        problem = _refusal(lambda: opened(fresh))
        assert problem.code == "store-upgrade-failed"
        assert "damaged" in problem.cause
    assert (fresh.read_bytes(), fresh.stat().st_mtime_ns) == before
    assert {each.name for each in fresh.parent.iterdir()} == {"desk.db", "desk.db.lock"}


def test_a_store_that_was_brought_up_is_kept_as_it_was(
    opened: Any, fresh: Path, key: StoreKey, noon: datetime
) -> None:
    _first_store(fresh, key, noon)
    opened(fresh).close()
    (kept,) = fresh.parent.glob("desk-20260302T120000Z.db.before-upgrade")
    assert kept.stat().st_mode & 0o777 == 0o600
    with closing(sqlite3.connect(kept)) as shell:
        assert shell.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
        assert shell.execute("SELECT event FROM audit").fetchall() == [("first",)]


def test_the_same_schema_compiles_for_postgresql() -> None:
    for table in schema.metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=postgresql.dialect()))


def test_every_commit_reaches_the_disk_and_readers_do_not_wait(stores: Any) -> None:
    with stores.database.reading() as connection:
        values = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout")
        }
    assert values == {
        "journal_mode": "wal",
        "synchronous": 2,  # FULL
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 10_000,
    }


def test_what_is_slow_to_import_waits_until_it_is_needed(path: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.store import KeySource, StoreKey, open_store
key = StoreKey(bytes(range(32)), KeySource.FILE)
stores = open_store(Path({str(path)!r}), key, SystemClock(), SystemChance())
stores.audit.append("e", {{}}, SystemClock().now())
slow = {{"alembic", "keyring", "argon2", "cryptography", "secretstorage"}}
print(sorted(slow & sys.modules.keys()))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_store_crosses_a_fork(stores: Any, noon: datetime, at_once: Any) -> None:
    stores.audit.append("parent", {}, noon)
    assert sorted(at_once(4, lambda _: stores.audit.append("child", {}, noon).seq)) == [2, 3, 4, 5]
    assert stores.audit.append("parent", {}, noon).seq == 6
    assert isinstance(stores.audit.verify(), ChainHead)


# --- bad days ---


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough" * 100, b"xy", b"SQLite format 3\x00"]
)
def test_a_file_that_is_no_database_is_said(opened: Any, path: Path, content: bytes) -> None:
    path.write_bytes(content)
    problem = _refusal(opened)
    assert problem.code == "store-damaged"
    assert str(path) in problem.remedy
    assert path.read_bytes() == content


def test_pages_that_were_overwritten_are_said(opened: Any, path: Path, noon: datetime) -> None:
    with opened() as stores:
        for number in range(200):
            stores.audit.append("e", {"n": number, "filling": "x" * 300}, noon)
    content = bytearray(path.read_bytes())
    for page in range(8192, len(content), 4096):
        content[page : page + 2048] = b"\xff" * 2048
    path.write_bytes(content)

    def read() -> None:
        with opened() as stores:
            stores.audit.records()

    assert _refusal(read).code == "store-damaged"


def test_a_table_that_is_gone_is_said(stores: Any, query: Any, noon: datetime) -> None:
    query("DROP TABLE audit")
    assert _refusal(lambda: stores.audit.append("e", {}, noon)).code == "store-damaged"


def test_a_store_that_vanished_does_not_come_back_empty(stores: Any, path: Path, noon: datetime) -> None:
    path.unlink()
    assert _refusal(lambda: stores.audit.append("e", {}, noon)).code == "store-unwritable"
    assert not path.exists()


def test_a_store_that_another_process_holds_is_busy(opened: Any, path: Path, noon: datetime) -> None:
    context = multiprocessing.get_context("fork")
    held, done = context.Event(), context.Event()

    def hold() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            held.set()
            done.wait(30)

    holder = context.Process(target=hold)
    holder.start()
    try:
        assert held.wait(30)
        with opened(busy_seconds=0.2) as stores:
            assert _refusal(lambda: stores.audit.append("e", {}, noon)).code == "store-locked"
            assert stores.audit.records() == ()  # reading goes on
    finally:
        done.set()
        holder.join(30)
    with opened() as stores:
        assert stores.audit.append("e", {}, noon).seq == 1


def test_a_store_that_may_not_grow_is_full(stores: Any, noon: datetime) -> None:
    """SQLITE_FULL by a limit of the database itself."""

    def grow() -> None:
        with stores.database.writing() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
            for _ in range(100):
                stores.audit._append(connection, "e", {"filling": "x" * 3000}, noon)

    assert _refusal(grow).code == "store-full"
    assert stores.audit.records() == ()


def test_a_limit_on_file_size_stops_the_write_and_nothing_else(
    opened: Any, path: Path, noon: datetime
) -> None:
    """RLIMIT_FSIZE: the system refuses the write in the middle of a commit."""
    code = f"""
import resource
from pathlib import Path
from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.store import KeySource, StoreKey, open_store
key = StoreKey(bytes(range(32)), KeySource.FILE)
stores = open_store(Path({str(path)!r}), key, SystemClock(), SystemChance())
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    while True:
        stores.audit.append("e", {{"filling": "x" * 5000}}, SystemClock().now())
except StoreUnavailable as error:
    print(error.problem.code)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() in {"store-unwritable", "store-full"}
    with opened() as stores:
        head = stores.audit.verify()
        assert isinstance(head, ChainHead)
        assert stores.audit.append("e", {}, noon).seq == head.seq + 1


@pytest.mark.parametrize(
    ("day", "code"),
    [("full", "store-full"), ("full-at-start", "store-full"), ("read-only", "store-unwritable")],
)
def test_a_bad_disk_is_said_and_nothing_is_lost(day: str, code: str, tmp_path: Path, path: Path) -> None:
    """On a real small disk of our own, in a mount namespace that ends with the process."""
    unshare = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"])]
    mounted = tmp_path / "disk"
    mounted.mkdir()
    mount = f"mount -t tmpfs -o size=1m,mode=700 none {mounted}"
    if not shutil.which("unshare") or subprocess.run([*unshare, "sh", "-c", mount], check=False).returncode:
        pytest.skip("needs the right to mount a tmpfs in a namespace of one's own")
    done = subprocess.run(
        [
            *unshare,
            "sh",
            "-c",
            f'{mount} && exec "$@"',
            "sh",
            sys.executable,
            str(WITHIN),
            day,
            str(mounted),
            str(path),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == ""
    assert done.stdout.split() == [code, "verified", "written"]


def test_an_error_tells_no_parameter(stores: Any, noon: datetime) -> None:
    with pytest.raises(HelpdeskError) as caught, stores.database.writing() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:seed)"), {"seed": "canary"})
    problem = caught.value.problem
    assert "canary" not in f"{problem} {problem.detail} {caught.value}"
    assert "canary" not in str(caught.value.__context__)  # what a debugger would still find
    assert problem.detail == "SQLITE_ERROR"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OSError(28, "No space left on device"), "store-full"),
        (OSError(122, "Disk quota exceeded"), "store-full"),
        (PermissionError(13, "Permission denied", "/a/b"), "store-unwritable"),
        (sqlite3.OperationalError("no code"), "store-unwritable"),
    ],
)
def test_errors_of_the_system_have_their_problems(error: Exception, code: str, tmp_path: Path) -> None:
    problem = sqlite.problem_of(error, tmp_path / "desk.db")
    assert problem.code == code
    if isinstance(error, PermissionError):
        assert "permission denied" in problem.cause
        assert "/a/b" in problem.remedy


def test_sql_of_one_database_stands_in_one_module() -> None:
    package = Path(importlib.util.find_spec("helpdesk_tui.store").origin or "").parent
    own = ("PRAGMA", "sqlite_master", "BEGIN IMMEDIATE", "INSERT OR", "import sqlite3", "sqlalchemy.dialects")
    users = {
        file.name
        for file in package.rglob("*.py")
        for word in own
        if word in file.read_text().replace("`", "")
    }
    assert users == {"sqlite.py"}
