"""The key: found in its order, made once."""

import os
import pickle
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.clock import SystemChance
from helpdesk_tui.desk.errors import StoreUnavailable
from helpdesk_tui.saved_passwords import Purpose
from helpdesk_tui.store import KeySource, StoreKey, find_key, key_files
from helpdesk_tui.store.keyrings import RingFailed

MASTER = bytes(range(100, 132))
TEXT = key_files.encoded(MASTER)


class FakeRing:
    def __init__(self, *, swallows: bool = False, fails: bool = False) -> None:
        self.entries: dict[tuple[str, str], str] = {}
        self.swallows = swallows
        self.fails = fails

    def get_password(self, service: str, username: str) -> str | None:
        if self.fails:
            raise RingFailed
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.fails:
            raise RingFailed
        if not self.swallows:
            self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self.entries.pop((service, username), None)


def _find(
    store: Path,
    source: KeySource = KeySource.AUTO,
    *,
    ring: FakeRing | None = None,
    credential: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> StoreKey:
    return find_key(
        store,
        SystemChance(),
        source=source,
        credential=credential,
        environ=environ or {},
        open_keyring=lambda: ring,
    )


def _code(*arguments: Any, **named: Any) -> str:
    with pytest.raises(StoreUnavailable) as caught:
        _find(*arguments, **named)
    assert caught.value.__cause__ is None
    return caught.value.problem.code


def _private(path: Path, content: bytes | str) -> Path:
    path.parent.mkdir(mode=0o700, exist_ok=True, parents=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    path.chmod(0o600)
    return path


# --- derivation ---


@given(st.binary(min_size=32, max_size=32), st.sampled_from(["sealing", "audit", "recovery codes", "key id"]))
def test_derived_keys_are_those_of_hkdf_sha256(master: bytes, purpose: str) -> None:
    expected = HKDF(SHA256(), 32, None, f"helpdesk-tui {purpose}".encode()).derive(master)
    assert StoreKey(master, KeySource.FILE).derive(purpose) == expected


def test_each_purpose_has_a_key_of_its_own() -> None:
    key = StoreKey(MASTER, KeySource.FILE)
    derived = {key.derive(purpose) for purpose in ("sealing", "audit", "recovery codes", "key id")}
    assert len(derived | {MASTER}) == 5


def test_a_key_shows_nothing_of_itself() -> None:
    key = StoreKey(MASTER, KeySource.FILE)
    for shown in (repr(key), str(key), f"{key}", key.id):
        assert MASTER.hex()[:8] not in shown
        assert TEXT[:8] not in shown
    with pytest.raises(TypeError):
        pickle.dumps(key)


# --- the order ---


def test_a_new_store_takes_the_keyring_before_a_file(fresh: Path) -> None:
    ring = FakeRing()
    key = _find(fresh, ring=ring)
    assert (key.source, key.notice) == (KeySource.KEYRING, "")
    assert not key_files.beside(fresh).exists()
    assert _find(fresh, ring=ring).id == key.id


def test_it_lies_there_under_a_name_that_no_other_purpose_has(fresh: Path) -> None:
    ring = FakeRing()
    _find(fresh, ring=ring)
    ((service, entry),) = ring.entries
    assert entry.startswith("key of ")
    assert service not in {*Purpose, "helpdesk-tui"}


def test_without_a_keyring_the_key_lies_in_a_private_file_and_that_is_said_aloud(fresh: Path) -> None:
    key = _find(fresh)
    file = key_files.beside(fresh)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert key.source is KeySource.FILE
    assert str(file) in key.notice
    assert sorted(each.name for each in file.parent.iterdir()) == [file.name]
    assert _find(fresh).id == key.id


def test_a_credential_goes_before_the_keyring(fresh: Path, tmp_path: Path) -> None:
    _private(tmp_path / "credentials" / "helpdesk-tui-key", TEXT)
    ring = FakeRing()
    _find(fresh, ring=ring)
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path / "credentials")}
    key = _find(fresh, ring=ring, environ=environ)
    assert key.source is KeySource.CREDENTIAL
    assert key.derive("audit") == StoreKey(MASTER, KeySource.FILE).derive("audit")


def test_a_configured_credential_goes_before_the_system_s(fresh: Path, tmp_path: Path) -> None:
    configured = _private(tmp_path / "configured", TEXT)
    _private(tmp_path / "credentials" / "helpdesk-tui-key", bytes(32))
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path / "credentials")}
    key = _find(fresh, credential=configured, environ=environ)
    assert key.id == StoreKey(MASTER, KeySource.FILE).id


@pytest.mark.parametrize("source", [KeySource.AUTO, KeySource.CREDENTIAL])
def test_a_configured_credential_that_is_not_there_is_not_replaced(
    fresh: Path, tmp_path: Path, source: KeySource
) -> None:
    assert _code(fresh, source, ring=FakeRing(), credential=tmp_path / "gone") == "key-not-made"
    assert not key_files.beside(fresh).exists()


@pytest.mark.parametrize("name", ["desk.key", "the desk's key; rm -rf x"])
def test_what_is_said_of_a_named_key_that_was_never_made_makes_it(
    fresh: Path, tmp_path: Path, name: str
) -> None:
    """The command of the remedy is run as it stands there; it also holds for odd names."""
    file = tmp_path / name
    with pytest.raises(StoreUnavailable) as caught:
        _find(fresh, credential=file)
    assert caught.value.problem.cause.startswith("There is no key in ")
    command = caught.value.problem.remedy.partition("runs under: ")[2]
    subprocess.run(command, shell=True, check=True)  # noqa: S602 - as somebody who reads it would
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert _find(fresh, credential=file).source is KeySource.CREDENTIAL


def test_a_named_key_that_is_gone_is_not_to_be_made_where_there_is_a_store(
    path: Path, tmp_path: Path
) -> None:
    """A second key would open nothing: so that is not what is said."""
    with pytest.raises(StoreUnavailable) as caught:
        _find(path, credential=tmp_path / "gone")
    assert caught.value.problem.code == "key-missing"
    assert "openssl" not in str(caught.value.problem)


def test_a_credential_directory_without_our_key_is_no_credential(fresh: Path, tmp_path: Path) -> None:
    assert _find(fresh, environ={"CREDENTIALS_DIRECTORY": str(tmp_path)}).source is KeySource.FILE
    assert _find(fresh, environ={"CREDENTIALS_DIRECTORY": "relative"}).source is KeySource.FILE


def test_a_named_source_is_the_only_one(fresh: Path) -> None:
    ring = FakeRing()
    assert _find(fresh, KeySource.FILE, ring=ring).source is KeySource.FILE
    assert not ring.entries
    assert _code(fresh, KeySource.CREDENTIAL) == "key-missing"
    assert _code(fresh, KeySource.KEYRING) == "key-unsafe"


@pytest.mark.parametrize("ring", [FakeRing(swallows=True), FakeRing(fails=True)], ids=["swallows", "fails"])
def test_a_keyring_that_does_not_keep_the_key_is_not_trusted(fresh: Path, ring: FakeRing) -> None:
    assert _code(fresh, KeySource.KEYRING, ring=ring) == "key-unsafe"
    assert _find(fresh, ring=ring).source is KeySource.FILE


# --- what a kill left behind ---


@pytest.mark.parametrize(
    "names", [["desk.db.key.draft-a"], ["desk.db.key.new"], ["desk.db.key.new.draft-b"],
    ["desk.db.key.draft-a", "desk.db.key.draft-c", "desk.db.key.new", "desk.db.key.new.draft-b"]],
    ids=len,
)  # fmt: skip
def test_copies_of_a_key_that_a_kill_left_behind_are_gone_at_the_next_start(
    fresh: Path, names: list[str]
) -> None:
    made = _find(fresh)
    for name in names:
        _private(fresh.with_name(name), bytes(range(32)))
    other = _private(fresh.with_name("other.db.key.draft-d"), bytes(32))
    assert _find(fresh).id == made.id
    assert {each.name for each in fresh.parent.iterdir()} == {"desk.db.key", other.name}


def test_a_key_whose_first_making_was_killed_leaves_no_draft(fresh: Path) -> None:
    _private(fresh.with_name("desk.db.key.draft-a"), bytes(range(32)))
    _find(fresh)
    assert [each.name for each in fresh.parent.iterdir()] == ["desk.db.key"]


# --- never a new key for an old store ---


@pytest.mark.parametrize("source", list(KeySource))
def test_a_store_without_its_key_gets_no_other(path: Path, source: KeySource) -> None:
    ring = FakeRing()
    assert _code(path, source, ring=ring) == "key-missing"
    assert not ring.entries
    assert not key_files.beside(path).exists()


def test_another_key_is_refused_before_anything_is_used(opened: Any, path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable) as caught:
        opened(path, StoreKey(MASTER, KeySource.FILE))
    assert caught.value.problem.code == "key-wrong"
    assert path.read_bytes() == before


def test_processes_that_start_at_once_agree_on_one_key(fresh: Path, at_once: Any) -> None:
    ids = at_once(12, lambda _: _find(fresh).id)
    assert set(ids) == {_find(fresh).id}


def test_a_key_made_while_waiting_is_taken(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when it is out of sight: the store that is there by then must not get a second key."""
    looks = iter([False, True])
    monkeypatch.setattr("helpdesk_tui.store.key_search.KeySearch._store_exists", lambda self: next(looks))
    assert _code(fresh) == "key-missing"
    assert not key_files.beside(fresh).exists()


def test_a_store_and_key_that_appear_during_the_search_are_taken(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = key_files.read

    def another_process_is_faster(file: Path, **options: bool) -> None:
        assert file == key_files.beside(fresh)
        monkeypatch.setattr(key_files, "read", read)
        _private(file, TEXT)
        fresh.write_bytes(b"a store")

    monkeypatch.setattr(key_files, "read", another_process_is_faster)
    assert _find(fresh).id == StoreKey(MASTER, KeySource.FILE).id


# --- files ---


@pytest.mark.parametrize(
    "content",
    [
        MASTER,
        MASTER.hex(),
        MASTER.hex().upper() + "\n",
        TEXT,
        TEXT.rstrip("="),
        TEXT.replace("-", "+") + "\r\n",
    ],
)
def test_a_key_may_be_raw_hexadecimal_or_base_64(tmp_path: Path, content: bytes | str) -> None:
    assert key_files.read(_private(tmp_path / "key", content)) == MASTER


@pytest.mark.parametrize(
    "content", ["", "x" * 31, "secret words", TEXT[:-4], TEXT + "AAAA", "z" * 64, "ä" * 40]
)
def test_a_file_that_holds_no_key_is_said(fresh: Path, content: str) -> None:
    _private(key_files.beside(fresh), content)
    assert _code(fresh) == "key-malformed"


@given(st.binary(max_size=80))
def test_any_content_is_a_key_or_none(content: bytes) -> None:
    master = key_files.decoded(content)
    assert master is None or len(master) == 32


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o602])
def test_a_key_file_that_others_may_touch_is_refused(fresh: Path, mode: int) -> None:
    _find(fresh)
    key_files.beside(fresh).chmod(mode)
    assert _code(fresh) == "store-not-private"


@pytest.mark.parametrize(("mode", "allowed"), [(0o400, True), (0o440, True), (0o444, False), (0o460, False)])
def test_a_credential_of_root_may_be_handed_to_a_group(tmp_path: Path, mode: int, allowed: bool) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can make a credential of root")
    file = _private(tmp_path / "key", TEXT)
    file.chmod(mode)
    if allowed:
        assert key_files.read(file, by_root=True) == MASTER
    else:
        with pytest.raises(StoreUnavailable):
            key_files.read(file, by_root=True)


def test_a_linked_key_file_is_refused(fresh: Path, tmp_path: Path) -> None:
    real = _private(tmp_path / "real", TEXT)
    fresh.parent.mkdir(mode=0o700)
    key_files.beside(fresh).symlink_to(real)
    assert _code(fresh) == "store-is-link"


def test_a_key_file_is_never_written_over(tmp_path: Path) -> None:
    file = _private(tmp_path / "key", TEXT)
    with pytest.raises(FileExistsError):
        key_files.write(file, bytes(32), SystemChance())
    assert key_files.read(file) == MASTER
    assert [each.name for each in tmp_path.iterdir()] == ["key"]


def test_a_garbled_entry_of_the_keyring_is_said(fresh: Path) -> None:
    ring = FakeRing()
    _find(fresh, ring=ring)
    ring.entries = dict.fromkeys(ring.entries, "not a key")
    assert _code(fresh, ring=ring) == "key-malformed"
