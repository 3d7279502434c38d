"""Secrets of computers in Active Directory: who may read them on a real domain, and what others are told."""

import json
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from directory.conftest import Serve, SignIn
from directory.fake_server import OPERATOR_SID, PERSON_ID, Exchange, Handler, sid_bytes
from directory.test_census import BASE
from directory.test_delegation import EXAMPLE_SID, SECRETS, lines
from directory.test_samba import samba_settings
from directory.test_security_descriptor import ace, descriptor
from lab import laps, ldif, people
from lab.domain import Domain
from lab.laps import Computer
from lab.samba import _allow

from helpdesk_tui.clock import SystemClock
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.ports import DeviceSecrets
from helpdesk_tui.directory.active_directory import ActiveDirectory, computers, secret_values, values
from helpdesk_tui.directory.active_directory import security_descriptor as sd
from helpdesk_tui.directory.active_directory.session import ActiveDirectorySession
from helpdesk_tui.secret import Secret

PASSWORD = "vT4m-hk7N.qw3R"
KEY = "215479-360063-098978-541662-122804-700942-633402-081697"
EXPIRES = datetime(2030, 6, 2, 12, tzinfo=UTC)
FILETIME = values.to_filetime(EXPIRES)
JSON = json.dumps({"n": "Administrator", "t": "1d8161b41c41cde", "p": PASSWORD})

Reading = Callable[..., DeviceSecrets]


def code(call: Callable[..., object], *arguments: object) -> str:
    with pytest.raises(Refused) as caught:
        call(*arguments)
    return caught.value.problem.code


# --- values, as they may come ------------------------------------------------------------------------------


def test_a_password_of_windows_laps_is_json_with_the_account_s_name() -> None:
    secret, name = secret_values.windows_password(JSON.encode())
    assert (secret.reveal(), name) == (PASSWORD, "Administrator")
    secret, name = secret_values.windows_password(json.dumps({"n": 7, "p": PASSWORD}).encode() + b"\0")
    assert (secret.reveal(), name) == (PASSWORD, "")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"\xff\xfe",
        b'{"n":"Administrator"}',
        b'{"p":""}',
        b'{"p":7}',
        b'{"p":"a\\u001b[2J"}',
        b'{"p":"%s"}' % (b"x" * 300),
        b"[" * 4000,
        b'{"p":"%s"}' % (b"x" * 9000),
    ],
)
def test_what_is_no_password_of_windows_laps_is_none(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"^(not a password that can be shown|too long)$"):
        secret_values.windows_password(raw)


@pytest.mark.parametrize("raw", [b"", b"secret\xff", b"a\x1b]52;c;", b"  two  spaces ", b"x" * 5000])
def test_what_cannot_be_shown_as_it_is_is_no_password(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"^(not a password that can be shown|too long)$") as caught:
        secret_values.legacy_password(raw)
    assert caught.value.__context__ is None, "which would hold the password"


@pytest.mark.parametrize(
    "raw", [b"", KEY.encode() + b"1", KEY.replace("-", "").encode(), b"\xff" * 55, KEY[:-1].encode() + b"x"]
)
def test_what_is_no_recovery_key_is_none(raw: bytes) -> None:
    with pytest.raises(ValueError, match="not a recovery key"):
        secret_values.recovery_key(raw)


def test_name_and_guid_of_a_key_must_agree() -> None:
    one, other = uuid.uuid4(), uuid.uuid4()
    name = f"2025-06-02T12:00:00-00:00{{{one}}}"
    assert secret_values.recovery_id(name, one.bytes_le) == str(one).upper()
    assert secret_values.recovery_id(name, None) == str(one).upper()
    for guid in (other.bytes_le, one.bytes, b"short"):
        with pytest.raises(ValueError):  # noqa: PT011 - of several kinds
            secret_values.recovery_id(name, guid)
    with pytest.raises(ValueError, match="not the ID"):
        secret_values.recovery_id("no ID", None)


def test_a_name_that_anybody_types_ends_no_filter() -> None:
    assert computers.named("*)(objectClass=*").count("*") == 0
    assert "pc7" in computers.named(r"LAB\pc7$")
    assert code(computers.named, " $ ") == "device-missing"
    assert code(computers.named, "x" * 300) == "device-not-found"


# --- of a server that does not tell all ---------------------------------------------------------------------

PC = uuid.UUID(int=7)
_EVERYTHING = sd.READ_PROPERTY | sd.CONTROL_ACCESS
_COMPUTER = {
    "objectGUID": [PC.bytes_le],
    "objectSid": [sid_bytes("S-1-5-21-1-2-3-2001")],
    "objectClass": [b"top", b"computer"],
    "sAMAccountName": [b"PC7$"],
    "userAccountControl": [b"4096"],
    "nTSecurityDescriptor": [descriptor(ace(0, _EVERYTHING, OPERATOR_SID))],
}
_OBJECT_GUID = {"lDAPDisplayName": [b"objectGUID"], "schemaIDGUID": [uuid.uuid4().bytes_le]}
_LAPS = {"lDAPDisplayName": [b"ms-Mcs-AdmPwd"], "schemaIDGUID": [uuid.uuid4().bytes_le]}
_WITHOUT_ITS_ID = {"lDAPDisplayName": [b"ms-Mcs-AdmPwd"], "attributeSecurityGUID": [uuid.uuid4().bytes_le]}


def a_computer_without_secrets(schema: list[dict[str, list[bytes]]], busy: bytes = b"-") -> Handler:
    """`busy`: the question of which attribute is put off."""

    def answer(exchange: Exchange) -> None:
        target, asked = exchange.request.target, exchange.request.parts[6]
        if target == f"<GUID={PC}>" and asked[1].startswith(busy):
            exchange.result(51)
            return
        if target.startswith("CN=Schema,"):
            for number, each in enumerate(schema):
                exchange.entry(f"CN={number},{target}", each)
        elif target == f"<GUID={PC}>" and not asked[1].startswith(b"ms"):
            exchange.entry(f"CN=PC7,{BASE}", _COMPUTER)
        elif target == BASE and b"PC7$" in asked[1]:
            exchange.entry(f"CN=PC7,{BASE}", {"objectGUID": [PC.bytes_le]})
        elif target not in {BASE, f"<GUID={PC}>"}:
            exchange.server.answer_search(exchange)
            return
        exchange.result(0)

    return answer


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ([_OBJECT_GUID], "local-password-none"),
        ([_OBJECT_GUID, _LAPS], "local-password-none"),
        ([_OBJECT_GUID, _WITHOUT_ITS_ID], "local-password-unseen"),
        ([], "local-password-unseen"),
        ([_LAPS], "local-password-unseen"),
    ],
)
def test_none_is_said_of_a_schema_that_was_read_alone(
    serve: Serve, sign_in: SignIn, schema: list[dict[str, list[bytes]]], expected: str
) -> None:
    session = sign_in(serve(handlers={"search": a_computer_without_secrets(schema)}))
    place = session.device_secrets(AccountId(PERSON_ID)).find(Action.LAPS, "PC7")
    assert (place.against and place.against.code) == expected


@pytest.mark.parametrize("busy", [b"msLAPS-Password", b"msLAPS-EncryptedPassword", b"ms-Mcs-AdmPwd"])
def test_a_busy_server_does_not_say_that_there_is_none(serve: Serve, sign_in: SignIn, busy: bytes) -> None:
    session = sign_in(serve(handlers={"search": a_computer_without_secrets([_OBJECT_GUID], busy)}))
    source = session.device_secrets(AccountId(PERSON_ID))
    assert code(source.find, Action.LAPS, "PC7") == "directory-busy"


# --- on a real domain --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def unit(samba: Domain) -> str:
    """A unit whose computers' secrets the operators may read, with the schema of LAPS."""
    laps.extend(samba)
    unit = f"OU=Laptops {uuid.uuid4().hex[:8]},{samba.base_dn}"
    samba.apply(ldif.add(unit, {"objectClass": "organizationalUnit"}))
    operators = samba.sid("Helpdesk Operators")
    computer = "bf967a86-0de6-11d0-a285-00aa003049e2"
    secrets = ("ms-Mcs-AdmPwd", "msLAPS-Password", "msLAPS-EncryptedPassword")
    rights = "".join(f"(OA;CIIO;RPCR;{laps.guid_of(samba, each)};{computer};{operators})" for each in secrets)
    (line,) = lines(SECRETS)  # of docs/delegation.md
    rights += line.rpartition('--sddl="')[2].rstrip('"').replace(EXAMPLE_SID, operators)
    _allow(samba, samba.sam.parents[1] / "etc" / "smb.conf", unit, rights)
    return unit


@pytest.fixture
def reading(samba: Domain, unit: str) -> Iterator[Reading]:
    """`reading("anna.auditor")`: what is kept of Ada's computers, as somebody sees it."""
    sessions: list[ActiveDirectorySession] = []

    def sign_in(login: str = people.OPERATOR) -> DeviceSecrets:
        port = ActiveDirectory(samba_settings(samba), SystemClock())
        sessions.append(port.sign_in(login, Secret(samba.password)))
        return sessions[-1].device_secrets(AccountId(samba.id("ada.byron")))

    yield sign_in
    for session in sessions:
        session.close()


@pytest.fixture
def add(samba: Domain, unit: str) -> Callable[..., Computer]:
    return lambda owner="ada.byron", **secrets: laps.add_computer(samba, unit, owner, **secrets)


@pytest.mark.lab
@pytest.mark.parametrize(
    ("secrets", "account"),
    [
        ({"ms_Mcs_AdmPwd": PASSWORD, "ms_Mcs_AdmPwdExpirationTime": FILETIME}, ""),
        ({"msLAPS_Password": JSON, "msLAPS_PasswordExpirationTime": FILETIME}, "Administrator"),
        (
            {"msLAPS_Password": JSON, "msLAPS_PasswordExpirationTime": FILETIME, "ms_Mcs_AdmPwd": "old"},
            "Administrator",
        ),
    ],
)
def test_a_local_password_is_read_by_whom_it_is_delegated_to_and_by_nobody_else(
    samba: Domain, reading: Reading, add: Callable[..., Computer], secrets: dict[str, object], account: str
) -> None:
    computer, source = add(**secrets), reading()
    for name in (
        computer.name,
        f"{computer.name.lower()}$",
        f"{computer.name}.{samba.domain}",
        f"LAB\\{computer.name}",
    ):
        place = source.find(Action.LAPS, name)
        assert (place.device.name, place.against) == (computer.name, None)
    found = source.read(place)
    assert (found.secret.reveal(), found.account_name, found.expires) == (PASSWORD, account, EXPIRES)
    assert found.place.device.owner == samba.id("ada.byron")
    assert found.place.device.protected_by == ""
    hidden = reading(people.AUDITOR)
    place = hidden.find(Action.LAPS, computer.name)
    assert place.against is not None
    assert place.against.code == "local-password-hidden"  # the moment of its end may be read by everybody
    assert code(hidden.read, place) == "local-password-hidden"


@pytest.mark.lab
def test_none_is_told_from_one_that_may_be_hidden(reading: Reading, add: Callable[..., Computer]) -> None:
    computer = add()
    for login, expected in (
        (people.OPERATOR, "local-password-none"),
        (people.AUDITOR, "local-password-unseen"),
    ):
        source = reading(login)
        place = source.find(Action.LAPS, computer.name)
        assert place.against is not None
        assert place.against.code == expected
        assert code(source.read, place) == expected


@pytest.mark.lab
def test_an_encrypted_password_is_not_opened_and_no_older_one_stands_in(
    reading: Reading, add: Callable[..., Computer]
) -> None:
    computer = add(msLAPS_EncryptedPassword=b"\x01" * 64, ms_Mcs_AdmPwd="the old one")
    source = reading()
    place = source.find(Action.LAPS, computer.name)
    assert place.against is not None
    assert place.against.code == "local-password-encrypted"
    assert code(source.read, place) == "local-password-encrypted"


@pytest.mark.lab
def test_an_older_password_does_not_stand_in_for_a_hidden_one(
    reading: Reading, add: Callable[..., Computer]
) -> None:
    computer = add(msLAPS_PasswordExpirationTime=FILETIME, ms_Mcs_AdmPwd="the old one")
    source = reading()
    place = source.find(Action.LAPS, computer.name)
    assert place.against is not None
    assert place.against.code == "local-password-hidden"
    assert code(source.read, place) == "local-password-hidden"


@pytest.mark.lab
def test_a_recovery_key_is_found_by_its_first_eight_digits(
    samba: Domain, reading: Reading, add: Callable[..., Computer]
) -> None:
    computer = add()
    guid = laps.add_key(samba, computer, KEY)
    laps.add_key(samba, computer, KEY.replace("2", "3"))
    source = reading()
    for typed in (str(guid)[:8], str(guid).upper(), f"{{{guid}}}", f" {str(guid)[:8].upper()} "):
        place = source.find(Action.BITLOCKER, typed)
        assert (place.key_id, place.device.name, place.against) == (str(guid).upper(), computer.name, None)
    assert source.read(place).secret.reveal() == KEY
    assert source.read(place).place.device.owner == samba.id("ada.byron")


@pytest.mark.lab
def test_a_recovery_key_shows_to_nobody_to_whom_it_is_not_delegated(
    samba: Domain, reading: Reading, add: Callable[..., Computer]
) -> None:
    guid = laps.add_key(samba, add(), KEY)
    assert code(reading(people.AUDITOR).find, Action.BITLOCKER, str(guid)[:8]) == "recovery-key-not-found"


@pytest.mark.lab
def test_eight_digits_that_two_keys_begin_with_name_none(
    samba: Domain, reading: Reading, add: Callable[..., Computer]
) -> None:
    first = uuid.uuid4()
    second = uuid.UUID(f"{str(first)[:8]}{str(uuid.uuid4())[8:]}")
    for guid in (first, second):
        laps.add_key(samba, add(), KEY, guid)
    source = reading()
    assert code(source.find, Action.BITLOCKER, str(first)[:8]) == "recovery-key-ambiguous"
    assert source.find(Action.BITLOCKER, str(first)).key_id == str(first).upper()


@pytest.mark.lab
@pytest.mark.parametrize(
    "typed", ["", "4F2A9C0", "4F2A9C01-6", "ZZZZZZZZ", "*" * 8, "٤" * 8, "4F2A9C01" * 40]
)
def test_what_is_no_id_is_not_looked_for(reading: Reading, typed: str) -> None:
    assert code(reading().find, Action.BITLOCKER, typed) == "recovery-key-malformed"


@pytest.mark.lab
def test_whose_it_is_and_what_protects_it_is_told(
    samba: Domain, reading: Reading, add: Callable[..., Computer]
) -> None:
    nobody, other = add(owner=""), add(owner="marie.curie")
    source = reading()
    assert source.find(Action.LAPS, nobody.name).device.owner == ""
    assert source.find(Action.LAPS, other.name).device.owner == samba.id("marie.curie")
    mine = add()
    assert mine.name in [each.name for each in source.owned()]
    assert other.name not in [each.name for each in source.owned()]
    assert source.find(Action.LAPS, "DC1").device.protected_by == "Domain Controllers"
    for name in ("no-such-pc", "ada.byron", "*"):
        assert code(source.find, Action.LAPS, name) == "device-not-found"
    samba.apply(ldif.delete(mine.dn))
    assert mine.name not in [each.name for each in source.owned()]
