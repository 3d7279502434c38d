"""Addresses of authenticator apps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from importing.reading import codes, lines, one

from helpdesk_tui.desk.codes import provisioning_uri
from helpdesk_tui.desk.imports import ImportedSeed, RefusedLine
from helpdesk_tui.desk.method import MethodKind, OathSettings, Origin
from helpdesk_tui.secret import Secret

KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
GOOD = f"otpauth://totp/Help%20desk:ada@example.com?secret={KEY}"


def test_an_address_is_an_app_of_its_account() -> None:
    read = one(GOOD.encode())
    assert (read.line, read.owner, read.seed.label) == (1, "ada@example.com", "Help desk")
    assert (read.seed.kind, read.seed.origin, read.seed.serial) == (MethodKind.TOTP, Origin.IMPORTED, "")
    assert read.seed.settings == OathSettings(6, 30, "SHA1")
    assert read.seed.secret.reveal() == KEY


def test_all_that_an_address_can_say_is_taken() -> None:
    read = one(
        f"OTPAUTH://TOTP/ada?secret={KEY.lower()}&digits=8&period=60&algorithm=sha512&issuer=X".encode()
    )
    assert read.seed.settings == OathSettings(8, 60, "SHA512")
    assert (read.owner, read.seed.label) == ("ada", "X")
    counted = one(f"otpauth://hotp/X:ada?secret={KEY}&counter=41&image=https://x/y.png".encode())
    assert counted.seed.settings == OathSettings(6, None, "SHA1")
    assert counted.seed.counter == 41


@pytest.mark.parametrize(
    ("address", "label", "ignored"),
    [
        (f"otpauth://totp/ada@example.com?secret={KEY}&issuer&algorithm=SHA1", "app", ()),
        (f"{GOOD}&issuer=X&", "X", ()),
        (f"{GOOD.replace('?', '?&')}&&digits=6", "Help desk", ()),
        (f"{GOOD}&amp;issuer=X&amp;digits=6", "X", ()),
        (f"{GOOD}&digits=6&lock=false&color=1E90FF&image=x&icon=y", "Help desk", ()),
        (f"{GOOD}&counter=0", "Help desk", ()),
        (f"{GOOD}&codeDisplay=%7B%22pinned%22%3Afalse%7D", "Help desk", ("codedisplay",)),
        (f"{GOOD}&serial=TOTP0001&creator=privacyidea", "Help desk", ("creator", "serial")),
        (f"{GOOD}&x=%FF&x=2&flag", "Help desk", ("flag", "x")),
        (f"{GOOD}&secret={KEY}&issuer=C#&digits=6", "C#", ()),
        (f"{GOOD.replace(KEY, KEY.lower()[:16] + '+-%20' + KEY.lower()[16:])}%3D%3D==", "Help desk", ()),
        (f"{GOOD}&issuer=50%25+off%2G", "50% off%2G", ()),
    ],
)
def test_what_changes_no_code_is_no_obstacle_and_its_name_is_told(
    address: str, label: str, ignored: tuple[str, ...]
) -> None:
    read = one(address.encode())
    assert (read.owner, read.seed.label, read.ignored) == ("ada@example.com", label, ignored)
    assert read.seed.settings == OathSettings(6, 30, "SHA1")
    assert read.seed.secret.reveal() == KEY


def test_an_app_by_counter_may_name_a_period_as_well() -> None:
    counted = f"otpauth://hotp/X:ada?algorithm=sha512&digits=8&period=30&secret={KEY}&counter=103"
    read = one(counted.encode())
    assert (read.seed.settings, read.seed.counter) == (OathSettings(8, None, "SHA512"), 103)
    assert read.ignored == ()


@pytest.mark.parametrize("spelled", ["sha256", "SHA-256", "HmacSHA256", "hmac_sha_256"])
def test_an_algorithm_is_known_in_every_spelling(spelled: str) -> None:
    assert one(f"{GOOD}&algorithm={spelled}".encode()).seed.settings.algorithm == "SHA256"


def test_comments_and_blank_lines_are_passed_over_but_counted() -> None:
    content = f"# apps of March\n\n  \r\n{GOOD}\r\n#{GOOD}\n".encode()
    assert one(content).line == 4


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("ada@example.com", "otpauth-form"),
        ("https://example.com/", "otpauth-form"),
        (f"otpauth:totp/X:ada?secret={KEY}", "otpauth-form"),
        (f"OTPAUTH-MIGRATION://offline?data={KEY}", "otpauth-migration"),
        (GOOD.replace("totp", "motp"), "otpauth-kind"),
        (GOOD.replace("totp", "steam"), "otpauth-kind"),
        (GOOD.replace("//totp/", "//[totp/"), "otpauth-kind"),
        (GOOD.replace("ada", "%FF"), "otpauth-encoding"),
        (GOOD + "&issuer=%E9", "otpauth-encoding"),
        (GOOD.partition("?")[0], "import-key-form"),
        (GOOD.replace(KEY, KEY.replace("G", "%5A%")), "import-key-form"),
        (GOOD.replace("ada@example.com", ""), "otpauth-owner"),
        (GOOD + f"&secret={KEY[::-1]}", "otpauth-parameters"),
        (GOOD + f"&SECRET={KEY[::-1]}", "otpauth-parameters"),
        (GOOD + "&digits=6&Digits=8", "otpauth-parameters"),
        (GOOD + "&" * 5 + "&a=" * 70, "otpauth-parameters"),
        (GOOD + f"&secret%3D{KEY}", "otpauth-parameters"),
        (GOOD + f"&{KEY}", "otpauth-parameters"),
        (GOOD + "&=1", "otpauth-parameters"),
        (GOOD + "&d%69gits%20=8&digits=6", "otpauth-parameters"),
        (GOOD + "&t0=5", "otpauth-other-codes"),
        (GOOD + "&encoder=steam", "otpauth-other-codes"),
        (GOOD + "&2step_salt=8", "otpauth-other-codes"),
        (GOOD.replace(KEY, ""), "import-key-form"),
        (GOOD.replace("secret=", "issuer="), "import-key-form"),
        (GOOD.replace(KEY, "not base 32"), "import-key-form"),
        (GOOD.replace(KEY, KEY[:16]), "import-key-length"),
        (GOOD + "&digits=9", "import-digits"),
        (GOOD + "&digits=", "import-digits"),
        (GOOD + "&period=31", "import-interval"),
        (GOOD + "&algorithm=MD5", "import-algorithm"),
        (GOOD.replace("totp", "hotp"), "import-counter"),
        (GOOD.replace("totp", "hotp") + "&counter=-1", "import-counter"),
        (GOOD.replace("totp", "hotp") + f"&counter={2**64}", "import-counter"),
        (GOOD + "&issuer=%3Dcmd", "import-name-form"),
    ],
)
def test_a_bad_address_is_refused_alone_and_says_nothing_of_the_key(address: str, code: str) -> None:
    good = GOOD.replace(KEY, "M" * 32)
    bad, after = lines(f"#\n{address}\n{good}".encode())
    assert isinstance(bad, RefusedLine)
    assert isinstance(after, ImportedSeed)
    assert (bad.line, bad.problem.code) == (2, code)
    assert KEY[:16] not in f"{bad.problem}{bad.problem.detail}"


def test_one_key_is_one_app() -> None:
    other = GOOD.replace("ada", "bo").replace(KEY, KEY.lower())
    assert codes(f"{GOOD}\n{other}\n".encode()) == ["", "import-key-twice"]


@given(
    st.sampled_from([6, 7, 8]),
    st.sampled_from([None, 30, 60]),
    st.sampled_from(["SHA1", "SHA256", "SHA512"]),
    st.integers(0, 2**40),
    st.from_regex(r"[a-z][a-z0-9._-]{0,20}(@[a-z]{1,10}\.example)?", fullmatch=True),
)
def test_what_the_desk_shows_an_app_it_reads_back(
    digits: int, period: int | None, algorithm: str, counter: int, login: str
) -> None:
    settings = OathSettings(digits, period, algorithm)
    read = one(provisioning_uri(Secret(KEY), settings, "Help/desk & co", login, counter).reveal().encode())
    assert read.seed.settings == settings
    assert (read.owner, read.seed.label) == (login, "Help/desk & co")
    assert read.seed.counter == (counter if period is None else 0)


@given(st.text(st.characters(exclude_characters="\n", exclude_categories=["Cs"]), max_size=60))
def test_whatever_stands_behind_the_scheme_is_taken_or_refused(text: str) -> None:
    for line in lines(f"otpauth://{text}".encode()):
        assert isinstance(line, ImportedSeed | RefusedLine)
