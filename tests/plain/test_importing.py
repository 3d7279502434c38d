"""import: files of tokens and apps; progress, a report of each refused line, all or nothing."""

import base64
import json
import signal
import tracemalloc
from dataclasses import replace

import pytest
from importing.rfc6030 import FIGURE_6, FIGURE_6_KEY
from plain.shapes import documented, shape

from helpdesk_tui.plain.exits import Exit

KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HEADER = "upn,serial number,secret key,time interval,manufacturer,model\n"
GOOD = f"{HEADER}ada.byron@demo.example,HT-1,{KEY},30,Maker,Model\n,HT-2,{KEY[::-1]},60,Maker,Model\n"
MIXED = f"{GOOD}nobody.here@demo.example,HT-3,{KEY},30,Maker,Model\n,HT-4,not base 32!,30,Maker,Model\n"


@pytest.fixture
def file(tmp_path):
    def write(text: str | bytes, name: str = "tokens.csv") -> str:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


def serials(desk) -> list[str]:
    methods = desk.console.sign_in.stores.methods
    return [each for each in ("HT-1", "HT-2", "HT-3", "HT-4") if methods.in_stock(each)]


def test_a_file_is_taken_in_and_counts_after_the_first_code_alone(desk, file):
    ran = desk("import", file(GOOD), terminal=False)
    assert ran.code == Exit.DONE
    assert ran.out.splitlines()[0] == "Stored: 2. Refused: 0."
    assert serials(desk) == ["HT-2"]
    (token,) = [each for each in desk.methods() if each["kind"] == "oath-token"]
    assert (token["origin"], token["usable"], token["why_not"]) == ("imported", False, "not confirmed yet")


def test_each_refused_line_is_reported_with_its_number_and_nothing_of_its_key(desk, file):
    ran = desk("import", file(MIXED))
    assert ran.code == Exit.REFUSED
    lines = ran.out.splitlines()
    assert lines[0].startswith("Line 4: No account has this login, UPN or mail address.")
    assert lines[1].startswith("Line 5: ")
    assert "Stored: 2. Refused: 2." in lines
    for text in (ran.all, desk.record()):
        assert KEY not in text
        assert "not base 32" not in text


def test_all_or_nothing_stores_nothing_of_a_file_with_one_bad_line(desk, file):
    ran = desk("import", "--all-or-nothing", file(MIXED))
    assert ran.code == Exit.REFUSED
    assert "Stored: 0. Refused: 2." in ran.out
    assert "Nothing was stored, as you asked: all or nothing." in ran.out
    assert serials(desk) == []
    assert desk("import", "--all-or-nothing", file(GOOD)).code == Exit.DONE


def test_the_json_has_the_documented_shape(desk, file):
    ran = desk("import", "--json", file(MIXED))
    report = json.loads(ran.out)
    assert shape(report) == shape(documented("import"))
    assert [each["line"] for each in report["refused"]] == [4, 5]
    assert (report["stored"], report["written"]) == (2, True)


def test_a_file_full_of_faults_is_reported_with_a_number_and_in_little_memory(desk, file):
    path = file(HEADER + "x\n" * 60_000)
    tracemalloc.start()
    ran = desk("import", path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert ran.code == Exit.REFUSED
    assert peak < 3_000_000
    lines = ran.out.splitlines()
    assert len(lines) == 102
    assert lines[-2:] == ["And 59,900 more lines, which are not listed.", "Stored: 0. Refused: 60000."]
    assert len([line for line in ran.err.splitlines() if line.startswith("Read ")]) < 200
    assert "'refused': 60000" in desk.record()


def test_parameters_that_are_not_known_are_named_and_keep_no_app_out(desk, file):
    address = f"otpauth://totp/X:ada.byron?secret={KEY[::-1]}&creator=maker&lock=true&zone=%1b[2J\n"
    ran = desk("import", file(address, "apps.txt"))
    assert ran.code == Exit.DONE
    assert "Passed over, for they are not known here: creator, zone." in ran.out


@pytest.mark.parametrize("text", [HEADER, HEADER.encode("utf-16"), "# none\n", "<a/>"])
def test_nothing_stored_and_nothing_refused_is_never_all_that_is_said(desk, file, text):
    ran = desk("import", file(text))
    assert ran.code == Exit.REFUSED
    assert "Stored" not in ran.out
    assert ran.err.strip()


@pytest.mark.parametrize(
    "content",
    [
        FIGURE_6_KEY.encode("utf-16"),
        b"\xef\xbb\xbf" + FIGURE_6_KEY.encode() + b"\r\n",
        f"{FIGURE_6_KEY[:16]}\r\n{FIGURE_6_KEY[16:]}".encode("utf-16-le"),
        bytes.fromhex(FIGURE_6_KEY),
        base64.b64encode(bytes.fromhex(FIGURE_6_KEY)),
    ],
)
def test_the_key_may_lie_in_its_file_as_tools_write_it(desk, file, content):
    ran = desk("import", "--key-file", file(content, "key"), file(FIGURE_6, "tokens.xml"))
    assert (ran.code, ran.out.splitlines()[0]) == (Exit.DONE, "Stored: 1. Refused: 0.")


def test_progress_goes_to_standard_error(desk, file):
    many = HEADER + "".join(f"nobody{n}@demo.example,S-{n},{KEY},30,M,M\n" for n in range(210))
    ran = desk("import", file(many))
    assert [line for line in ran.err.splitlines() if line.startswith("Read ")] == [
        "Read 100 lines.",
        "Read 200 lines.",
    ]
    assert "Read " not in ran.out


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "The file is empty."),
        ("\x1b]52;c;eA\x07 nonsense", "This is neither CSV of tokens"),
        (b"\xff\xfe\x00" * 500, "This is neither CSV of tokens"),
    ],
)
def test_what_is_no_such_file_is_refused_in_words(desk, file, text, says):
    ran = desk("import", file(text))
    assert ran.code == Exit.REFUSED
    assert says in ran.err
    assert "\x1b" not in ran.out + ran.err


def test_a_file_that_is_not_there_is_refused(desk, tmp_path):
    ran = desk("import", str(tmp_path / "missing.csv"))
    assert ran.code == Exit.REFUSED
    assert "The file cannot be read." in ran.err


def test_only_registrars_and_supervisors_import(desk, file):
    refused = desk("import", file(GOOD), operator="operator")
    assert (refused.code, refused.out) == (Exit.NOT_PERMITTED, "")
    assert serials(desk) == []
    assert desk("import", file(GOOD), operator="super").code == Exit.DONE


# --- encrypted files ----------------------------------------------------------------------------------


def opened_with(desk):
    """What reached the reader of files."""
    seen = []

    def read(file):
        seen.append((file.key and file.key.reveal(), file.password and file.password.reveal(), file.key_file))
        return iter(())

    return seen, replace(desk, console=replace(desk.console, read_import=read))


def test_key_and_password_are_typed_unseen(desk, file):
    for option, question, wanted in (
        ("--ask-key", "Pre-shared key", ("00ff", None, None)),
        ("--ask-password", "Password of the file", (None, "00ff", None)),
    ):
        seen, reading = opened_with(desk)
        ran = reading("import", option, file(GOOD), answers=[(question, "00ff")])
        assert seen == [wanted]
        assert len(ran.terminal.unseen) == 1
        assert "00ff" not in ran.all + desk.record()


@pytest.mark.parametrize("by", ["file", "typed"])
def test_an_encrypted_file_is_opened_by_its_key(desk, file, by):
    """Figure 6 of RFC 6030, and its key; its key package is a counter token's."""
    tokens = file(FIGURE_6, "tokens.xml")
    spaced = f"{FIGURE_6_KEY[:16]} {FIGURE_6_KEY[16:]}\n"
    if by == "file":
        ran = desk("import", "--key-file", file(spaced, "key"), tokens)
    else:
        ran = desk("import", "--ask-key", tokens, answers=[("Pre-shared key", FIGURE_6_KEY)])
    assert (ran.code, ran.out.splitlines()[0]) == (Exit.DONE, "Stored: 1. Refused: 0.")
    assert FIGURE_6_KEY not in ran.all + desk.record()


def test_a_wrong_key_opens_nothing(desk, file):
    ran = desk("import", "--key-file", file("ab" * 16, "key"), file(FIGURE_6, "tokens.xml"))
    assert ran.code == Exit.REFUSED
    assert "Stored: 1" not in ran.out


@pytest.mark.parametrize("content", [b"not hexadecimal \xff", b"0" * 5000, b"", b" \n", b"\xff\xfe"])
def test_a_file_that_holds_no_key_is_refused_before_anything_is_read(desk, file, content):
    ran = desk("import", "--key-file", file(content, "key"), file(GOOD))
    assert ran.code == Exit.REFUSED
    assert "The file with the key cannot be read, or holds no key." in ran.err
    assert serials(desk) == []


# --- stopping -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("whole", "stored"), [(False, 1), (True, 0)])
def test_ctrl_c_stops_between_two_lines(desk, file, whole, stored):
    read = desk.console.read_import

    def interrupted(opened):
        for place, line in enumerate(read(opened)):
            if place == 1:
                signal.raise_signal(signal.SIGINT)
            yield line

    stopping = replace(desk, console=replace(desk.console, read_import=interrupted))
    words = ["--all-or-nothing"] if whole else []
    ran = stopping("import", *words, file(GOOD))
    assert ran.code == Exit.REFUSED
    tokens = [each for each in desk.methods() if each["kind"] == "oath-token"]
    assert len(tokens) == stored
    assert ("Cancelled." if whole else "Stopped: the rest of the file was not read.") in ran.err
