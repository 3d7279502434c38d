"""Addresses and numbers: what may be sent to, what is the same, what is shown."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.desk import contacts
from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.known_methods import known_methods
from helpdesk_tui.desk.method import Method, MethodId, MethodKind, MethodStatus, Origin
from helpdesk_tui.secret import Secret

MOBILE, LINE = "+44 7700 900123", "020 7946 0101"


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("ada@demo.example", "ada@demo.example"),
        ("  ada@demo.example ", "ada@demo.example"),
        ("Ada.Byron+desk@Mail.DEMO.example", "Ada.Byron+desk@mail.demo.example"),
        ("o'hara@demo.example", "o'hara@demo.example"),
        ("ada@Bücher.example", "ada@xn--bcher-kva.example"),
        (f"{'a' * 64}@demo.example", f"{'a' * 64}@demo.example"),
    ],
)
def test_an_address_gets_the_form_that_is_sent_to(typed: str, form: str) -> None:
    assert contacts.address_form(typed) == form


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "@",
        "ada",
        "ada@",
        "@demo.example",
        "ada@localhost",
        "ada@demo.example\r\nBcc: eve@evil.example",
        "ada@demo.example\n",
        "ada\t@demo.example",
        "ada@demo.example\u2028",
        "ada@demo.example, eve@evil.example",
        "ada@demo.example;eve@evil.example",
        "ada@demo.example eve@evil.example",
        "Ada Byron <ada@demo.example>",
        "<ada@demo.example>",
        '"ada byron"@demo.example',
        "ada(comment)@demo.example",
        "ada@evil.example@demo.example",
        ".ada@demo.example",
        "ada.@demo.example",
        "a..da@demo.example",
        "ada@demo..example",
        "ada@-demo.example",
        "ada@demo.example.",
        "ada@[192.0.2.1]",
        "ada@192.0.2.1",
        "ada@demo_x.example",
        "аda@demo.example",  # a Cyrillic letter before the sign
        "ada@straße.example",  # the old mapping would send to strasse.example
        f"{'a' * 65}@demo.example",
        f"ada@{'d' * 64}.example",
        f"{'a' * 64}@{'.'.join(['d' * 60] * 3)}.example",  # 255 octets
    ],
)
def test_what_is_not_one_plain_address_is_none(typed: str) -> None:
    assert contacts.address_form(typed) is None


@given(st.text(max_size=40), st.text(alphabet="ab.-@ \r\n,;<>\"'(ß", max_size=20))
def test_no_text_becomes_a_second_header_or_recipient(free: str, near: str) -> None:
    for typed in (free, near, f"{near}@demo.example", f"ada@{near}", f"ada@demo.example{free}"):
        form = contacts.address_form(typed)
        if form is not None:
            assert form.count("@") == 1
            assert form.isascii()
            assert not set(form) & set(' \t\r\n\0,;:<>"()[]\\')
            assert contacts.address_form(form) == form


@pytest.mark.parametrize(
    ("number", "form"),
    [
        ("07700 900123", "+447700900123"),
        ("+44 (0)7700 900123", "+447700900123"),
        ("0044 7700 900123", "+447700900123"),
        ("+44 7700 900123 ext. 7", "+447700900123"),
        ("+49 171 1234567", "+491711234567"),
        ("900123", None),  # without its area nobody knows whose it is
        ("7946 0101", None),
        ("", None),
        ("extension 12", None),
        ("+44 7700 900123 4567 8901", None),
        ("9" * 300, None),
        ("+46 70 123 45 67 mob", "+46701234567"),
        ("0706348441eee", None),
        ("1-800-FLOWERS", None),
    ],
)
def test_a_number_as_networks_know_it(number: str, form: str | None) -> None:
    assert contacts.e164(number, "GB") == form


def test_the_number_to_dial_keeps_its_extension() -> None:
    assert contacts.dialable("020 7946 0101 x 55", "GB") == "+44 20 7946 0101 x55"
    assert contacts.dialable("7946 0101", "GB") is None


@pytest.mark.parametrize(
    ("number", "may"),
    [
        (MOBILE, True),
        ("+1 202 555 0123", True),  # there the kinds cannot be told apart
        (LINE, False),
        ("+44 7700 900123 ext. 7", False),
        ("+44 909 123 4567", False),  # costs whoever calls it
        ("900123", False),
        ("", False),
        ("+44 7700 900123 (private)", True),
        ("+44 7700 900123 Fax", False),
    ],
)
def test_a_text_goes_where_it_may_arrive(number: str, may: bool) -> None:
    assert contacts.is_textable(number, "GB") is may


@pytest.mark.parametrize(
    ("stated", "on_file", "same"),
    [
        ("07700 900123", MOBILE, True),
        ("0044-7700-900123", MOBILE, True),
        ("+447700900123 ext 3", MOBILE, True),
        ("0171 1234567", "+49 171 1234567", True),  # as people write it in that country
        ("07700 900124", MOBILE, False),
        ("900123", MOBILE, False),
        ("7700 9001", MOBILE, False),
        ("23", MOBILE, False),
        ("", MOBILE, False),
        ("", "", False),
        ("nobody", "nobody", False),
        ("07700 900123", "900123", False),
        ("0170 1234567", "+49 170 1234567 mob", True),
        ("+49 170 1234567", "+49 170 1234567 mob", True),
        ("+49 170 12 34567662", "+49 170 1234567 mob", False),
        ("+49 30 901820", "+49 30 901820 App. 12", True),
        ("+49 30 90182027712", "+49 30 901820 App. 12", False),
        ("+49 30 901820", "+49 30 901820 Fax", False),
    ],
)
def test_a_stated_number_is_the_whole_one_on_file(stated: str, on_file: str, same: bool) -> None:
    assert contacts.same_number(stated, on_file, "GB") is same


@given(st.text(alphabet="0123456789+ -()x", max_size=20))
def test_only_a_spelling_of_the_number_is_the_same(stated: str) -> None:
    if contacts.same_number(stated, MOBILE, "GB"):
        digits = phonenumbers.normalize_digits_only(stated)
        assert "7700900123" in digits


def test_the_form_depends_on_the_kind() -> None:
    assert contacts.contact_form(MethodKind.EMAIL, "ada@DEMO.example", "GB") == "ada@demo.example"
    assert contacts.contact_form(MethodKind.SMS, "07700 900123", "GB") == "+447700900123"
    assert contacts.contact_form(MethodKind.SMS, LINE, "GB") is None
    assert contacts.contact_form(MethodKind.CALL_BACK, LINE, "GB") == "+44 20 7946 0101"
    assert contacts.contact_form(MethodKind.TOTP, MOBILE, "GB") is None


def of(kind: MethodKind, origin: Origin, label: str, method: str = "m") -> Method:
    return Method(MethodId(method), AccountId("a"), kind, label, origin, MethodStatus.ACTIVE, "", None, None)


class TestWhereItGoes:
    @pytest.mark.parametrize(
        ("kind", "label", "address"),
        [
            (MethodKind.EMAIL, "mail", "ada.byron@demo.example"),
            (MethodKind.SMS, "mobile", "+447700900123"),
            (MethodKind.CALL_BACK, "mobile", "+44 7700 900123"),
            (MethodKind.CALL_BACK, "office", "+44 20 7946 0101"),
            (MethodKind.SMS, "office", None),  # a fixed line
            (MethodKind.EMAIL, "other", None),
            (MethodKind.MANAGER, "mail", None),
        ],
    )
    def test_prefilled_it_is_the_datum_of_the_directory(self, make_account, kind, label, address) -> None:
        method = of(kind, Origin.PREFILLED, label)
        assert contacts.destination(method, make_account(), None, "GB") == address

    def test_what_the_directory_lacks_is_nowhere(self, make_account) -> None:
        account = make_account(mobile=None, mail="")
        for kind, label in [(MethodKind.SMS, "mobile"), (MethodKind.EMAIL, "mail")]:
            assert contacts.destination(of(kind, Origin.PREFILLED, label), account, None, "GB") is None

    def test_registered_it_is_the_contact_in_the_store(self, world) -> None:
        address = Secret("private@demo.example")
        method = world.stores.methods.add_contact(
            world.ada.id, MethodKind.EMAIL, "mail", address, world.clock.now()
        )
        registered = of(MethodKind.EMAIL, Origin.REGISTERED, "mail", method)
        assert contacts.destination(registered, world.ada, world.stores, "GB") == "private@demo.example"


def test_a_digest_tells_kind_and_address_apart_and_says_neither() -> None:
    digest = contacts.digest(MethodKind.SMS, "+447700900123")
    assert len(digest) == 64
    assert digest != contacts.digest(MethodKind.CALL_BACK, "+447700900123")
    assert digest != contacts.digest(MethodKind.SMS, "+447700900124")
    assert contacts.digest(MethodKind.EMAIL, "Ada@demo.example") == contacts.digest(
        MethodKind.EMAIL, "ada@demo.example"
    )


def test_what_is_shown_is_not_the_address() -> None:
    assert contacts.masked(MethodKind.SMS, "+447700900123") == "•••• 23"
    shown = contacts.masked(MethodKind.EMAIL, "ada.byron@demo.example")
    assert "ada.byron" not in shown


def test_the_list_the_call_and_the_comparison_read_a_remark_alike(make_account) -> None:
    account = make_account(mobile="+49 170 1234567 mob", office_phone="+49 30 901820 App. 12")
    shown = {
        (method.kind, method.label): (method.detail, contacts.destination(method, account, None, "GB"))
        for method in known_methods(account, (), "GB")
        if method.label in {"mobile", "office"}
    }
    assert shown == {
        (MethodKind.SMS, "mobile"): ("•••• 67", "+491701234567"),
        (MethodKind.CALL_BACK, "mobile"): ("•••• 67", "+49 170 1234567"),
        (MethodKind.CALL_BACK, "office"): ("•••• 20", "+49 30 901820 ext. 12"),
    }
    for (_, which), (_, on_file) in shown.items():
        stated = {"mobile": "0170 1234567", "office": "030 901820"}[which]
        assert contacts.same_number(stated, on_file or "", "DE")


def test_what_is_no_number_is_listed_as_one_that_cannot_be_used(make_account) -> None:
    account = make_account(mobile="0706348441eee", office_phone="+49 30 901820 Fax")
    for method in known_methods(account, (), "GB"):
        if method.label in {"mobile", "office"}:
            assert (method.detail, contacts.destination(method, account, None, "GB")) == ("", None)
