"""How old contact data is, from whatever stamps a server shows."""

import struct
from datetime import UTC, datetime

import pytest
from directory.test_account import entry
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.desk.account import ContactTimes
from helpdesk_tui.directory.active_directory.contact_times import ATTRIBUTE_TYPES, contact_times, stamp_of

MAIL, MOBILE, OFFICE, MANAGER = ATTRIBUTE_TYPES.values()
EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
EARLY, LATE = datetime(2020, 2, 29, 23, 59, 59, tzinfo=UTC), datetime(2025, 6, 1, 8, 0, 1, tzinfo=UTC)
FUTURE = datetime(2099, 1, 1, tzinfo=UTC)
UNKNOWN = ContactTimes(None, None, None, None)
CREATED = b"20190101000000.0Z"


def binary(*stamps: tuple[int, datetime]) -> bytes:
    """replPropertyMetaData."""
    rows = [
        struct.pack("<IIQ16sQQ", kind, 2, int((at - EPOCH).total_seconds()), bytes(16), 7, 7)
        for kind, at in stamps
    ]
    return struct.pack("<IIII", 1, 0, len(rows), 0) + b"".join(rows)


def by_attribute(name: str, at: datetime) -> bytes:
    """One value of msDS-ReplAttributeMetaData."""
    return (
        f"<DS_REPL_ATTR_META_DATA>\n\t<pszAttributeName>{name}</pszAttributeName>\n\t<dwVersion>3</dwVersion>\n"
        f"\t<ftimeLastOriginatingChange>{at:%Y-%m-%dT%H:%M:%SZ}</ftimeLastOriginatingChange>\n"
        "\t<uuidLastOriginatingDsaInvocationID>916ada04-a0ac-4ee9-8d21-60c8f54f1b22"
        "</uuidLastOriginatingDsaInvocationID>\n\t<usnLocalChange>5</usnLocalChange>\n"
        "\t<pszLastOriginatingDsaDN></pszLastOriginatingDsaDN>\n</DS_REPL_ATTR_META_DATA>\n\0"
    ).encode()


def by_value(
    name: str, at: datetime, dn: str = "CN=Boss,DC=x", deleted: str = "1601-01-01T00:00:00Z"
) -> bytes:
    """One value of msDS-ReplValueMetaData."""
    return (
        f"<DS_REPL_VALUE_META_DATA>\n\t<pszAttributeName>{name}</pszAttributeName>\n"
        f"\t<pszObjectDn>{dn}</pszObjectDn>\n\t<cbData>0</cbData>\n\t<pbData></pbData>\n"
        f"\t<ftimeDeleted>{deleted}</ftimeDeleted>\n\t<ftimeCreated>2018-01-01T00:00:00Z</ftimeCreated>\n"
        f"\t<ftimeLastOriginatingChange>{at:%Y-%m-%dT%H:%M:%SZ}</ftimeLastOriginatingChange>\n"
        "</DS_REPL_VALUE_META_DATA>\n\0"
    ).encode()


def test_each_attribute_has_its_own_stamp() -> None:
    seen = entry(replPropertyMetaData=binary((0x90001, FUTURE), (MAIL, EARLY), (MOBILE, LATE)))
    assert contact_times(seen) == ContactTimes(mail=EARLY, mobile=LATE, office_phone="never", manager=None)


def test_a_stamp_of_the_future_is_what_it_is() -> None:
    """A server with a wrong clock makes a contact look new, and never old."""
    assert contact_times(entry(replPropertyMetaData=binary((OFFICE, FUTURE)))).office_phone == FUTURE


def test_without_stamps_nothing_is_known() -> None:
    assert contact_times(entry(mail=b"a@b.example", manager=b"CN=Boss,DC=x")) == UNKNOWN


@pytest.mark.parametrize(
    "damaged",
    [b"", b"\x01", binary((MAIL, EARLY))[:-1], binary((MAIL, EARLY)) + b"\0", b"\x02" + binary()[1:],
     struct.pack("<IIII", 1, 0, 2**31, 0)],
)  # fmt: skip
def test_damaged_stamps_are_unknown_and_no_others_are_taken_for_them(damaged: bytes) -> None:
    seen = entry(replPropertyMetaData=damaged, msDS_ReplAttributeMetaData=by_attribute("mail", EARLY))
    assert contact_times(seen) == UNKNOWN


def test_a_moment_after_the_calendar_is_unknown() -> None:
    raw = struct.pack("<IIII", 1, 0, 1, 0) + struct.pack("<IIQ16sQQ", MAIL, 1, 2**63, bytes(16), 1, 1)
    assert contact_times(entry(replPropertyMetaData=raw)).mail is None


def test_where_the_binary_stamps_are_hidden_the_computed_ones_count() -> None:
    seen = entry(
        msDS_ReplAttributeMetaData=[by_attribute("telephoneNumber", EARLY), by_attribute("MAIL", LATE)]
    )
    assert contact_times(seen) == ContactTimes(mail=LATE, mobile="never", office_phone=EARLY, manager=None)


def test_the_binary_stamps_count_more_than_the_computed_ones() -> None:
    seen = entry(
        replPropertyMetaData=binary((MAIL, EARLY)), msDS_ReplAttributeMetaData=by_attribute("mail", LATE)
    )
    assert contact_times(seen).mail == EARLY


def test_one_damaged_computed_stamp_makes_all_unknown() -> None:
    """It may be the one that matters: the attribute would look as if it had never been written."""
    stamps = [by_attribute("mail", EARLY), by_attribute("mobile", LATE).replace(b"Z<", b"<")]
    assert contact_times(entry(msDS_ReplAttributeMetaData=stamps)) == UNKNOWN


def test_the_newest_link_tells_how_old_the_manager_is() -> None:
    """Also one that was deleted: then somebody changed the manager that day."""
    links = [
        by_value("manager", EARLY),
        by_value("manager", LATE, "CN=Former,DC=x", "2025-06-01T08:00:01Z"),
        by_value("msExchDelegateListLink", FUTURE),
    ]
    seen = entry(manager=b"CN=Boss,DC=x", whenChanged=CREATED, msDS_ReplValueMetaData=links)
    assert contact_times(seen).manager == LATE


def test_a_link_older_than_stamps_of_links_has_an_attributes_stamp() -> None:
    seen = entry(manager=b"CN=Boss,DC=x", whenChanged=CREATED, replPropertyMetaData=binary((MANAGER, EARLY)))
    assert contact_times(seen).manager == EARLY


@pytest.mark.parametrize(("link", "attribute"), [(EARLY, LATE), (LATE, EARLY)])
def test_of_both_stamps_of_a_manager_the_newer_counts(link: datetime, attribute: datetime) -> None:
    seen = entry(
        manager=b"CN=Boss,DC=x",
        replPropertyMetaData=binary((MANAGER, attribute)),
        msDS_ReplValueMetaData=by_value("manager", link),
    )
    assert contact_times(seen).manager == LATE


def test_of_a_manager_who_is_not_there_nothing_is_known() -> None:
    """Not even that there never was one: stamps of deleted links are thrown away in time."""
    links = by_value("manager", LATE, deleted="2025-06-01T08:00:01Z")
    for stamps in (None, links):
        seen = entry(whenChanged=CREATED, replPropertyMetaData=binary(), msDS_ReplValueMetaData=stamps)
        assert contact_times(seen).manager is None


def test_without_stamps_of_links_the_manager_is_at_most_as_new_as_the_entry() -> None:
    seen = entry(manager=b"CN=Boss,DC=x", whenChanged=CREATED, replPropertyMetaData=binary((MAIL, LATE)))
    assert contact_times(seen).manager == datetime(2019, 1, 1, tzinfo=UTC)


def test_a_damaged_link_makes_the_managers_age_unknown() -> None:
    links = [by_value("manager", EARLY), b"<pszAttributeName>manager</pszAttributeName>"]
    seen = entry(manager=b"CN=Boss,DC=x", whenChanged=CREATED, msDS_ReplValueMetaData=links)
    assert contact_times(seen).manager is None


@pytest.mark.parametrize(
    "changed", [None, b"", b"yesterday", b"20191301000000.0Z", b"20190101000000", b"\xff"]
)
def test_an_entry_without_a_proper_date_leaves_the_manager_unknown(changed: bytes | None) -> None:
    seen = entry(manager=b"CN=Boss,DC=x", whenChanged=changed, replPropertyMetaData=binary())
    assert contact_times(seen).manager is None


@pytest.mark.parametrize(
    "hostile",
    [
        b"",
        b"\xff\xfe",
        b"<pszAttributeName>mail</pszAttributeName>",
        by_attribute("mail", EARLY) + by_attribute("mail", LATE),
        by_value(
            "manager", LATE, "<ftimeLastOriginatingChange>2001-01-01T00:00:00Z</ftimeLastOriginatingChange>"
        ),
        by_value("manager", LATE, "<pszAttributeName>mail</pszAttributeName>"),
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' * 1000,
        by_attribute("mail", EARLY).replace(b"2020-02-29", b"2021-02-29"),
        by_attribute("m" * 300, EARLY),
    ],
)
def test_what_is_no_stamp_for_certain_is_refused(hostile: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        stamp_of(hostile)


@given(
    st.datetimes(timezones=st.just(UTC)).filter(lambda at: at.year > 1601),
    st.sampled_from(sorted(ATTRIBUTE_TYPES)),
)
def test_both_forms_say_the_same(moment: datetime, name: str) -> None:
    at = moment.replace(microsecond=0)
    shown = entry(manager=b"CN=Boss,DC=x", replPropertyMetaData=binary((ATTRIBUTE_TYPES[name], at)))
    computed = entry(manager=b"CN=Boss,DC=x", msDS_ReplAttributeMetaData=by_attribute(name, at))
    assert contact_times(shown) == contact_times(computed)
    assert at in vars(contact_times(shown)).values()


@given(st.binary(max_size=400), st.binary(max_size=400), st.binary(max_size=30))
def test_no_bytes_do_harm(stamps: bytes, computed: bytes, changed: bytes) -> None:
    contact_times(
        entry(
            manager=b"CN=Boss,DC=x",
            replPropertyMetaData=stamps,
            msDS_ReplValueMetaData=computed,
            whenChanged=changed,
        )
    )
    assert contact_times(entry(msDS_ReplAttributeMetaData=computed)) == UNKNOWN
