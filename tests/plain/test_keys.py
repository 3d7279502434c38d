"""key rotate: nobody signs in; the store has another key afterwards, and says what is left to do."""

import base64
from datetime import timedelta

import pytest
from plain.driving import Scripted

from helpdesk_tui import compose, config
from helpdesk_tui.arguments import parser
from helpdesk_tui.clock import SystemChance, SystemClock
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.run import run
from helpdesk_tui.secret import Secret
from helpdesk_tui.store import KeySource, find_key, open_store

OWNER = AccountId("11111111-2222-3333-4444-555555555555")
YES = ("Type yes", "yes")
TEXT = """
[directory]
servers = ["ldaps://dc1"]
[roles]
operator = ["Desk"]
[store]
path = "{path}"
key = "{key}"
"""


@pytest.fixture
def place(tmp_path):
    folder = tmp_path / "store"
    folder.mkdir(mode=0o700)
    return folder / "desk.db"


def opened(place, **source):
    key = find_key(place, SystemChance(), environ={}, **source)
    return open_store(place, key, SystemClock(), SystemChance())


def with_a_number(place, **source):
    """A store that holds one sealed number, and its method."""
    with opened(place, **source) as stores:
        at = SystemClock().now() - timedelta(days=1)
        number = Secret("+447700900777")
        return stores.methods.add_contact(OWNER, MethodKind.SMS, "private", number, at)


def rotate(place, key, capsys, *words, answers=(YES,)):
    parsed = config.parse(TEXT.format(path=place, key=key), place.parent / "config.toml")
    console = compose.for_config(parsed, {"HOME": "/nonexistent"})
    scripted = Scripted(answers=list(answers))
    capsys.readouterr()
    try:
        code = run(console, parser().parse_args(["key", "rotate", *words]), None, scripted)
    finally:
        console.close()
    assert not scripted.answers
    said = capsys.readouterr()
    return code, said.out, said.err, scripted


def test_a_key_in_a_file_is_replaced_and_the_store_still_opens(place, capsys):
    method = with_a_number(place, source=KeySource.FILE)
    old = find_key(place, SystemChance(), source=KeySource.FILE, environ={})
    code, out, _, terminal = rotate(place, "file", capsys)
    new = find_key(place, SystemChance(), source=KeySource.FILE, environ={})
    assert code == Exit.DONE
    assert new.id != old.id
    assert out.splitlines()[0] == f"The key was changed: {old.id} before, {new.id} now, kept as file."
    assert any("the old one opens nothing any more" in line for line in terminal.said)
    with opened(place, source=KeySource.FILE) as stores:
        assert stores.methods.contact(method).reveal() == "+447700900777"
        rotated = [each for each in stores.audit.records() if each.event == "key.rotated"]
        assert rotated[0].facts["host"]
        assert f"Record {rotated[0].seq}." in out


def test_a_credential_is_replaced_by_hand_as_is_said(place, capsys):
    first, second = (place.parent / name for name in ("first", "second"))
    for file in (first, second):
        file.write_bytes(base64.b64encode(SystemChance().base32(40).encode()[:32]))
        file.chmod(0o600)
    source = {"source": KeySource.CREDENTIAL, "credential": first}
    method = with_a_number(place, **source)
    code, out, err, _ = rotate(place, f"file:{first}", capsys, "--yes", answers=())
    assert code == Exit.USAGE
    assert "no new one was given" in err
    words = ["--yes", "--new-credential", str(second)]
    code, out, _, _ = rotate(place, f"file:{first}", capsys, *words, answers=())
    assert code == Exit.DONE
    assert f"Now put the key from {second} in the place of the old credential" in out
    with opened(place, source=KeySource.CREDENTIAL, credential=second) as stores:
        assert stores.methods.contact(method).reveal() == "+447700900777"


def test_without_yes_the_key_stays(place, capsys):
    with_a_number(place, source=KeySource.FILE)
    old = find_key(place, SystemChance(), source=KeySource.FILE, environ={}).id
    code, out, _, _ = rotate(place, "file", capsys, answers=[("Type yes", "n")])
    assert (code, out) == (Exit.REFUSED, "")
    assert find_key(place, SystemChance(), source=KeySource.FILE, environ={}).id == old


def test_where_there_is_no_store_there_is_nothing_to_change(place, capsys):
    code, out, err, _ = rotate(place, "file", capsys)
    assert (code, out) == (Exit.USAGE, "")
    assert "Start the desk once" in err
    assert not place.exists()


def test_the_key_itself_is_shown_nowhere(place, capsys):
    with_a_number(place, source=KeySource.FILE)
    file = place.with_name(place.name + ".key")
    before = file.read_text().strip()
    _, out, err, terminal = rotate(place, "file", capsys)
    for key in (before, file.read_text().strip()):
        assert key not in out + err + terminal.text


def test_the_demo_has_no_key_to_change(desk):
    ran = desk("key", "rotate", "--yes")
    assert ran.code == Exit.REFUSED
    assert "The demo keeps nothing" in ran.err
    assert "sign-in.done" not in desk.events()
