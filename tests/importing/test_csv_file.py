"""Tokens in CSV, honest and hostile."""

import base64
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from importing.reading import NOW, codes, lines, one

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.imports import ImportedSeed, RefusedLine
from helpdesk_tui.desk.method import MethodKind, OathSettings, Origin
from helpdesk_tui.importing import MOST_TAKEN, read
from helpdesk_tui.importing.csv_file import COLUMNS

HEADER = "upn,serial number,secret key,time interval,manufacturer,model"
KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
GOOD = f"ada@example.com,1234567,{KEY},30,Contoso,HardwareKey"


def csv(*rows: str, header: str = HEADER, end: str = "\n") -> bytes:
    return end.join((header, *rows, "")).encode()


def test_a_line_is_a_token_of_its_owner() -> None:
    read = one(csv(GOOD))
    seed = read.seed
    assert (read.line, read.owner) == (2, "ada@example.com")
    assert (seed.kind, seed.origin) == (MethodKind.OATH_TOKEN, Origin.IMPORTED)
    assert (seed.serial, seed.label, seed.counter) == ("1234567", "Contoso HardwareKey", 0)
    assert seed.settings == OathSettings(6, 30, "SHA1")
    assert seed.secret.reveal() == KEY


def test_a_token_without_an_owner_is_for_the_stock() -> None:
    assert one(csv(GOOD.removeprefix("ada@example.com"))).owner == ""


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + csv(GOOD, end="\r\n"),
        csv(GOOD, header=HEADER.upper()),
        csv(GOOD, header='"upn" , "Serial  Number" ,secret key,time interval,manufacturer,model'),
        csv(' "ada@example.com" , "1234567" ,' + f'" {KEY} ", 30 ,Contoso, "HardwareKey"  '),
        csv("", GOOD, " ", ",,,,,", "\t"),
        csv(GOOD + ",,", header=HEADER + ",,"),
        csv(GOOD)[:-1],
        csv(GOOD.replace(KEY, "gezd gnbv gy3t qojq gezd gnbv gy3t qojq")),
        csv(GOOD.replace(KEY, f"{KEY}======")),
        csv(
            f"Contoso,HardwareKey,{KEY},30,ada@example.com,1234567",
            header="manufacturer,model,secret key,time interval,upn,serial number",
        ),
    ],
)
def test_what_spreadsheets_make_of_it_is_read_all_the_same(content: bytes) -> None:
    read = one(content)
    assert (read.owner, read.seed.serial, read.seed.label) == (
        "ada@example.com",
        "1234567",
        "Contoso HardwareKey",
    )
    assert read.seed.secret.reveal() == KEY


@pytest.mark.parametrize(
    "interval", ["timeinterval", "TimeInterval", "time_interval", "time-interval", "timeIntervalInSeconds"]
)
def test_makers_spell_the_columns_as_they_like(interval: str) -> None:
    header = f"userPrincipalName,serialNumber,secretKey,{interval},manufacturer,model"
    read = one(csv(GOOD.replace(",30,", ",60,"), header=header))
    assert (read.owner, read.seed.serial, read.seed.settings.period) == ("ada@example.com", "1234567", 60)


def test_a_file_as_the_maker_supplies_it_has_no_owners_and_is_for_the_stock() -> None:
    header, row = HEADER.removeprefix("upn,"), GOOD.removeprefix("ada@example.com,")
    read = one(csv(row, "", ",,,,", header=header, end="\r\n"))
    assert (read.owner, read.seed.serial, read.seed.label) == ("", "1234567", "Contoso HardwareKey")


def test_what_no_code_depends_on_may_be_missing() -> None:
    read = one(csv(f"60,{KEY},77", header="time interval,secret key,serial number"))
    assert (read.owner, read.seed.serial, read.seed.label) == ("", "77", "token")


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("named", [True, False])
def test_semicolons_and_tabs_stand_between_as_well(separator: str, named: bool) -> None:
    rows = [HEADER, GOOD, f",2,{KEY},60,Contoso,", f',3,{KEY},60,"a|b",""']
    content = csv(*rows[1:], header=rows[0]).replace(b",", separator.encode()).replace(b"|", b",")
    found = lines((f"sep={separator}\r\n".encode() if named else b"") + content)
    told = [
        (each.owner, each.seed.serial, each.seed.label) for each in found if isinstance(each, ImportedSeed)
    ]
    assert told == [
        ("ada@example.com", "1234567", "Contoso HardwareKey"),
        ("", "2", "Contoso"),
        ("", "3", "a,b"),
    ]


def test_lines_end_in_any_way_and_are_counted_once() -> None:
    for end in ("\n", "\r\n", "\r"):
        content = csv(GOOD, "bad", GOOD.replace("1234567", "2"), end=end)
        assert [line.line for line in lines(content)] == [2, 3, 4]
    first, *_ = lines(b"\r\n\r\n" + csv(GOOD))
    assert first.line == 4


def test_the_end_of_a_line_may_lie_across_two_reads() -> None:
    for before in range(4080, 4100):  # so many bytes are read at first
        row = GOOD.replace("1234567", "2")
        content = csv(" " * (before - len(HEADER) - len(row) - 4), row, GOOD, end="\r\n")
        assert [line.line for line in lines(content)] == [3, 4]


def test_quoted_commas_and_quotes_are_text() -> None:
    label = one(csv(GOOD.replace("Contoso", '"Contoso, ""Ltd"""'))).seed.label
    assert label == 'Contoso, "Ltd" HardwareKey'


def test_an_interval_of_sixty_seconds_is_taken() -> None:
    assert one(csv(GOOD.replace(",30,", ",60,"))).seed.settings.period == 60


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (GOOD.replace(",30,", ",45,"), "import-interval"),
        (GOOD.replace(",30,", ",３０,"), "import-interval"),
        (GOOD.replace(",30,", ",,"), "import-interval"),
        (GOOD.replace(KEY, ""), "import-key-form"),
        (GOOD.replace(KEY, "1" * 32), "import-key-form"),
        (GOOD.replace(KEY, "A" * 33), "import-key-form"),
        (GOOD.replace(KEY, "ＡＢ" * 16), "import-key-form"),
        (GOOD.replace(KEY, KEY[:24]), "import-key-length"),
        (GOOD.replace(KEY, "A" * 104), "import-key-length"),
        (GOOD.replace("1234567", ""), "import-serial-form"),
        (GOOD.replace("1234567", "9" * 65), "import-serial-form"),
        (GOOD.replace("1234567", "=1234567"), "import-serial-form"),
        (GOOD.replace("1234567", "１２３"), "import-serial-form"),
        (GOOD.replace("Contoso", '"=HYPERLINK(""http://x"")"'), "import-name-form"),
        (GOOD.replace("Contoso", "@SUM(A1)"), "import-name-form"),
        (GOOD.replace("ada@", "+ada@"), "import-owner-form"),
        (GOOD.replace("ada@", "a" * 2048 + "@"), "import-owner-form"),
        (GOOD + ",extra", "import-columns"),
        (GOOD.rpartition(",")[0], "import-columns"),
        (GOOD.replace("Contoso", '"Contoso'), "import-quotes"),
        (GOOD.replace("Contoso", '"Con"toso'), "import-quotes"),
        (GOOD.replace("Contoso", "Con\0toso"), "import-line-encoding"),
        (GOOD.replace("Contoso", "Con\x1b]52;c;toso"), "import-line-encoding"),
        (GOOD + "x" * 5000, "import-line-long"),
    ],
)
def test_a_bad_line_is_refused_alone_and_says_nothing_of_the_key(row: str, code: str) -> None:
    before, bad, after = lines(csv(GOOD, row, GOOD.replace("1234567", "2")))
    assert isinstance(before, ImportedSeed)
    assert isinstance(after, ImportedSeed)
    assert isinstance(bad, RefusedLine)
    assert (bad.line, bad.problem.code) == (3, code)
    key = row.split(",")[2]
    told = f"{bad.problem}{bad.problem.detail}"
    assert not key or (key not in told and key[:12] not in told)


def test_keys_at_the_limits_are_taken() -> None:
    for size in (26, 103):  # 16 and 64 bytes
        assert one(csv(GOOD.replace(KEY, "A" * size))).seed.secret.reveal() == "A" * size


def test_a_serial_number_stands_once_in_a_file() -> None:
    for first, second in (("AB1", "ab1"), ("ab1", "AB1"), ("1", "1")):
        rows = (GOOD.replace("1234567", serial) for serial in (first, second))
        assert codes(csv(*rows)) == ["", "import-serial-twice"]


def test_text_in_another_encoding_spoils_its_own_line_only() -> None:
    assert codes(csv(GOOD) + GOOD.replace("Contoso", "Müller").encode("latin-1") + b"\n") == [
        "",
        "import-line-encoding",
    ]


@pytest.mark.parametrize(
    "header",
    [
        HEADER + ",algorithm",
        HEADER + ",,x",
        HEADER.replace(",secret key", ""),
        HEADER.replace(",time interval", ""),
        HEADER.replace("upn", "user"),
        HEADER.replace("upn", "model"),
        HEADER.replace("upn", "Time Interval"),
        HEADER.replace(",", "|"),
        HEADER.replace("upn,", "upn;"),
        HEADER.replace("upn", '"upn'),
        "serial;seed",
        f"1234567,{KEY}",
        f'"1234567"; "{"0123456789abcdef" * 2}"',
        "sep=;\n" + HEADER,
    ],
)
def test_another_header_is_refused_as_a_whole(header: str) -> None:
    with pytest.raises(Refused) as refused:
        lines(csv(GOOD, header=header))
    assert refused.value.problem.code == "import-header"


class Endless:
    """A file of so many hostile lines, made as it is read; says how much was read."""

    def __init__(self, rows: Iterator[bytes]) -> None:
        self.rows = rows
        self.size = 0

    def read(self, size: int) -> bytes:
        taken = b""
        while len(taken) < size // 2 and (row := next(self.rows, b"")):
            taken += row
        self.size += len(taken)
        return taken


def _hostile(count: int) -> Iterator[bytes]:
    yield HEADER.encode() + b"\n"
    good = GOOD.encode()
    for number in range(count):
        yield [
            good.replace(b"1234567", str(number).encode()),
            good.replace(b"Contoso", b'"' + b"x" * 1000),
            good.replace(b"Contoso", b"=cmd|' /C calc'!A0"),
            b"\0\xff\xfe" + bytes(range(256)).translate(None, b"\r\n"),
            b'"' * 301,
            b"," * 2000,
        ][number % 6] + b"\n"


def test_ten_thousand_hostile_lines_neither_crash_nor_fill_the_memory() -> None:
    file = Endless(_hostile(12_000))
    tracemalloc.start()
    read_ = [0, 0]
    for line in read(file, now=NOW):
        read_[isinstance(line, RefusedLine)] += 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert read_ == [2000, 10_000]
    assert file.size > 7_000_000
    assert peak < 4_000_000


def test_more_tokens_than_fit_into_one_import_are_not_read() -> None:
    rows = (f",{number},{KEY},30,A,B\n".encode() for number in range(MOST_TAKEN + 1000))
    file = Endless(iter([HEADER.encode() + b"\n", *rows]))
    taken = last = 0
    for line in read(file, now=NOW):
        taken, last = taken + isinstance(line, ImportedSeed), line
    assert taken == MOST_TAKEN
    assert isinstance(last, RefusedLine)
    assert (last.line, last.problem.code) == (MOST_TAKEN + 2, "import-too-many")
    assert "25,000" in last.problem.cause


def test_one_line_of_many_megabytes_is_refused_and_the_next_one_read() -> None:
    def rows() -> Iterator[bytes]:
        yield HEADER.encode() + b"\n"
        for _ in range(40):
            yield b"x" * 500_000
        yield b"\n" + GOOD.encode()

    tracemalloc.start()
    found = list(read(Endless(rows()), now=NOW))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [line.line for line in found] == [2, 3]
    assert isinstance(found[1], ImportedSeed)
    assert peak < 4_000_000


def test_a_file_without_end_is_given_up() -> None:
    def rows() -> Iterator[bytes]:
        yield HEADER.encode() + b"\n"
        while True:
            yield b"x" * 1_000_000

    file = Endless(rows())
    with pytest.raises(Refused) as refused:
        list(read(file, now=NOW))
    assert refused.value.problem.code == "import-too-large"
    assert file.size < 70 * 1024 * 1024


_text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


@given(st.lists(st.tuples(_text, _text, _text, _text, _text, _text), max_size=5))
def test_whatever_stands_in_the_columns_each_line_is_taken_or_refused(rows: list[tuple[str, ...]]) -> None:
    quoted = [",".join('"' + value.replace('"', '""') + '"' for value in row) for row in rows]
    found = lines(csv(*quoted, GOOD))
    assert found[-1].line == len(rows) + 2
    for line in found:
        assert isinstance(line, ImportedSeed | RefusedLine)
        assert 2 <= line.line <= len(rows) + 2


@given(
    st.binary(min_size=16, max_size=64),
    st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,30}", fullmatch=True),
    st.sampled_from(["30", "60"]),
)
def test_what_is_written_is_read_back(key: bytes, serial: str, period: str) -> None:
    row = dict(zip(COLUMNS, ("bo@x", serial, base64.b32encode(key).decode(), period, "A", "B"), strict=True))
    seed = one(csv(",".join(row.values()))).seed
    padded = seed.secret.reveal() + "=" * (-len(seed.secret.reveal()) % 8)
    assert base64.b32decode(padded) == key
    assert (seed.serial, str(seed.settings.period)) == (serial, period)
