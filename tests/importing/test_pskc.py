"""Containers of RFC 6030, plain and hidden."""

import base64
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from importing import rfc6030
from importing.hiding import Maker, b64, derived, from_password
from importing.reading import NOW, codes, lines, one
from importing.rfc6030 import COUNTER, FORM, KEY, TOTP, container, package

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.imports import ImportedSeed, RefusedLine
from helpdesk_tui.desk.method import MethodKind, OathSettings, Origin
from helpdesk_tui.importing import read
from helpdesk_tui.importing.fields import owner_of

PLAIN = b"12345678901234567890"
SECRET = f"<Secret><PlainValue>{b64(PLAIN)}</PlainValue></Secret>"
MAKERS = [Maker(bytes(range(size)), digest) for size in (16, 24, 32) for digest in ("sha1", "sha256")]


def refusal(content: bytes, **opened: str) -> str:
    with pytest.raises(Refused) as refused:
        lines(content, **opened)
    assert KEY not in f"{refused.value.problem}{refused.value.problem.detail}"
    return refused.value.problem.code


def values(**numbers: int | str) -> str:
    return SECRET + "".join(
        f"<{name}><PlainValue>{value}</PlainValue></{name}>" for name, value in numbers.items()
    )


# --- the documents of the RFC -----------------------------------------------------------------------


def test_figure_2_has_a_key_of_four_bytes_and_is_refused() -> None:
    assert codes(rfc6030.FIGURE_2) == ["pskc-response"]
    said = f"<Issuer>Issuer-A</Issuer><AlgorithmParameters>{FORM}</AlgorithmParameters>".encode()
    assert codes(rfc6030.FIGURE_2.replace(b"<Issuer>Issuer-A</Issuer>", said)) == ["import-key-length"]


def test_figure_3_is_a_token_by_counter_with_its_owner() -> None:
    read = one(rfc6030.FIGURE_3)
    assert (read.line, read.owner) == (1, "UID=jsmith,DC=example-bank,DC=net")
    assert (read.seed.kind, read.seed.origin) == (MethodKind.OATH_TOKEN, Origin.IMPORTED)
    assert (read.seed.serial, read.seed.label) == ("987654321", "Manufacturer")
    assert (read.seed.settings, read.seed.counter) == (OathSettings(8, None, "SHA1"), 0)
    assert read.seed.secret.reveal() == KEY


def test_figure_4_tells_no_key_only_where_it_comes_from() -> None:
    assert codes(rfc6030.FIGURE_4) == ["pskc-no-secret"]


def test_figure_5_has_a_pin_of_the_token_which_is_no_key_of_ours() -> None:
    assert codes(rfc6030.FIGURE_5) == ["", "pskc-algorithm"]


def test_figure_6_opens_with_the_pre_shared_key() -> None:
    assert one(rfc6030.FIGURE_6, key=rfc6030.FIGURE_6_KEY).seed.secret.reveal() == KEY
    spaced = " ".join(rfc6030.FIGURE_6_KEY[place : place + 4] for place in range(0, 32, 4))
    assert one(rfc6030.FIGURE_6, key=spaced).seed.secret.reveal() == KEY


def test_figure_7_opens_with_the_password() -> None:
    read = one(rfc6030.FIGURE_7, password=rfc6030.FIGURE_7_PASSWORD)
    assert read.seed.secret.reveal() == KEY
    assert (read.seed.label, read.seed.counter) == ("TokenVendorAcme", 0)


def test_figure_8_is_for_a_certificate_and_says_so() -> None:
    assert refusal(rfc6030.FIGURE_8, key=rfc6030.FIGURE_6_KEY) == "pskc-certificate"


def test_figure_10_holds_keys_whose_time_comes_and_goes() -> None:
    def on(month: int, day: int) -> list[str]:
        read = lines(rfc6030.FIGURE_10, now=datetime(2006, month, day, tzinfo=UTC))
        return [line.problem.code if isinstance(line, RefusedLine) else line.seed.serial for line in read]

    assert on(5, 15) == ["654321", "123456", "pskc-expired", "pskc-expired"]
    assert on(3, 15) == ["pskc-not-yet", "pskc-not-yet", "9999999", "pskc-not-yet"]
    assert on(5, 31) == ["pskc-expired"] * 4, "the end is outside"
    assert on(5, 1)[:2] == ["654321", "123456"], "the beginning is inside"


# --- what a package says ----------------------------------------------------------------------------


def test_a_token_by_time_is_read_with_all_that_it_says() -> None:
    read = one(
        container(
            package(
                algorithm=TOTP,
                device="""<Manufacturer>Acme</Manufacturer><SerialNo>T-1</SerialNo><Model>C200</Model>
                <UserId>ada</UserId>""",
                parameters='<Suite>HMAC-SHA256</Suite><ResponseFormat Length="6" Encoding="DECIMAL"/>',
                data=values(Time=0, TimeInterval=60, TimeDrift=4),
            )
        )
    )
    assert read.seed.settings == OathSettings(6, 60, "SHA256")
    assert (read.seed.serial, read.seed.label, read.owner) == ("T-1", "Acme C200", "ada")


def test_the_spelling_of_older_files_is_understood() -> None:
    unchecked = FORM.replace("/>", ' CheckDigits="FALSE"/>')
    assert one(container(package(parameters=unchecked))).seed.settings.digits == 8
    elsewhere = TOTP.replace("urn:ietf:params:xml:ns:keyprov:pskc:", "http://www.ietf.org/keyprov/pskc#")
    assert one(container(package(algorithm=elsewhere))).seed.settings.period == 30
    assert one(container(package(algorithm=TOTP.replace("pskc:", "pskc#")))).seed.settings.period == 30


def test_an_owner_is_read_whole_however_long_the_name() -> None:
    """RFC 4514 knows no longest distinguished name."""
    owner = "CN=Ada" + "".join(f",OU=Department of long names {number:02}" for number in range(56)) + ",DC=x"
    assert 1500 < len(owner) < 2048
    assert one(container(package(user=owner))).owner == owner


def test_the_counter_and_the_names_come_from_the_file() -> None:
    assert one(container(package(data=values(Counter=1234)))).seed.counter == 1234
    nameless = one(container(package(device="", identity="K 9")))
    assert (nameless.seed.serial, nameless.seed.label, nameless.owner) == ("K 9", "token", "")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"algorithm": "urn:ietf:params:xml:ns:keyprov:pskc#OCRA-1:HOTP-SHA512-8:C-QN08"}, "pskc-algorithm"),
        ({"algorithm": ""}, "pskc-algorithm"),
        ({"parameters": ""}, "pskc-response"),
        ({"parameters": FORM.replace("DECIMAL", "HEXADECIMAL")}, "pskc-response"),
        ({"parameters": FORM.replace("/>", ' CheckDigits="true"/>')}, "pskc-response"),
        ({"parameters": FORM.replace('"8"', '"10"')}, "import-digits"),
        ({"parameters": FORM.replace('"8"', '"eight"')}, "import-digits"),
        ({"parameters": f"<Suite>HMAC-MD5</Suite>{FORM}"}, "import-algorithm"),
        ({"algorithm": TOTP, "data": values(TimeInterval=32)}, "import-interval"),
        ({"algorithm": TOTP, "data": values(Time=1111)}, "pskc-time"),
        ({"data": values(Counter=-1)}, "import-counter"),
        ({"data": values(Counter=2**63)}, "import-counter"),
        ({"data": COUNTER}, "pskc-no-secret"),
        ({"data": SECRET.replace("MTIz", "MT=z")}, "pskc-damaged"),
        ({"data": SECRET.replace("MTIz", "МТІz")}, "pskc-damaged"),
        ({"data": "<Secret/>"}, "import-key-length"),
        ({"data": SECRET.replace(b64(PLAIN), b64(b"k" * 15))}, "import-key-length"),
        ({"data": SECRET.replace(b64(PLAIN), b64(b"k" * 65))}, "import-key-length"),
        ({"device": "<SerialNo>=1+1</SerialNo>"}, "import-serial-form"),
        ({"device": "", "identity": ""}, "import-serial-form"),
        ({"device": "<Manufacturer>=1+1</Manufacturer><SerialNo>1</SerialNo>"}, "import-name-form"),
        ({"user": "=" * 3}, "import-owner-form"),
        ({"user": "u" * 2049}, "import-owner-form"),
        ({"user": "u" * 70_000}, "pskc-package"),
        ({"policy": "<KeyUsage>CR</KeyUsage>"}, "pskc-usage"),
        ({"policy": "<NumberOfTransactions>9</NumberOfTransactions>"}, "pskc-policy"),
        ({"policy": "<OnWeekDaysOnly/>"}, "pskc-policy"),
        ({"policy": "<ExpiryDate>soon</ExpiryDate>"}, "pskc-policy"),
        ({"policy": "<ExpiryDate>0001-01-01T00:00:00+14:00</ExpiryDate>"}, "pskc-policy"),
        ({"policy": "<ExpiryDate>2026-03-02T09:30:00Z</ExpiryDate>"}, "pskc-expired"),
        ({"policy": "<StartDate>2026-03-02T09:30:01</StartDate>"}, "pskc-not-yet"),
        ({"policy": '<PINPolicy PINUsageMode="Append"/>'}, "pskc-policy"),
        ({"policy": "<PINPolicy/>"}, "pskc-policy"),
        ({"policy": '<PINPolicy PINUsageMode="Local" OnWeekDaysOnly="TRUE"/>'}, "pskc-policy"),
        ({"policy": '<PINPolicy PINUsageMode="Local"><Foo/></PINPolicy>'}, "pskc-policy"),
    ],
)
def test_a_key_that_cannot_or_may_not_be_used_is_refused_alone(changes: dict[str, str], code: str) -> None:
    other = package(device="<SerialNo>other</SerialNo>")
    bad, after = lines(container(package(**changes), other))
    assert isinstance(bad, RefusedLine)
    assert isinstance(after, ImportedSeed)
    assert (bad.line, bad.problem.code, after.line) == (1, code, 2)
    assert b64(PLAIN) not in f"{bad.problem}{bad.problem.detail}"


def test_a_policy_that_allows_the_use_is_no_obstacle() -> None:
    policy = """<StartDate>2026-03-02T09:30:00Z</StartDate><ExpiryDate>2026-03-02T09:30:01Z</ExpiryDate>
    <KeyUsage>CR</KeyUsage><KeyUsage>OTP</KeyUsage>"""
    assert codes(container(package(policy=policy))) == [""]


def test_a_package_holds_one_key_and_a_serial_number_stands_once() -> None:
    key = package().partition("<Key ")[2].partition("</Key>")[0]
    double = package().replace("</Key>", f"</Key><Key {key}</Key>")
    assert codes(container(double, "<KeyPackage/>", package(), package())) == [
        "pskc-package",
        "pskc-package",
        "",
        "import-serial-twice",
    ]


def test_other_elements_around_the_packages_do_no_harm() -> None:
    assert codes(container("<ds:Signature><ds:SignedInfo/></ds:Signature>", package(), "<Extensions/>")) == [
        ""
    ]


def test_a_container_of_a_draft_is_refused_with_that_reason() -> None:
    plain = f"<Data>{SECRET}</Data>"
    key = f'<Key KeyAlgorithm="urn:ietf:params:xml:ns:keyprov:pskc#totp" KeyId="1">{plain}</Key>'
    device = f"<Device><DeviceInfo><SerialNo>1</SerialNo></DeviceInfo>{key}</Device>"
    drafts = container(device, key, f"<KeyPackage>{key}</KeyPackage>")
    assert codes(drafts.replace(b'keyprov:pskc"', b'keyprov:pskc:1.0"', 1)) == ["pskc-draft"] * 3
    assert codes(container(device, package())) == ["pskc-draft", ""]


def test_a_key_that_is_not_in_base_64_is_not_taken_for_another_one() -> None:
    """Hexadecimal digits and base 32 are base 64 as well, of another key: its codes would never fit."""
    for written in (PLAIN.hex(), PLAIN.hex().upper(), KEY, KEY + KEY):
        assert codes(container(package(data=SECRET.replace(b64(PLAIN), written)))) == ["pskc-not-base64"]


@given(st.binary(min_size=16, max_size=64).filter(lambda key: len(set(key)) > 8))
def test_a_plain_key_is_read_back(key: bytes) -> None:
    read = one(container(package(data=SECRET.replace(b64(PLAIN), b64(key))))).seed.secret.reveal()
    assert base64.b32decode(read + "=" * (-len(read) % 8)) == key


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'Version="1.0"', b'Version="2.0"', "pskc-version"),
        (b'urn:ietf:params:xml:ns:keyprov:pskc"', b'urn:other"', "pskc-draft"),
        (b'urn:ietf:params:xml:ns:keyprov:pskc"', b'urn:ietf:params:xml:ns:keyprov:pskcx"', "pskc-draft"),
        (b"KeyContainer", b"SecretContainer", "pskc-draft"),
        (b"KeyContainer", b"Container", "import-xml"),
    ],
)
def test_another_container_is_refused_as_a_whole(old: bytes, new: bytes, code: str) -> None:
    assert refusal(rfc6030.FIGURE_3.replace(old, new)) == code


# --- hidden values ----------------------------------------------------------------------------------


def hidden(maker: Maker, *secrets: bytes) -> bytes:
    return container(
        *(
            package(
                device=f"<SerialNo>{number}</SerialNo>",
                data=f"<Secret>{maker.value(secret)}</Secret>{COUNTER}",
            )
            for number, secret in enumerate(secrets)
        ),
        before=maker.before,
    )


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: f"{len(maker.key) * 8}-{maker.digest}")
def test_every_size_of_key_and_every_digest_opens(maker: Maker) -> None:
    assert one(hidden(maker, PLAIN), key=maker.key.hex()).seed.secret.reveal() == KEY


@pytest.mark.parametrize("size", [16, 24, 32])
def test_a_key_is_typed_as_its_maker_told_it(size: int) -> None:
    """The same 32 signs are a key of 16 bytes in hexadecimal digits, and one of 32 as they are."""
    digits = rfc6030.FIGURE_6_KEY[:size]
    for key, typed in (
        (digits.encode(), digits),
        (bytes(range(200, 200 + size)), b64(bytes(range(200, 200 + size)))),
        (bytes(range(200, 200 + size)), base64.b32encode(bytes(range(200, 200 + size))).decode().rstrip("=")),
        (bytes(range(200, 200 + size)), bytes(range(200, 200 + size)).hex("-").upper()),
        (b"ABCDEFGHIJKLMNOP"[:16] * 2, None),
    ):
        maker = Maker(key[:size])
        read = one(hidden(maker, PLAIN), key=f" {typed or key[:size].decode()}\n")
        assert read.seed.secret.reveal() == KEY
        assert refusal(hidden(Maker(bytes(size)), PLAIN), key=typed or "0" * size) == "pskc-wrong-key"


def test_without_a_key_of_its_own_the_mac_is_made_with_the_encryption_key() -> None:
    maker = Maker(bytes(range(16)), mac_key=None)
    assert one(hidden(maker, PLAIN), key=maker.key.hex()).seed.secret.reveal() == KEY


@pytest.mark.parametrize("size", [16, 24, 32])
@pytest.mark.parametrize("padded", [False, True])
def test_wrapped_keys_open_without_a_mac(size: int, padded: bool) -> None:
    maker = Maker(bytes(range(size)))
    plain = PLAIN if padded else b"k" * 24
    content = container(package(data=maker.wrapped(plain, padded)), before=rfc6030.PRE_SHARED)
    assert len(one(content, key=maker.key.hex()).seed.secret.reveal()) == (32 if padded else 39)
    assert refusal(content, key=bytes(size).hex()) == "pskc-wrong-key"


@pytest.mark.parametrize("digest", ["sha1", "sha256", "sha512"])
def test_a_password_opens_whatever_digest_and_length_it_is_made_to(digest: str) -> None:
    for size in (16, 32):
        key = from_password("pässword", size, digest, 7, b"saltsalt")
        maker = Maker(key)
        for told in (size, ""):
            content = hidden(maker, PLAIN).replace(
                rfc6030.PRE_SHARED.encode(), derived(told, digest, 7, b"saltsalt").encode()
            )
            assert one(content, password="pässword").seed.secret.reveal() == KEY
        assert refusal(content, password="password") == "pskc-wrong-key"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1000<", "0<"),
        ("1000<", "9999999<"),
        ("1000<", "1e3<"),
        ("1000<", "<"),
        ("<KeyLength>16", "<KeyLength>32"),
        ("<PRF/>", '<PRF Algorithm="#hmac-md5"/>'),
        ("Ej7/PEpyEpw=", ""),
        ("Ej7/PEpyEpw=", "Ej7/PEpyEpw"),
        ("Ej7/PEpyEpw=", "A" * 4000),
        ("5v2-0#pbkdf2", "5v2-0#pbkdf1"),
        ("pkcs5:PBKDF2-params", "pkcs5:Params"),
    ],
)
def test_a_derivation_that_is_not_known_or_far_too_slow_is_refused(old: str, new: str) -> None:
    content = rfc6030.FIGURE_7.replace(old.encode(), new.encode())
    assert content != rfc6030.FIGURE_7
    assert refusal(content, password="qwerty") == "pskc-derivation"


def test_what_is_missing_or_wrong_to_open_a_file_is_told() -> None:
    assert refusal(rfc6030.FIGURE_6) == "pskc-key-needed"
    assert refusal(rfc6030.FIGURE_6, password="qwerty") == "pskc-key-needed"
    assert refusal(rfc6030.FIGURE_7) == "pskc-password-needed"
    assert refusal(rfc6030.FIGURE_7, key=rfc6030.FIGURE_6_KEY) == "pskc-password-needed"
    assert refusal(rfc6030.FIGURE_6, key="qwerty") == "pskc-key-form"
    assert refusal(rfc6030.FIGURE_6, key="00" * 32) == "pskc-key-form"
    assert refusal(rfc6030.FIGURE_6, key="00" * 16) == "pskc-wrong-key"
    assert refusal(rfc6030.FIGURE_7, password="qwertz") == "pskc-wrong-key"


def test_a_plain_file_needs_no_key_and_is_not_disturbed_by_one() -> None:
    assert one(rfc6030.FIGURE_3, key="00" * 16, password="x").seed.secret.reveal() == KEY


def test_every_wrong_key_is_told_from_the_right_one() -> None:
    """Without a check of the MAC one wrong key in 256 seems to fit."""
    maker = MAKERS[1]
    content = hidden(maker, PLAIN)
    for number in range(600):
        wrong = number.to_bytes(16, "big").hex()
        assert refusal(content, key=wrong) == "pskc-wrong-key"


def test_a_key_that_was_changed_is_refused_and_the_others_are_read() -> None:
    maker = MAKERS[1]
    changed = maker.value(b"changed" * 3).partition("<ValueMAC>")
    honest = maker.value(PLAIN).partition("<ValueMAC>")
    spliced = f"<Secret>{changed[0]}<ValueMAC>{honest[2]}</Secret>"
    content = hidden(maker, PLAIN, b"other" * 4)
    middle = package(device="<SerialNo>9</SerialNo>", data=spliced).encode()
    first, mark, rest = content.partition(b"</KeyPackage>")
    assert codes(first + mark + middle + rest, key=maker.key.hex()) == ["", "pskc-changed", ""]
    assert refusal(container(middle.decode(), before=maker.before), key=maker.key.hex()) == "pskc-wrong-key"


def test_cbc_without_a_mac_is_refused() -> None:
    maker = MAKERS[1]
    content = hidden(maker, PLAIN)
    bare = content.replace(maker.before.encode(), rfc6030.PRE_SHARED.encode())
    assert codes(bare, key=maker.key.hex()) == ["pskc-no-mac"]
    start, end = content.index(b"<ValueMAC>"), content.index(b"</ValueMAC>")
    assert codes(content[:start] + content[end + 11 :], key=maker.key.hex()) == ["pskc-no-mac"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b"hmac-sha256", b"hmac-md5", "pskc-encryption"),
        (b"aes128-cbc", b"tripledes-cbc", "pskc-encryption"),
    ],
)
def test_an_encryption_that_is_not_known_is_refused(old: bytes, new: bytes, code: str) -> None:
    maker = MAKERS[1]
    content = hidden(maker, PLAIN).replace(old, new)
    try:
        found = codes(content, key=maker.key.hex())
    except Refused as refused:
        found = [refused.problem.code]
    assert found == [code]


@pytest.mark.parametrize("number", [b"41", *((41).to_bytes(size) for size in range(1, 9))], ids=repr)
def test_numbers_can_be_hidden_too(number: bytes) -> None:
    maker = MAKERS[1]
    data = f"<Secret>{maker.value(PLAIN)}</Secret><Counter>{maker.value(number)}</Counter>"
    assert one(container(package(data=data), before=maker.before), key=maker.key.hex()).seed.counter == 41
    for wrong in (b"", bytes(8) + b"\x29"):
        odd = data.replace(maker.value(number), maker.value(wrong))
        found = codes(container(package(data=odd), before=maker.before), key=maker.key.hex())
        assert found == ["pskc-damaged"]


@pytest.mark.parametrize("written", ["41", b64(b"41"), b64(b"\0\0\0\x29"), b64(bytes(7) + b"\x29")])
def test_plain_numbers_may_be_in_base_64(written: str) -> None:
    assert one(container(package(data=values(Counter=written)))).seed.counter == 41


@pytest.mark.parametrize("written", ["soon", "", "0x29", b64(b"\x29"), b64(b"\x29" * 9), "４１"])
def test_what_is_no_plain_number_is_not_taken_for_one(written: str) -> None:
    found = codes(container(package(data=values(Counter=written))))
    assert found == ["" if not written else "import-counter"]


def test_hidden_times_need_no_more_bytes_than_they_have() -> None:
    maker = Maker(bytes.fromhex(rfc6030.FIGURE_6_KEY), "sha1")
    times = "".join(
        f"<{name}>{maker.value(value)}</{name}>"
        for name, value in (("Time", b"\0"), ("TimeInterval", b"\x3c"))
    )
    data = f"<Secret>{maker.value(PLAIN)}</Secret>{times}"
    content = container(package(algorithm=TOTP, data=data), before=maker.before)
    read = one(content, key=rfc6030.FIGURE_6_KEY)
    assert (read.seed.settings.period, read.seed.secret.reveal()) == (60, KEY)
    moved = content.replace(maker.value(b"\0").encode(), maker.value(b"\1").encode())
    assert codes(moved, key=rfc6030.FIGURE_6_KEY) == ["pskc-time"]


def test_a_mac_key_of_a_few_bytes_protects_nothing_and_is_refused() -> None:
    maker = Maker(bytes(range(16)), mac_key=b"short")
    assert refusal(hidden(maker, PLAIN), key=maker.key.hex()) == "pskc-wrong-key"


# --- hostile XML ------------------------------------------------------------------------------------

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "prologue",
    [
        f'<!DOCTYPE x [<!ENTITY l0 "ha">{_LAUGHS}]>',
        '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://192.0.2.1/x.dtd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://192.0.2.1/x"> %p;]>',
        "<!DOCTYPE x>",
    ],
)
def test_document_types_and_entities_are_refused(prologue: str) -> None:
    text = container(package(user="&l9;" if "l9" in prologue else "")).decode()
    text = text.replace("?>\n", f"?>\n{prologue}", 1)
    assert refusal(text.encode()) == "xml-document-type"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<", "xml-broken"),
        (container()[:-3], "xml-broken"),
        (b"<a/>", "import-xml"),
        (container(package(user="&unknown;")), "xml-broken"),
        (container("<x>" * 5000), "xml-too-large"),
        (container("<!--" + "x" * 3_000_000 + "-->"), "xml-too-large"),
        (container('<x y="' + "z" * 3_000_000 + '"/>'), "xml-too-large"),
        (b'<?xml version="1.0" encoding="nonsense"?><a/>', "xml-encoding"),
        (b'<?xml version="1.0" encoding="idna"?><a/>', "xml-encoding"),
        (b'<?xml version="1.0" encoding="gb2312"?><a/>', "xml-encoding"),
        (b'<?xml version="1.0" encoding="utf-7"?><a/>', "xml-encoding"),
        (b"<\0\xff\xfe", "xml-broken"),
    ],
)
def test_what_is_no_sound_xml_is_refused(content: bytes, code: str) -> None:
    assert refusal(content) == code


def test_ten_thousand_faulty_packages_and_huge_texts_are_each_refused() -> None:
    huge = "<KeyPackage><x>" + "y" * 300_000 + "</x></KeyPackage>"
    wide = "<KeyPackage>" + "<x/>" * 20_000 + "</KeyPackage>"
    content = container(huge, *(["<KeyPackage><Key/></KeyPackage>"] * 10_000), wide, package())
    found = lines(content)
    assert [line.line for line in found] == list(range(1, 10_004))
    refused = [line.problem.code for line in found if isinstance(line, RefusedLine)]
    assert set(refused) == {"pskc-package", "pskc-algorithm"}
    assert isinstance(found[-1], ImportedSeed)


def test_a_package_without_end_does_not_fill_the_memory() -> None:
    class Huge:
        def __init__(self) -> None:
            self.parts = [rfc6030.HEAD.encode() + b"<KeyPackage><x>", *[b"y" * 60_000] * 200]
            self.parts += [b"</x></KeyPackage>" + package().encode() + rfc6030.TAIL.encode()]

        def read(self, size: int) -> bytes:
            return self.parts.pop(0) if self.parts else b""

    tracemalloc.start()
    found = list(read(Huge(), now=NOW))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(found[0], RefusedLine)
    assert isinstance(found[1], ImportedSeed)
    assert peak < 2_000_000


def test_where_a_file_breaks_off_what_came_before_is_read_and_the_break_is_told() -> None:
    content = container(package())[: -len(rfc6030.TAIL)] + b"<KeyPackage><"
    taken, broken = lines(content)
    assert isinstance(taken, ImportedSeed)
    assert isinstance(broken, RefusedLine)
    assert (broken.line, broken.problem.code) == (2, "xml-broken")


_SOUND = [rfc6030.FIGURE_3, rfc6030.FIGURE_5, rfc6030.FIGURE_6, rfc6030.FIGURE_7, rfc6030.FIGURE_10]


@given(st.sampled_from(_SOUND), st.integers(0, 3000), st.integers(0, 40), st.binary(max_size=12))
def test_no_change_of_a_sound_file_makes_another_error(
    content: bytes, place: int, length: int, inserted: bytes
) -> None:
    changed = content[:place] + inserted + content[place + length :]
    try:
        found = lines(changed, key=rfc6030.FIGURE_6_KEY, password="qwerty")
    except Refused:
        return
    assert all(isinstance(line, ImportedSeed | RefusedLine) for line in found)


@given(st.integers(24, len(rfc6030.FIGURE_6)), st.integers(1, 255))
def test_no_change_of_an_encrypted_key_goes_unseen(place: int, by: int) -> None:
    """Whatever byte of the ciphertext or its check is another: the key is the maker's, or none."""
    content = bytearray(rfc6030.FIGURE_6)
    content[min(place, len(content) - 1)] ^= by
    try:
        found = lines(bytes(content), key=rfc6030.FIGURE_6_KEY)
    except Refused:
        return
    for line in found:
        assert isinstance(line, RefusedLine) or line.seed.secret.reveal() == KEY


@given(st.binary(min_size=16, max_size=64), st.sampled_from(MAKERS))
def test_what_is_hidden_is_read_back(secret: bytes, maker: Maker) -> None:
    read = one(hidden(maker, secret), key=maker.key.hex()).seed.secret.reveal()
    assert base64.b32decode(read + "=" * (-len(read) % 8)) == secret


def test_an_owner_may_be_a_dn_however_long() -> None:
    dn = ",".join(
        ["CN=Anna Beispiel", *(f"OU=Einheit {number}" for number in range(40)), "DC=lab,DC=example"]
    )
    assert len(dn) > 400
    assert owner_of(dn) == dn
