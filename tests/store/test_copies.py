"""Copies of the store: made while it is used, refused where they are not whole, and back in its place."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from helpdesk_tui.clock import SystemChance
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.clearance import VerificationId
from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.desk.method import MethodKind, OathSettings
from helpdesk_tui.desk.ports import ChainHead, NewSeed, OpenVerification
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import KeySource, StoreKey, key_files, open_store
from helpdesk_tui.store.copies import copies_in, copy_store
from helpdesk_tui.store.in_use import InUse, by_nobody
from helpdesk_tui.store.restoring import look_at_copy, restore_store
from helpdesk_tui.store.rotation import rotate_key

Desk = dict[str, Any]

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def setting(tmp_path: Path, key: StoreKey) -> Desk:
    """Where the desk's key is."""
    file = tmp_path / "credential"
    key_files.write(file, bytes(range(32)), SystemChance())
    return {"source": KeySource.CREDENTIAL, "credential": file, "environ": {}}


@pytest.fixture
def backups(tmp_path: Path) -> Path:
    made = tmp_path / "backups"
    made.mkdir(mode=0o700)
    return made


@pytest.fixture
def copied(path: Path, clock: Any, setting: Desk) -> Callable[..., Path]:
    def copy(to: Path, **more: Any) -> Path:
        return copy_store(path, to, clock, SystemChance(), **more, **setting).path

    return copy


@pytest.fixture
def restored(path: Path, clock: Any, setting: Desk) -> Callable[..., Any]:
    return lambda copy, **more: restore_store(path, copy, clock, SystemChance(), **more, **setting)


def refusal(call: Callable[[], object]) -> Problem:
    with pytest.raises(StoreUnavailable) as caught:
        call()
    return caught.value.problem


def files(directory: Path) -> set[str]:
    return {each.name for each in directory.iterdir()}


def _begin_verification(stores: Any) -> VerificationId:
    begun = OpenVerification(
        id=VerificationId("v1"),
        operator=AccountId("operator"),
        account=AccountId("person"),
        actions=frozenset({Action.RESET}),
        ticket="",
        policy_version="p",
        fingerprint="f" * 64,
        gates=1,
        started_at=NOON,
        expires_at=NOON + timedelta(minutes=15),
        proofs=(),
    )
    assert stores.clearances.open(begun) is None  # nobody's is in the way
    return begun.id


def events(stores: Any) -> list[str]:
    return [each.event for each in stores.audit.records()]


def test_a_copy_is_one_private_file_that_opens_with_the_key_and_says_when_it_was_made(
    opened: Any, copied: Any, backups: Path, path: Path, person: AccountId, noon: datetime, clock: Any
) -> None:
    with opened() as stores:
        seed = NewSeed(MethodKind.TOTP, "phone", Secret("JBSWY3DP"), OathSettings())
        method = stores.methods.add_seed(person, seed, noon)
        copy = copied(backups)  # while it is open
    assert files(backups) == {"desk-20260302T120000Z.db"}
    assert copy.stat().st_mode & 0o777 == 0o600
    assert bytes(range(32)) not in copy.read_bytes()
    assert b"JBSWY3DP" not in copy.read_bytes()
    with opened(copy) as stores:
        assert stores.methods.seed(method).secret.reveal() == "JBSWY3DP"
        assert events(stores) == ["store.copied"]
        assert isinstance(stores.audit.verify(), ChainHead)
    with opened() as stores:
        assert events(stores) == ["store.copied"]


def test_it_is_whole_however_much_is_written_meanwhile(
    opened: Any, copied: Any, backups: Path, noon: datetime
) -> None:
    stop = threading.Event()

    def write() -> None:
        with opened() as stores:
            while not stop.is_set():
                stores.audit.append("search", {"account": "x" * 200}, noon)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = [copied(backups / f"{number}.db") for number in range(2)]
    finally:
        stop.set()
        writer.join()
    lengths = []
    for each in copies:
        with opened(each) as stores:
            head = stores.audit.verify()
        assert isinstance(head, ChainHead)
        lengths.append(head.seq)
    assert lengths == sorted(lengths)


def test_none_is_written_over_and_nothing_is_left_where_it_fails(
    copied: Any, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (backups / "old.db").write_text("of somebody")
    assert refusal(lambda: copied(backups / "old.db")).code == "copy-exists"
    (backups / "link.db").symlink_to("/nowhere")
    assert refusal(lambda: copied(backups / "link.db")).code == "copy-exists"
    assert refusal(lambda: copied(backups / "no" / "such.db")).code == "store-unwritable"

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("helpdesk_tui.store.sqlite.copy", full)
    assert refusal(lambda: copied(backups)).code == "store-full"
    assert files(backups) == {"old.db", "link.db"}


def test_a_directory_that_others_reach_takes_none(copied: Any, backups: Path) -> None:
    backups.chmod(0o755)
    assert refusal(lambda: copied(backups)).code == "store-not-private"


def test_so_many_are_kept_and_nothing_else_is_touched(
    copied: Any, backups: Path, path: Path, clock: Any
) -> None:
    for name in ("other.db", "desk-1.db", "desk-20200101T000000Z.db.not-whole"):
        (backups / name).touch()
    for _ in range(4):
        clock.advance(days=1)
        copied(backups, keep=2)
    whole = ["desk-20260305T120000Z.db", "desk-20260306T120000Z.db"]
    assert [each.name for _, each in copies_in(backups, path)] == whole
    assert files(backups) == {"other.db", "desk-1.db", "desk-20200101T000000Z.db.not-whole", *whole}


def test_one_that_is_not_whole_is_said_and_removes_no_other(
    copied: Any, backups: Path, opened: Any, query: Any, noon: datetime, clock: Any, path: Path
) -> None:
    with opened() as stores:
        stores.audit.append("search", {"text": "ada"}, noon)
    copied(backups)
    query("UPDATE audit SET record = replace(record, 'ada', 'eve')")
    clock.advance(days=1)
    found = refusal(lambda: copied(backups, keep=1))
    assert found.code == "copy-not-whole"
    assert [each.name for _, each in copies_in(backups, path)] == ["desk-20260302T120000Z.db"]
    assert "desk-20260303T120000Z.db.not-whole" in files(backups)


def test_a_restored_copy_is_the_store_and_the_record_says_so(
    opened: Any, copied: Any, restored: Any, backups: Path, path: Path, noon: datetime
) -> None:
    copy = copied(backups)
    with opened() as stores:
        stores.audit.append("search", {}, noon)
        head = stores.audit.verify()
    done = restored(copy, roll_back=True, facts={"system_account": "desk"})
    with opened() as stores:
        assert events(stores) == ["store.copied", "store.restored"]
        facts = stores.audit.records()[-1].facts
        assert (facts["lost"], facts["replaced_seq"], facts["replaced_digest"]) == (1, 2, head.digest)
        assert facts["system_account"] == "desk"
        assert isinstance(stores.audit.verify(), ChainHead)
        # whoever noted the head before sees that the record was rolled back
        assert stores.audit.verify(head).code == "audit-truncated"
    assert copy.exists()
    with opened(done.kept) as stores:
        assert events(stores) == ["store.copied", "search"]
    names = {"desk.db", "desk.db.lock", done.kept.name, f"{done.kept.name}.lock"}
    assert files(path.parent) == names


def test_what_was_under_way_in_a_copy_ends(
    opened: Any, copied: Any, restored: Any, backups: Path, query: Any
) -> None:
    statement = "SELECT count(*) FROM verifications WHERE NOT closed"
    with opened() as stores:
        _begin_verification(stores)
    copy = copied(backups)
    assert query(statement) == [(1,)]
    restored(copy)
    assert query(statement) == [(0,)]


def test_a_store_that_knows_more_is_not_rolled_back_unasked(
    opened: Any,
    copied: Any,
    restored: Any,
    backups: Path,
    noon: datetime,
    path: Path,
    clock: Any,
    setting: Desk,
) -> None:
    copy = copied(backups)
    restored(copy)  # nothing would be lost
    before = path.read_bytes()
    found = look_at_copy(path, copy, clock, SystemChance(), **setting)
    assert (found.lost, found.head.seq, found.made_at) == (1, 1, noon)
    assert refusal(lambda: restored(copy)).code == "copy-older"
    assert path.read_bytes() == before
    assert not any("draft" in name for name in files(path.parent))


def test_it_is_refused_while_somebody_has_the_store_open(
    opened: Any, copied: Any, restored: Any, backups: Path
) -> None:
    copy = copied(backups)
    with opened():
        assert refusal(lambda: restored(copy)).code == "store-in-use"
    restored(copy)


def test_nobody_opens_the_store_while_it_is_replaced(path: Path, opened: Any) -> None:
    with by_nobody(path):
        assert refusal(lambda: opened(busy_seconds=0.0)).code == "store-locked"
    InUse(path, 0).close()


def test_none_is_made_while_the_store_is_replaced(
    path: Path, opened: Any, copied: Any, backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its record says it first, and would say it in a store that is there no more."""
    monkeypatch.setattr("helpdesk_tui.store.copies.BUSY_SECONDS", 0.05)
    with opened():
        pass
    with by_nobody(path):
        assert refusal(lambda: copied(backups)).code == "store-locked"
    assert files(backups) == set()
    assert copied(backups).exists()


def test_a_copy_of_another_key_is_refused(
    opened: Any,
    copied: Any,
    restored: Any,
    backups: Path,
    path: Path,
    clock: Any,
    setting: Desk,
    tmp_path: Path,
) -> None:
    copy = copied(backups)
    key_files.write(tmp_path / "new", bytes(32), SystemChance())
    rotate_key(path, clock, SystemChance(), new_credential=tmp_path / "new", **setting)
    (tmp_path / "new").replace(tmp_path / "credential")
    before = path.read_bytes()
    assert refusal(lambda: restored(copy, roll_back=True)).code == "copy-key"
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit SET record = replace(record, 'desk', 'risk')",
        "DELETE FROM audit",
        "UPDATE verifications SET closed = 0",
        "DROP TABLE seals",
    ],
)
def test_a_copy_that_was_changed_is_refused(
    opened: Any, copied: Any, restored: Any, backups: Path, path: Path, sql: str
) -> None:
    with opened() as stores:
        verification = _begin_verification(stores)
        stores.clearances.close(verification)
    copy = copied(backups)
    with closing(sqlite3.connect(copy)) as shell, shell:
        shell.execute(sql)
    before = path.read_bytes()
    assert refusal(lambda: restored(copy, roll_back=True)).code in {"copy-not-whole", "store-damaged"}
    assert path.read_bytes() == before


def test_a_copy_that_others_may_write_is_refused(copied: Any, restored: Any, backups: Path) -> None:
    copy = copied(backups)
    copy.chmod(0o666)
    assert refusal(lambda: restored(copy)).code == "store-not-private"


def test_a_copy_of_a_newer_program_is_refused(copied: Any, restored: Any, backups: Path) -> None:
    copy = copied(backups)
    with closing(sqlite3.connect(copy)) as shell, shell:
        shell.execute("UPDATE alembic_version SET version_num = '0999'")
    assert refusal(lambda: restored(copy)).code == "store-too-new"


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100])
def test_what_is_no_copy_is_refused(restored: Any, backups: Path, content: bytes) -> None:
    (backups / "copy.db").write_bytes(content)
    (backups / "copy.db").chmod(0o600)
    assert refusal(lambda: restored(backups / "copy.db")).code in {
        "copy-missing",
        "store-damaged",
        "copy-key",
    }
    assert refusal(lambda: restored(backups / "none.db")).code == "copy-missing"


def test_it_comes_back_where_the_store_is_damaged_or_gone(
    opened: Any, copied: Any, restored: Any, backups: Path, path: Path
) -> None:
    copy = copied(backups)
    path.write_bytes(b"\0" * 8192)
    done = restored(copy)
    assert done.kept.read_bytes() == b"\0" * 8192
    with opened() as stores:
        assert stores.audit.records()[-1].facts["replaced_seq"] is None
    path.unlink()
    assert restored(copy).kept is None
    with opened() as stores:
        assert events(stores) == ["store.copied", "store.restored"]


def test_a_log_that_was_left_behind_does_not_come_into_the_copy(
    opened: Any, copied: Any, restored: Any, backups: Path, path: Path, noon: datetime
) -> None:
    """As after a crash: the last entries are in the log alone."""
    copy = copied(backups)
    with opened() as stores, closing(sqlite3.connect(path)) as reader:
        reader.execute("SELECT * FROM audit").fetchone()  # keeps the log from being folded in
        stores.audit.append("search", {}, noon)
        log = path.with_name("desk.db-wal").read_bytes()
    assert log
    path.with_name("desk.db-wal").write_bytes(log)
    restored(copy, roll_back=True)
    with opened() as stores:
        assert events(stores) == ["store.copied", "store.restored"]


def test_killed_at_any_moment_a_store_is_there(
    opened: Any, copied: Any, restored: Any, backups: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = copied(backups)

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    for where in (
        "pathlib.Path.hardlink_to",
        "pathlib.Path.replace",
        "helpdesk_tui.store.restoring.sync_directory",
    ):
        with monkeypatch.context() as patch:
            patch.setattr(where, die)
            with pytest.raises(Killed):
                restored(copy, roll_back=True)
        with opened() as stores:
            assert isinstance(stores.audit.verify(), ChainHead)
            assert events(stores)[0] == "store.copied"


def test_a_store_at_its_first_start_has_nothing_to_copy(
    fresh: Path, clock: Any, backups: Path, setting: Desk
) -> None:
    found = refusal(lambda: copy_store(fresh, backups, clock, SystemChance(), **setting))
    assert found.code == "store-missing"
    assert files(backups) == set()


def test_the_key_is_needed_to_restore_where_nothing_is_there(
    fresh: Path, clock: Any, copied: Any, backups: Path, key: StoreKey, setting: Desk
) -> None:
    copy = copied(backups)
    other = {"source": KeySource.FILE, "environ": {}}
    found = refusal(lambda: restore_store(fresh, copy, clock, SystemChance(), **other))
    assert found.code == "copy-key"
    restore_store(fresh, copy, clock, SystemChance(), **setting)
    open_store(fresh, key, clock, SystemChance()).close()
