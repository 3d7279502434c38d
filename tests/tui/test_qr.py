"""The QR code in half blocks."""

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.desk.codes import provisioning_uri
from helpdesk_tui.desk.method import OathSettings
from helpdesk_tui.secret import Secret
from helpdesk_tui.tui.widgets.qr import QUIET, Matrix, draw, drawn, matrix

ROWS = 23  # of a window of 24, under the context bar


def uri(login: str, issuer: str = "Help%20desk") -> Secret:
    return Secret(f"otpauth://totp/{issuer}:{login}?secret={'ABCD2345' * 4}&issuer={issuer}")


def read_back(lines: tuple[str, ...]) -> list[list[bool]]:
    """The modules of drawn lines, upper half first."""
    rows: list[list[bool]] = []
    for line in lines:
        rows.append([block in "▀█" for block in line])
        rows.append([block in "▄█" for block in line])
    return rows


def quiet_rows(rows: list[list[bool]]) -> int:
    return next(place for place, row in enumerate(rows) if any(row))


@pytest.mark.parametrize("login", ["a", "ada.byron", "a" * 20, "a.long.login@corp.example.com"])
def test_a_real_address_fits_eighty_by_twenty_four_with_room_beside(login: str) -> None:
    lines = draw(matrix(uri(login)), ROWS)
    assert lines is not None
    assert len(lines) <= ROWS
    assert {len(line) for line in lines} <= set(range(40, 50)), "so that 30 columns are left for the key"


def test_a_usual_address_has_the_whole_quiet_zone() -> None:
    rows = read_back(draw(matrix(uri("ada.byron")), ROWS) or ())
    assert quiet_rows(rows) == QUIET
    assert min(next(place for place, dark in enumerate(row) if dark) for row in rows if any(row)) == QUIET


@given(st.integers(1, 12))
def test_what_is_drawn_is_the_code(version: int) -> None:
    code = segno.make_qr("x", version=version)
    modules: Matrix = tuple(tuple(bool(module) for module in line) for line in code.matrix)
    rows = read_back(draw(modules, 100) or ())
    top = quiet_rows(rows)
    drawn = tuple(tuple(row[QUIET : QUIET + len(modules)]) for row in rows[top : top + len(modules)])
    assert drawn == modules


def test_a_window_that_is_too_low_gets_none() -> None:
    assert draw(matrix(uri("ada.byron")), 10) is None


def test_the_address_is_in_the_code_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    make = segno.make_qr

    def watched(content: list[str], **options: object) -> segno.QRCode:
        asked.append(content)
        return make(content, **options)

    monkeypatch.setattr(segno, "make_qr", watched)
    whole = uri("ada.byron")
    modules = matrix(whole)
    assert "".join(asked[0]) == whole.reveal()
    assert len(modules) <= len(make(whole.reveal(), error="l", boost_error=False).matrix)


@pytest.mark.parametrize("algorithm", ["SHA1", "SHA256", "SHA512"])
@pytest.mark.parametrize("login", ["ada.byron", "margarethe.feathers"])
@pytest.mark.parametrize("issuer", ["Help desk", "Example Corp Help Desk"])
def test_what_the_desk_makes_fits_the_smallest_window(issuer: str, login: str, algorithm: str) -> None:
    key = "ABCDEFGH" * 4 if algorithm == "SHA1" else "ABCDEFGH" * 6 + "ABCD"
    made = provisioning_uri(Secret(key), OathSettings(8, 30, algorithm), issuer, login)
    lines = drawn(made, 24)
    assert lines is not None
    assert len(lines) <= 24
    assert {len(line) for line in lines} <= set(range(40, 54)), "so that 26 columns are left for the key"


def test_a_code_that_does_not_fit_says_the_issuer_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    make = segno.make_qr

    def watched(content: list[str], **options: object) -> segno.QRCode:
        asked.append("".join(content))
        return make(content, **options)

    monkeypatch.setattr(segno, "make_qr", watched)
    key = Secret("ABCDEFGH" * 6 + "ABCD")
    made = provisioning_uri(key, OathSettings(8, 30, "SHA256"), "Example Corp Help Desk", "ada.byron")
    assert drawn(made, 24) is not None
    assert asked[0] == made.reveal()
    assert asked[1] == made.reveal().replace("Example%20Corp%20Help%20Desk:", "")
    assert "issuer=Example%20Corp%20Help%20Desk" in asked[1]
