"""Codes that privacyIDEA checks: its documented answers, and those that look like them."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lab import privacyidea
from lab.certificates import EXPIRED, Authority, Certificate, self_signed

from helpdesk_tui.desk.errors import ConfigError, Refused, VerifierUnreachable
from helpdesk_tui.desk.ports import Accepted, Challenged, Checked, Rejected
from helpdesk_tui.secret import Secret
from helpdesk_tui.verifiers.privacyidea import PrivacyIdea
from helpdesk_tui.verifiers.settings import PrivacyIdeaSettings

ADA, TWO = "ada.byron", "two.steps"
YES = {
    "detail": {"message": "matching 1 tokens"},
    "result": {"status": True, "value": True, "authentication": "ACCEPT"},
}


def verifier(server: privacyidea.Server, **changes: object) -> PrivacyIdea:
    usual: dict[str, object] = {
        "host": "localhost",
        "port": server.port,
        "path": server.path,
        "ca_file": server.ca_file,
        "connect_seconds": 5.0,
        "timeout_seconds": 5.0,
    }
    return PrivacyIdea(PrivacyIdeaSettings(**(usual | changes)))


def refusal(made: PrivacyIdea) -> str:
    with pytest.raises(VerifierUnreachable) as caught:
        made.check(ADA, Secret("canary-code"))
    assert "canary" not in str(caught.value.problem) + caught.value.problem.detail
    return caught.value.problem.code


def said(server: privacyidea.Server, answer: object, status: int = 200) -> Checked:
    server.status, server.answer = status, json.dumps(answer).encode()
    return verifier(server).check(ADA, Secret("123456"))


# --- what it checks -----------------------------------------------------------------------------------


def test_the_code_of_the_token_is_accepted(server: privacyidea.Server):
    typed = server.code(ADA)
    assert verifier(server).check(ADA, Secret(typed)) == Accepted()
    (request,) = server.received
    assert request.path == "/pi/validate/check"
    assert request.fields == {"user": ADA, "pass": typed}
    assert "authorization" not in request.headers


def test_another_code_is_rejected_in_its_words(server: privacyidea.Server):
    typed = f"{(int(server.code(ADA)) + 1) % 1_000_000:06}"
    assert verifier(server).check(ADA, Secret(typed)) == Rejected("wrong otp value")


def test_what_it_asks_further_is_answered_under_its_transaction(server: privacyidea.Server):
    asked = verifier(server)
    found = asked.check(TWO, Secret(server.code(TWO)))
    assert isinstance(found, Challenged)
    assert found.words == privacyidea.ASKS
    assert asked.check(TWO, Secret("rosebud"), found.continuation) == Accepted()
    assert server.received[1].fields["transaction_id"] == found.continuation.token.decode()


def test_a_wrong_answer_to_it_is_rejected(server: privacyidea.Server):
    asked = verifier(server)
    found = asked.check(TWO, Secret(server.code(TWO)))
    assert isinstance(found, Challenged)
    assert asked.check(TWO, Secret("thorn"), found.continuation) == Rejected("Response did not match")


def test_a_realm_and_a_key_are_shown_where_they_are_set(server: privacyidea.Server):
    server.realm, server.api_key = "staff", "canary-key"
    made = verifier(server, realm="staff", api_key=Secret("canary-key"))
    assert made.check(ADA, Secret(server.code(ADA))) == Accepted()


def test_signs_that_mean_something_in_a_form_stay_what_they_are(server: privacyidea.Server):
    with pytest.raises(VerifierUnreachable):
        verifier(server).check("a&user=b+c=%41", Secret("&pass=1 +%"))
    assert server.received[0].fields == {"user": "a&user=b+c=%41", "pass": "&pass=1 +%"}


# --- what is no answer --------------------------------------------------------------------------------


def test_somebody_whom_it_does_not_know_is_no_wrong_code(server: privacyidea.Server):
    with pytest.raises(VerifierUnreachable) as caught:
        verifier(server).check("nobody", Secret("123456"))
    assert caught.value.problem.code == "verifier-refused"
    assert caught.value.problem.detail == "HTTP 400 ERR904"


def test_a_server_that_refuses_the_desk_is_no_wrong_code(server: privacyidea.Server):
    server.api_key = "another"
    assert refusal(verifier(server)) == "verifier-login"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (301, "verifier-redirect"),
        (307, "verifier-redirect"),
        (401, "verifier-login"),
        (403, "verifier-login"),
        (404, "verifier-refused"),
        (429, "verifier-refused"),
        (500, "verifier-unclear"),
        (204, "verifier-unclear"),
        (206, "verifier-unclear"),
    ],
)
def test_a_status_that_is_not_200_is_no_answer_whatever_it_says(
    server: privacyidea.Server, status: int, code: str
):
    server.headers["Location"] = f"https://localhost:{server.port}/pi/validate/check"
    with pytest.raises(VerifierUnreachable) as caught:
        said(server, YES, status)
    assert caught.value.problem.code == code
    assert len(server.received) == 1  # and nobody else is asked


def _with(**changes: object) -> dict[str, object]:
    return {**YES, "result": {**YES["result"], **changes}}


UNCLEAR = {
    "a yes by one of two only": _with(authentication="REJECT"),
    "a yes by the other only": _with(value=False),
    "a yes that is no truth value": _with(value=1),
    "a yes in words": _with(value="true"),
    "a yes of an old version, which says it once": {"result": {"status": True, "value": True}},
    "a challenge beside a yes": _with(authentication="CHALLENGE"),
    "a challenge without a transaction": _with(value=False, authentication="CHALLENGE"),
    "a challenge with an endless transaction": {
        **_with(value=False, authentication="CHALLENGE"),
        "detail": {"transaction_id": "9" * 65},
    },
    "a challenge with a number for its transaction": {
        **_with(value=False, authentication="CHALLENGE"),
        "detail": {"transaction_id": 5},
    },
    "nothing": {},
    "a list": [YES],
    "a result that is a list": {"result": [True]},
    "no status": {"result": {"value": True, "authentication": "ACCEPT"}},
}


@pytest.mark.parametrize("answer", UNCLEAR.values(), ids=UNCLEAR)
def test_an_answer_that_is_not_beyond_doubt_is_none(server: privacyidea.Server, answer: object):
    with pytest.raises(VerifierUnreachable) as caught:
        said(server, answer)
    assert caught.value.problem.code in {"verifier-unclear", "verifier-refused"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"yes",
        b"\xff\xfe",
        b"[" * 60_000,
        b'{"result": {"status": true, "value": true, "authentication": "ACCEPT"}, "x": ' + b"9" * 5000 + b"}",
        json.dumps({**YES, "more": "x" * 70_000}).encode(),
    ],
    ids=["empty", "no JSON", "no text", "deep", "a number without end", "too large"],
)
def test_what_is_no_answer_of_its_is_none(server: privacyidea.Server, body: bytes):
    server.answer = body
    assert refusal(verifier(server)) in {"verifier-refused", "verifier-unclear"}


def test_an_answer_that_is_cut_off_is_none(server: privacyidea.Server):
    server.answer = json.dumps(YES).encode()
    server.headers["Content-Length"] = str(len(server.answer) + 1)
    assert refusal(verifier(server)) in {"verifier-refused", "verifier-unclear"}


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["ACCEPT", "CHALLENGE"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(VALUES, VALUES, VALUES, VALUES)
def test_nothing_but_both_words_is_a_yes(server: privacyidea.Server, status, value, authentication, detail):
    result = {"status": status, "value": value, "authentication": authentication}
    try:
        found = said(server, {"detail": detail, "result": result})
    except VerifierUnreachable:
        return
    assert not isinstance(found, Accepted) or (value is True and authentication == "ACCEPT")


def test_what_it_says_is_cleaned_and_cut(server: privacyidea.Server):
    answer = _with(value=False, authentication="REJECT")
    answer["detail"] = {"message": "\x1b]52;c;AAAA\x07No\n" + "x" * 500}
    found = said(server, answer)
    assert isinstance(found, Rejected)
    assert found.words.startswith("]52;c;AAAANo xxx")
    assert len(found.words) == 200


# --- the connection -----------------------------------------------------------------------------------


@pytest.mark.parametrize("case", ["verifier-untrusted", "verifier-wrong-name", "verifier-expired"])
def test_a_certificate_that_is_wrong_is_told_before_anything_is_sent(
    tmp_path: Path, authority: Authority, case: str
):
    certificates: dict[str, Certificate] = {
        "verifier-untrusted": self_signed(tmp_path, "localhost"),
        "verifier-wrong-name": authority.issue("elsewhere.example"),
        "verifier-expired": authority.issue("localhost", days=EXPIRED),
    }
    with privacyidea.serve(tmp_path, authority=authority, certificate=certificates[case]) as bad:
        assert refusal(verifier(bad)) == case
        assert not bad.received


def test_nobody_listens(server: privacyidea.Server):
    assert refusal(verifier(server, port=9)) == "verifier-unreachable"


def test_no_such_host(server: privacyidea.Server):
    assert refusal(verifier(server, host="pi.invalid")) == "verifier-no-host"


def test_a_server_that_says_nothing_is_left(server: privacyidea.Server):
    began = time.monotonic()
    with server._lock:
        assert refusal(verifier(server, timeout_seconds=0.4)) == "verifier-timeout"
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("typed", ["1" * 129, "12\ud932"])
def test_a_code_that_cannot_be_sent_goes_nowhere(server: privacyidea.Server, typed: str):
    with pytest.raises(Refused) as caught:
        verifier(server).check(ADA, Secret(typed))
    assert caught.value.problem.code == "verifier-code-malformed"
    assert not server.received


def test_a_file_that_is_no_authority_is_told_before_the_first_code(tmp_path: Path):
    file = tmp_path / "ca.pem"
    file.write_text("no certificate")
    with pytest.raises(ConfigError) as caught:
        PrivacyIdea(PrivacyIdeaSettings("localhost", ca_file=file))
    assert caught.value.problem.code == "ca-file"
