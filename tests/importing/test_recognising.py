"""Which format a file is, and what can be wrong with any."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from importing import rfc6030
from importing.reading import NOW, codes, lines

from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.imports import ImportedSeed, RefusedLine
from helpdesk_tui.importing import read

KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
CSV = f"upn,serial number,secret key,time interval,manufacturer,model\n,1,{KEY},30,A,B\n".encode()
ADDRESS = f"otpauth://totp/X:ada?secret={KEY}\n".encode()


@pytest.mark.parametrize(
    "content", [CSV, ADDRESS, b"# mine\n" + ADDRESS, b"\r\n \n" + ADDRESS, rfc6030.FIGURE_3]
)
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_every_format_is_recognised_by_its_beginning(content: bytes, mark: bytes) -> None:
    assert codes(mark + content) == [""]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import-empty"),
        (b" \n\n", "import-empty"),
        (b"root:x:0:0:root:/root:/bin/bash\n", "import-format"),
        (b"PK\x03\x04\x14\0\x06\0", "import-binary"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16), "import-binary"),
        (b"\x85\x02\x0c\x03" + bytes(range(200)), "import-binary"),
        (b"-----BEGIN PGP MESSAGE-----\n\nhQEMA", "import-encrypted"),
        (b'{"version":1,"header":{"slots":null},"db":{"entries":[]}}', "import-json"),
        (f'[{{"secret":"{KEY}","issuer":"root","serial":1}}]'.encode(), "import-json"),
        (b"LOGGING START,1/1/2026 9:00\nOATH-HOTP,1/1/2026 9:01,1,root", "import-yubikey"),
        (b"Yubico OTP,1/1/2026 9:01,1,root,00", "import-yubikey"),
        (b"<Tokens><Token serial='root'/></Tokens>", "import-xml"),
        (b"<TKNBatch><TKN SN='root'/></TKNBatch>", "import-securid"),
        (f"<KeyContainer><Device>{KEY}</Device></KeyContainer>".encode(), "pskc-draft"),
        (f"otpauth-migration://offline?data={KEY}".encode(), ""),
    ],
)
def test_another_file_is_refused_and_nothing_of_it_repeated(content: bytes, code: str) -> None:
    if not code:  # one line of a list
        assert codes(content) == ["otpauth-migration"]
        return
    with pytest.raises(Refused) as refused:
        lines(content)
    assert refused.value.problem.code == code
    told = f"{refused.value.problem}{refused.value.problem.detail}"
    assert "root" not in told
    assert KEY not in told


WIDE = ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]


@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("encoding", WIDE)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_format_is_read_in_utf_16_and_32(encoding: str, mark: str, end: str) -> None:
    xml = rfc6030.FIGURE_3.decode().replace("UTF-8", encoding[:6]).replace("Manufacturer<", "Sécurité<")
    for text in (CSV.decode().replace("A,B", "Sécurité,"), ADDRESS.decode().replace("X:", "Sécurité:"), xml):
        (read,) = lines((mark + text.replace("\n", end)).encode(encoding))
        assert isinstance(read, ImportedSeed), read
        assert read.seed.label == "Sécurité"
        assert read.seed.secret.reveal() == KEY


@pytest.mark.parametrize("encoding", WIDE)
def test_a_long_file_in_another_encoding_is_read_to_its_end(encoding: str) -> None:
    rows = "".join(f",{number},{KEY},30,Sécurité,𝔐\n" for number in range(3000))
    found = lines((CSV.decode().partition("\n")[0] + "\n" + rows).encode(encoding))
    assert [line.line for line in found] == list(range(2, 3002))
    assert all(isinstance(line, ImportedSeed) for line in found)


def test_half_a_character_spoils_its_line_and_a_torn_end_the_last_one() -> None:
    bad, good = f",1,{KEY},30,A\ud800,B\n", f",2,{KEY},30,A,B\n"
    text = "\ufeff" + CSV.decode().partition("\n")[0] + "\n" + bad + good
    content = text.encode("utf-16-le", "surrogatepass")
    assert codes(content) == ["import-line-encoding", ""]
    assert codes(content + b"x") == ["import-line-encoding", "", "import-encoding"]


def test_xml_in_its_own_encoding_is_read() -> None:
    for name in ("iso-8859-1", "windows-1252"):
        text = rfc6030.FIGURE_3.decode().replace("UTF-8", name).replace("Manufacturer<", "Sécurité<")
        (read,) = lines(b"\n " + text.encode(name))
        assert isinstance(read, ImportedSeed)
        assert read.seed.label == "Sécurité"


@pytest.mark.parametrize("declared", ["utf-16", "UTF-16LE", "Unicode", "ucs-2"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_bytes_are_right_where_a_declaration_of_utf_16_is_wrong(declared: str, mark: bytes) -> None:
    assert codes(mark + rfc6030.FIGURE_3.replace(b"UTF-8", declared.encode())) == [""]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (CSV.partition(b"\n")[0], "import-nothing"),
        (CSV.partition(b"\n")[0] + b"\r\n,,,,,\r\n\r\n", "import-nothing"),
        (b"# nothing yet\n\n#\n", "import-nothing"),
        (b"\xff\xfe", "import-empty"),
        (b"\xef\xbb\xbf", "import-empty"),
        (b"\xef\xbb\xbf \r\n", "import-empty"),
        (rfc6030.container(), "pskc-nothing"),
        (rfc6030.container("<ds:Signature/>"), "pskc-nothing"),
        (rfc6030.container("<xenc:EncryptedData/>"), "pskc-nothing"),
    ],
)
def test_a_file_of_which_nothing_is_read_says_why(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        lines(content)
    assert refused.value.problem.code == code


def test_a_file_is_read_by_its_path(tmp_path: Path) -> None:
    file = tmp_path / "tokens.csv"
    file.write_bytes(CSV)
    assert [line.line for line in read(file, now=NOW)] == [2]


def test_what_is_no_file_to_be_read_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "secret.csv").write_bytes(CSV)
    (tmp_path / "secret.csv").chmod(0)
    tried = [tmp_path, tmp_path / "missing", tmp_path / "pipe", Path("/dev/zero"), tmp_path / "a\0b"]
    if os.geteuid() != 0:
        tried.append(tmp_path / "secret.csv")
    for path in tried:
        with pytest.raises(Refused) as refused:
            list(read(path, now=NOW))
        assert refused.value.problem.code == "import-unreadable"


def test_a_disk_that_fails_is_told() -> None:
    class Failing:
        def __init__(self) -> None:
            self.given = [CSV]

        def read(self, size: int) -> bytes:
            if not self.given:
                raise OSError(5, "Input/output error")
            return self.given.pop()

    taken, broken = read(Failing(), now=NOW)
    assert isinstance(taken, ImportedSeed)
    assert isinstance(broken, RefusedLine)
    assert broken.problem.code == "import-unreadable"


_BEGINNINGS = [
    b"",
    b"<",
    b"<KeyContainer xmlns='urn:ietf:params:xml:ns:keyprov:pskc'>",
    CSV,
    ADDRESS,
    b"#",
    b"\xef\xbb\xbf",
]


@given(st.sampled_from(_BEGINNINGS), st.binary(max_size=300))
def test_any_bytes_are_taken_or_refused(beginning: bytes, rest: bytes) -> None:
    try:
        found = lines(beginning + rest, key="00" * 16, password="x")
    except Refused:
        return
    assert found, "nothing, and no reason"
    assert all(isinstance(line, ImportedSeed | RefusedLine) for line in found)


def test_nothing_read_shows_its_key_when_printed() -> None:
    assert KEY not in repr(lines(CSV))
