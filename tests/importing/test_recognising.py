"""Which format a file is, and what can be wrong with any."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from importing import rfc6030
from importing.reading import NOW, codes, lines

from helpdesk_tui.desk.imports import ImportedSeed, RefusedLine
from helpdesk_tui.errors import Refused
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
        (b"PK\x03\x04\x14\0\x06\0", "import-format"),
        (CSV.decode().encode("utf-16"), "import-format"),
        (b"{}", "import-format"),
    ],
)
def test_another_file_is_refused_and_nothing_of_it_repeated(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        lines(content)
    assert refused.value.problem.code == code
    assert "root" not in f"{refused.value.problem}{refused.value.problem.detail}"


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

    taken, broken = read(Failing(), now=NOW)  # type: ignore[arg-type]  # it has all that is needed
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
    assert all(isinstance(line, ImportedSeed | RefusedLine) for line in found)


def test_nothing_read_shows_its_key_when_printed() -> None:
    assert KEY not in repr(lines(CSV))
