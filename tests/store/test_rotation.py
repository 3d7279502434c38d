"""Changing the key: all or nothing, whatever breaks off; the old one opens nothing afterwards."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from store.sending import COUNTED, limits

from helpdesk_tui.clock import SystemChance
from helpdesk_tui.console import RotatedKey
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.clearance import Clearance, ClearanceId, VerificationId
from helpdesk_tui.desk.errors import Refused, StoreUnavailable
from helpdesk_tui.desk.method import MethodId, MethodKind, OathSettings
from helpdesk_tui.desk.ports import (
    IN_STOCK,
    ChainHead,
    Challenge,
    ChallengeId,
    Limit,
    NewSeed,
    OpenVerification,
)
from helpdesk_tui.desk.problems import Problem
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import KeySource, OpenStores, StoreKey, find_key, key_files, key_places, open_store
from helpdesk_tui.store.key_search import KeySearch
from helpdesk_tui.store.keyrings import RingFailed
from helpdesk_tui.store.rotation import rotate, rotate_key
from helpdesk_tui.store.sealing import Sealer

SEED, ADDRESS, CODE, PASS = "JBSWY3DPEHPK3PXP", "canary@example.com", "abcd-efgh", "Pass-1234"
QUESTION, ANSWER = "Which canary did you keep?", "a yellow one"
NEW = StoreKey(bytes(range(200, 232)), KeySource.CREDENTIAL)
PACKAGE = Path(key_files.__file__).parent
MODULES = {str(PACKAGE / f"{name}.py") for name in ("rotation", "key_places", "key_files")}


class RingInFile:
    """A keyring that outlives the process; `fails` at the so manieth call."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.fails_at = -1
        self._calls = 0

    def get_password(self, service: str, username: str) -> str | None:
        self._count()
        return self.entries().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._count()
        self._keep(self.entries() | {f"{service} {username}": password})

    def delete_password(self, service: str, username: str) -> None:
        self._count()
        gone = f"{service} {username}"
        self._keep({name: text for name, text in self.entries().items() if name != gone})

    def entries(self) -> dict[str, str]:
        entries: dict[str, str] = json.loads(self._path.read_text()) if self._path.exists() else {}
        return entries

    def _keep(self, entries: Mapping[str, str]) -> None:
        draft = self._path.with_suffix(".draft")
        draft.write_text(json.dumps(entries))
        draft.replace(self._path)

    def _count(self) -> None:
        self._calls += 1
        if self._calls == self.fails_at:
            raise RingFailed


class Kept:
    """One of everything in a store, and whether it still opens."""

    def __init__(self, stores: OpenStores, person: AccountId, at: datetime) -> None:
        seed = NewSeed(MethodKind.OATH_TOKEN, "t", Secret(SEED), OathSettings(), serial="S-1")
        methods = stores.methods
        self.person, self.at = person, at
        self.token = methods.add_seed(person, seed, at)
        self.stock = methods.add_seed(IN_STOCK, replace(seed, serial="S-2"), at)
        self.mail = methods.add_contact(person, MethodKind.EMAIL, "mail", Secret(ADDRESS), at)
        self.sheet = methods.add_recovery_codes(person, [Secret(CODE)], at)
        self.access = methods.add_pass(person, Secret(PASS), at, at + timedelta(hours=1), once=False)
        self.asked = methods.add_questions(person, [(QUESTION, Secret(ANSWER))], at)
        stores.audit.append("first", {}, at)

    def opens(self, stores: OpenStores) -> bool:
        """Raises `Refused` where a seal does not open."""
        methods = stores.methods
        assert methods.use_pass(self.access, Secret(PASS), self.at)
        return self.unseals(stores) and methods.fits_answers(self.asked, {1: Secret(ANSWER)}, self.at)

    def unseals(self, stores: OpenStores) -> bool:
        """The same without the hashes, which take their time."""
        methods = stores.methods
        assert [methods.seed(each).secret.reveal() for each in (self.token, self.stock)] == [SEED, SEED]
        assert methods.contact(self.mail).reveal() == ADDRESS
        return methods.questions(self.asked) == (QUESTION,)


@pytest.fixture
def kept(stores: OpenStores, person: AccountId, noon: datetime) -> Kept:
    return Kept(stores, person, noon)


def _code(call: Callable[[], Any]) -> str:
    with pytest.raises((StoreUnavailable, Refused)) as caught:
        call()
    assert caught.value.__cause__ is None
    problem: Problem = caught.value.problem
    return problem.code


def _challenge(kept: Kept) -> Challenge:
    return Challenge(
        id=ChallengeId("ch-1"), purpose="v1", method=kept.mail, account=kept.person,
        operator=AccountId("op"), destination="d" * 64, phrase="brave otter", sent_at=kept.at,
        expires_at=kept.at + timedelta(minutes=5),
    )  # fmt: skip


# --- what the change does ---


def test_the_new_key_opens_everything_and_the_chain_verifies(
    opened: Any, path: Path, key: StoreKey, kept: Kept, clock: Any
) -> None:
    done = rotate(path, key, NEW, clock, SystemChance(), facts={"login": "root"})
    assert (done.old_id, done.new_id, done.resealed, done.damaged, done.record) == (key.id, NEW.id, 7, 0, 2)
    with opened(path, NEW) as stores:
        assert kept.opens(stores)
        assert stores.methods.use_recovery_code(kept.sheet, 1, Secret(CODE), kept.at)
        (_, entry) = stores.audit.records()
        assert (entry.event, entry.facts["old"], entry.facts["new"]) == ("key.rotated", key.id, NEW.id)
        assert entry.facts["login"] == "root"
        assert stores.audit.append("after", {}, kept.at).seq == 3
        head = stores.audit.verify()
        assert isinstance(head, ChainHead)
        assert head.seq == 3


def test_the_old_key_opens_nothing_not_even_with_the_file_in_hand(
    opened: Any, path: Path, key: StoreKey, kept: Kept, clock: Any, query: Any
) -> None:
    before = [*query("SELECT sealed FROM methods"), *query("SELECT hash FROM known_secrets")]
    rotate(path, key, NEW, clock, SystemChance())
    assert _code(lambda: opened(path, key)) == "key-changed"
    query("UPDATE store SET key_id = ?", key.id)  # somebody with the file and the old key
    query("DELETE FROM former_keys")
    with opened(path, key) as stores:
        methods = stores.methods
        for call in (
            lambda: methods.seed(kept.token),
            lambda: methods.seed(kept.stock),
            lambda: methods.contact(kept.mail),
            lambda: methods.questions(kept.asked),
            lambda: methods.use_recovery_code(kept.sheet, 1, Secret(CODE), kept.at),
            lambda: methods.use_pass(kept.access, Secret(PASS), kept.at),
            lambda: methods.fits_answers(kept.asked, {1: Secret(ANSWER)}, kept.at),
        ):
            assert _code(call) == "store-untied"
    left = b"".join(each.read_bytes() for each in path.parent.iterdir())
    assert [value for (value,) in before if value and value in left] == []


def test_who_has_the_old_key_can_forge_no_record_of_before(
    opened: Any, path: Path, key: StoreKey, kept: Kept, clock: Any, query: Any
) -> None:
    rotate(path, key, NEW, clock, SystemChance())
    # As the old key would sign it; and then the whole chain so, with the end of its time moved.
    from helpdesk_tui.store import chain  # noqa: PLC0415 - the forger's tool

    signing, before = key.derive("audit"), chain.SEALED_FIRST
    for seq, record in query("SELECT seq, record FROM audit ORDER BY seq"):
        forged = record.replace('"first"', '"FIRST"')
        before = chain.digest(signing, before, forged)
        event = json.loads(forged)["event"]
        query("UPDATE audit SET record = ?, digest = ?, event = ? WHERE seq = ?", forged, before, event, seq)
    with opened(path, NEW) as stores:
        assert isinstance(stores.audit.verify(), Problem)
    query("UPDATE former_keys SET until = 99")
    with opened(path, NEW) as stores:
        broken = stores.audit.verify()
    assert isinstance(broken, Problem)
    assert "the key that signed it is damaged" in broken.cause


def test_a_chain_of_many_keys_verifies(
    opened: Any, path: Path, key: StoreKey, kept: Kept, clock: Any
) -> None:
    keys = [key, NEW, *(StoreKey(bytes([number]) * 32, KeySource.FILE) for number in range(3))]
    for old, new in pairwise(keys):
        rotate(path, old, new, clock, SystemChance())
    with opened(path, keys[-1]) as stores:
        assert kept.opens(stores)
        head = stores.audit.verify()
    assert isinstance(head, ChainHead)
    assert head.seq == 1 + 4
    assert {_code(lambda old=old: opened(path, old)) for old in keys[:-1]} == {"key-changed"}


def test_what_was_open_ends(path: Path, key: StoreKey, stores: OpenStores, kept: Kept, clock: Any) -> None:
    at, later = kept.at, kept.at + timedelta(minutes=5)
    stores.challenges.open(_challenge(kept), Secret("12345678"), COUNTED, limits(Limit(5, 600)))
    begun = OpenVerification(
        VerificationId("v1"), AccountId("op"), kept.person, frozenset({Action.RESET}), "", "p", "f", 1, at,
        later, ((MethodId("m"), MethodKind.TOTP, at),),
    )  # fmt: skip
    stores.clearances.open(begun)
    cleared = Clearance(
        ClearanceId("c1"), begun.id, begun.operator, kept.person, begun.actions, "", "p", "f", at, later
    )
    assert stores.clearances.issue(cleared)
    stores.clearances.open(replace(begun, id=VerificationId("v2")))
    rotate(path, key, NEW, clock, SystemChance())
    with open_store(path, NEW, clock, SystemChance()) as after:
        assert after.challenges.newest("v1", kept.mail) is None
        assert not after.challenges.use(ChallengeId("ch-1"), Secret("12345678"), "d" * 64, at)
        assert after.clearances.verification(VerificationId("v2")) is None
        assert not after.clearances.consume(cleared.id, at)


def test_a_damaged_value_does_not_stand_in_the_way(
    opened: Any, path: Path, key: StoreKey, kept: Kept, clock: Any, query_with_key: Any
) -> None:
    query_with_key("UPDATE methods SET sealed = x'00' WHERE id = ?", kept.mail)
    done = rotate(path, key, NEW, clock, SystemChance())
    assert (done.resealed, done.damaged) == (6, 1)
    with opened(path, NEW) as stores:
        assert _code(lambda: stores.methods.contact(kept.mail)) == "sealed-value-damaged"
        assert stores.methods.seed(kept.token).secret.reveal() == SEED


def test_the_same_or_a_wrong_key_changes_nothing(path: Path, key: StoreKey, clock: Any) -> None:
    before = path.read_bytes()
    assert _code(lambda: rotate(path, key, key, clock, SystemChance())) == "key-same"
    assert _code(lambda: rotate(path, NEW, key, clock, SystemChance())) == "key-wrong"
    assert path.read_bytes() == before


def test_a_desk_with_the_old_key_is_told_and_writes_nothing(
    stores: OpenStores, path: Path, key: StoreKey, kept: Kept, clock: Any, query: Any
) -> None:
    rotate(path, key, NEW, clock, SystemChance())
    rows = "SELECT (SELECT count(*) FROM methods), (SELECT count(*) FROM audit)"
    before = query(rows)
    for call in (
        lambda: stores.audit.append("e", {}, kept.at),
        stores.audit.verify,
        lambda: stores.methods.seed(kept.token),
        lambda: stores.methods.methods(kept.person),
        lambda: stores.methods.add_contact(kept.person, MethodKind.SMS, "", Secret("+491"), kept.at),
        lambda: stores.challenges.open(_challenge(kept), Secret("12345678"), COUNTED, limits(Limit(5, 600))),
        lambda: stores.clearances.consume(ClearanceId("c"), kept.at),
    ):
        assert _code(call) == "key-changed"
    assert query(rows) == before


# --- where the key lies ---


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path, fresh: Path, clock: Any, noon: datetime) -> "Place":
    return Place(tmp_path, fresh, clock, noon, in_ring=request.param)


class Place:
    """A store whose key is in a file or keyring, as `find_key` makes it."""

    def __init__(self, tmp_path: Path, path: Path, clock: Any, at: datetime, *, in_ring: bool) -> None:
        self.path, self.clock, self.in_ring = path, clock, in_ring
        self.ring = RingInFile(tmp_path / "ring.json") if in_ring else None
        with self.open() as stores:
            self.kept = Kept(stores, AccountId("person"), at)
        self._saved = tmp_path / "saved"
        shutil.copytree(path.parent, self._saved / "store")
        self._entries = self.ring.entries() if self.ring else {}

    def find(self) -> StoreKey:
        return find_key(self.path, SystemChance(), environ={}, open_keyring=lambda: self.ring)

    def open(self) -> OpenStores:
        return open_store(self.path, self.find(), self.clock, SystemChance())

    def rotate(self, **more: Any) -> RotatedKey:
        return rotate_key(
            self.path, self.clock, SystemChance(), environ={}, open_keyring=lambda: self.ring, **more
        )

    def reset(self) -> None:
        shutil.rmtree(self.path.parent)
        shutil.copytree(self._saved / "store", self.path.parent)
        if self.ring:
            self.ring._keep(self._entries)

    def is_tidy(self) -> bool:
        """One key, and nothing of another."""
        names = {each.name for each in self.path.parent.iterdir()} - {"desk.db.lock"}
        entries = self.ring.entries() if self.ring else {}
        return names == ({"desk.db"} if self.ring else {"desk.db", "desk.db.key"}) and len(entries) == bool(
            self.ring
        )


both_places = pytest.mark.parametrize("place", [False, True], ids=["file", "keyring"], indirect=True)


@both_places
def test_the_new_key_lies_where_the_old_one_was(place: Place) -> None:
    old = place.find()
    done = place.rotate(facts={"login": "root"})
    new = place.find()
    assert (done.old_id, done.new_id, done.place) == (old.id, new.id, old.source)
    assert old.id != new.id
    assert place.is_tidy()
    with place.open() as stores:
        assert place.kept.opens(stores)
        assert stores.audit.records()[-1].facts["login"] == "root"


@both_places
def test_killed_at_any_line_one_key_opens_the_store(place: Place) -> None:
    """Every line that changes something, once as the last one."""
    line, ended = int(place.in_ring), 0  # every second one, and the others with the other place
    ids = set()
    while True:
        place.reset()
        if not _killed_at(line, place.rotate):
            break
        with place.open() as stores:
            assert place.kept.unseals(stores), line
            assert isinstance(stores.audit.verify(), ChainHead)
            rotated = any(each.event == "key.rotated" for each in stores.audit.records())
        assert place.is_tidy(), line
        place_key = place.find()
        ids.add((rotated, place_key.id == _first_key(place).id))
        ended += 1
        line += 2
    assert ids == {(False, True), (True, False)}
    assert ended > 30, ended


@both_places
def test_a_failure_in_the_middle_leaves_the_old_key(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    old = place.find()

    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("helpdesk_tui.store.rotation.end_what_is_open", fail)
    assert _code(place.rotate) == "store-full"
    assert place.is_tidy()
    assert place.find().id == old.id
    with place.open() as stores:
        assert place.kept.opens(stores)


@both_places
def test_of_two_at_once_one_changes_the_key(place: Place, at_once: Any) -> None:
    def turn(_: int) -> str:
        try:
            return place.rotate().new_id
        except StoreUnavailable as error:
            return error.problem.code

    results = at_once(3, turn)
    changed = [each for each in results if each != "key-changed"]
    assert 1 <= len(changed) <= 3  # who came after the first had ended may change it again
    with place.open() as stores:
        assert place.find().id in changed
        assert place.kept.opens(stores)
        records = [each for each in stores.audit.records() if each.event == "key.rotated"]
        assert len(records) == len(changed)
        assert isinstance(stores.audit.verify(), ChainHead)


@pytest.mark.parametrize("place", [False], ids=["file"], indirect=True)
def test_who_waited_for_another_change_does_not_change_it_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = KeySearch.alone

    def after_another(search: KeySearch) -> Any:
        monkeypatch.setattr(KeySearch, "alone", alone)
        place.rotate()
        return alone(search)

    monkeypatch.setattr(KeySearch, "alone", after_another)
    assert _code(place.rotate) == "key-changed"
    with place.open() as stores:
        assert len(stores.audit.records()) == 2


@pytest.mark.parametrize("place", [True], ids=["keyring"], indirect=True)
def test_a_keyring_that_fails_at_any_call_loses_no_key(place: Place) -> None:
    assert place.ring
    for call in range(1, 40):
        place.reset()
        place.ring._calls, place.ring.fails_at = 0, call
        try:
            place.rotate()
        except StoreUnavailable as error:
            assert error.problem.code in {"key-unsafe", "key-missing"}  # noqa: PT017 - only where it failed
        if place.ring._calls < call:
            break
        place.ring.fails_at = -1
        with place.open() as stores:
            assert place.kept.opens(stores)
        assert place.is_tidy()
    else:
        pytest.fail("it never came through")


def _as_before(place: Place) -> dict[str, str]:
    """The keyring's entries of a desk that kept the key among the passwords, under their service name."""
    new, former = key_places.SERVICE, "helpdesk-tui"
    return {name.replace(f"{new} ", f"{former} ", 1): text for name, text in place._entries.items()}


@pytest.mark.parametrize("place", [True], ids=["keyring"], indirect=True)
def test_killed_at_any_line_of_its_move_the_key_is_there_and_lies_in_one_place(place: Place) -> None:
    """From among the passwords to a service name of its own: the next start ends what broke off."""
    assert place.ring
    ended = 0
    while True:
        place.reset()
        place.ring._keep(_as_before(place))
        if not _killed_at(ended, place.find):
            break
        assert _as_before(place).items() <= place.ring.entries().items() or place.is_tidy()
        with place.open() as stores:
            assert place.kept.unseals(stores), ended
        assert place.ring.entries() == place._entries, ended
        ended += 1
    assert place.ring.entries() == place._entries
    assert ended > 10, ended


@pytest.mark.parametrize("place", [True], ids=["keyring"], indirect=True)
def test_a_keyring_that_fails_at_any_call_of_the_move_loses_no_key(place: Place) -> None:
    assert place.ring
    for call in range(1, 40):
        place.reset()
        place.ring._keep(_as_before(place))
        place.ring._calls, place.ring.fails_at = 0, call
        with suppress(StoreUnavailable):
            place.find()
        if place.ring._calls < call:
            break
        place.ring.fails_at = -1
        with place.open() as stores:
            assert place.kept.unseals(stores)
        assert place.ring.entries() == place._entries
    else:
        pytest.fail("it never came through")


@pytest.mark.parametrize("place", [True], ids=["keyring"], indirect=True)
def test_another_key_among_the_passwords_is_not_ours_to_remove(place: Place) -> None:
    """Somebody put it there: whether it opens anything is not known."""
    assert place.ring
    (name,) = _as_before(place)
    both = place._entries | {name: key_files.encoded(bytes(range(32)))}
    place.ring._keep(both)
    with place.open() as stores:
        assert place.kept.unseals(stores)
    assert place.ring.entries() == both


@pytest.mark.parametrize("place", [True], ids=["keyring"], indirect=True)
def test_a_key_among_the_passwords_is_changed_and_lies_there_no_more(place: Place) -> None:
    assert place.ring
    place.ring._keep(_as_before(place))
    done = place.rotate()
    assert place.find().id == done.new_id
    assert place.is_tidy()
    assert not set(_as_before(place)) & set(place.ring.entries())


@pytest.mark.parametrize("place", [False], ids=["file"], indirect=True)
def test_a_desk_that_starts_during_a_change_waits_for_its_end(place: Place, at_once: Any) -> None:
    def work(number: int) -> str:
        if number == 0:
            place.rotate()
            return "ok"
        try:
            for _ in range(5):
                with place.open() as stores:
                    stores.audit.append("started", {}, place.kept.at)
        except StoreUnavailable as error:
            return error.problem.code
        return "ok"

    assert set(at_once(4, work)) <= {"ok", "key-changed"}
    with place.open() as stores:
        assert place.kept.opens(stores)
        assert isinstance(stores.audit.verify(), ChainHead)


# --- credentials ---


@pytest.fixture
def credentials(tmp_path: Path, path: Path, key: StoreKey) -> Iterator[tuple[Path, Path]]:
    old, new = tmp_path / "old.key", tmp_path / "new.key"
    old.write_bytes(bytes(range(32)))
    new.write_bytes(bytes(range(50, 82)))
    for each in (old, new):
        each.chmod(0o600)
    return old, new


def _by_credential(path: Path, clock: Any, **more: Any) -> RotatedKey:
    return rotate_key(path, clock, SystemChance(), environ={}, open_keyring=lambda: None, **more)


def test_a_credential_is_changed_for_one_that_is_given(
    path: Path, clock: Any, kept: Kept, credentials: tuple[Path, Path]
) -> None:
    old, new = credentials
    done = _by_credential(path, clock, credential=old, new_credential=new)
    assert str(new) in done.notice
    assert done.place == KeySource.CREDENTIAL
    stale = find_key(path, SystemChance(), credential=old, environ={}, open_keyring=lambda: None)
    assert _code(lambda: open_store(path, stale, clock, SystemChance())) == "key-changed"
    new.replace(old)
    found = find_key(path, SystemChance(), credential=old, environ={}, open_keyring=lambda: None)
    with open_store(path, found, clock, SystemChance()) as stores:
        assert kept.opens(stores)


def test_a_credential_without_a_new_one_is_left(
    path: Path, clock: Any, tmp_path: Path, credentials: tuple[Path, Path]
) -> None:
    old, _ = credentials
    before = path.read_bytes()
    assert _code(lambda: _by_credential(path, clock, credential=old)) == "key-new-missing"
    gone = tmp_path / "gone"
    assert (
        _code(lambda: _by_credential(path, clock, credential=old, new_credential=gone)) == "key-new-missing"
    )
    assert _code(lambda: _by_credential(path, clock, credential=old, new_credential=old)) == "key-same"
    assert path.read_bytes() == before


@both_places
def test_the_desk_makes_its_own_key_itself(place: Place, credentials: tuple[Path, Path]) -> None:
    assert _code(lambda: place.rotate(new_credential=credentials[1])) == "key-new-unwanted"


def test_without_a_store_there_is_nothing_to_change(fresh: Path, clock: Any) -> None:
    assert _code(lambda: _by_credential(fresh, clock)) == "store-missing"
    assert not fresh.exists()


def test_a_value_sealed_by_the_new_key_says_nothing_to_the_old(path: Path, key: StoreKey) -> None:
    sealed = Sealer(NEW, SystemChance()).seal(Secret("x"), "a", "b", "c")
    assert _code(lambda: Sealer(key, SystemChance()).open(sealed, "a", "b", "c")) == "sealed-value-damaged"


# --- a process that dies ---


def _first_key(place: Place) -> StoreKey:
    if place.ring:
        (text,) = place._entries.values()
        master = key_files.decoded(text.encode())
    else:
        master = key_files.read(place._saved / "store" / "desk.db.key")
    assert master
    return StoreKey(master, KeySource.FILE)


def _killed_at(line: int, work: Callable[[], Any]) -> bool:
    """Run `work` in a process that dies before its so manieth line of `MODULES`; False if it came to the
    end."""
    child = os.fork()
    if not child:
        passed: set[tuple[str, int]] = set()

        def trace(frame: FrameType, event: str, _: Any) -> Any:
            if frame.f_code.co_filename not in MODULES or "reseal" in frame.f_code.co_name:
                return None
            if event == "line":
                passed.add((frame.f_code.co_filename, frame.f_lineno))
                if len(passed) > line:
                    os._exit(9)
            return trace

        sys.settrace(trace)
        try:
            work()
        except BaseException:  # noqa: BLE001 - the parent sees that it did not come through
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in {0, 9}
    return code == 9
