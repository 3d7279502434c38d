"""Every way to prove a caller, on a real terminal, against the domain, with real mail and a real gateway."""

import re
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from desk.asking import Asking
from desk.enrolling import in_words
from e2e import calls
from e2e.conftest import Place
from lab import gateway, people, smtp
from lab.domain import Domain, NewPerson

from helpdesk_tui.desk.account import AccountId
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.clearance import ClearanceId
from helpdesk_tui.desk.desk import Desk
from helpdesk_tui.desk.imports import ImportedLine
from helpdesk_tui.desk.method import MethodKind
from helpdesk_tui.importing import read
from helpdesk_tui.secret import Secret

EVERY = 'methods = ["totp", "oath-token", "recovery-code", "access-pass", "call-back", "questions"]'
MOBILE, MASKED = "+44 7700 900200", "•••• 00"


@pytest.fixture
def mail(place: Place, tmp_path: Path) -> Iterator[smtp.Server]:
    with smtp.serve(tmp_path, login=("desk", "mail-password")) as server:
        password = place.private("mail-password", "mail-password\n")
        place.configure(
            verification='methods = ["email", "manager", "totp"]',
            more=f"""[notices]
help_link = "https://help.lab.example"
[mail]
server = "smtp://localhost:{server.port}"
login = "desk"
password = "file:{password}"
sender = "helpdesk@lab.example"
ca_file = "{server.ca_file}"
""",
        )
        yield server


@pytest.fixture
def sms(place: Place, tmp_path: Path) -> Iterator[gateway.Server]:
    with gateway.serve(tmp_path) as server:
        secret = place.private("gateway-secret", "gateway-secret\n")
        place.configure(
            verification='methods = ["sms", "call-back", "totp", "recovery-code"]',
            more=f"""[notices]
help_link = "https://help.lab.example"
[sms]
gateway = "https"
url = "{server.url}"
secret = "file:{secret}"
ca_file = "{server.ca_file}"
success_path = "result.status"
success_values = ["ok"]
[sms.headers]
Authorization = "Bearer $secret"
""",
        )
        yield server


def cleared(desk: Desk, person: NewPerson) -> ClearanceId:
    """A clearance for changing methods, by a call-back."""
    begun = desk.verifying.begin(AccountId(person.id), frozenset({Action.CHANGE_METHODS}))
    call = next(o.method.id for o in begun.options if o.method.kind is MethodKind.CALL_BACK and o.usable)
    Asking(desk.verifying).number_to_dial(begun.id, call)
    clearance = Asking(desk.verifying).attest(begun.id, call, confirmed=True).clearance
    assert clearance is not None
    return clearance.id


def events(place: Place) -> list[str]:
    records = place.json("audit", "list", operator=people.AUDITOR)
    assert isinstance(records, list)
    return [each["event"] for each in records]


def test_a_code_by_sms_through_a_real_gateway(place: Place, person: NewPerson, sms: gateway.Server) -> None:
    with place.console() as terminal:
        calls.verify(terminal, place, person)
        calls.choose(terminal, "SMS code")
        terminal.press("enter")
        words = calls.phrase(terminal)
        request = sms.wait_for("+447700900200")
        assert request.headers["authorization"] == "Bearer gateway-secret"
        text = request.json()["text"]
        assert words in text
        assert "Olga Operator" in text
        terminal.wait_for(MASKED)
        found = re.match(r"\d{4} \d{4}", text)
        assert found, text
        calls.enter(terminal, found[0])
        terminal.wait_for(calls.CLEARED, 10)
        terminal.press("enter")
        terminal.wait_for("Record", 15)
        assert "password" in sms.wait_for("+447700900200", 2).json()["text"]
    assert [e for e in events(place) if e.startswith(("challenge", "notice"))] == [
        "challenge.sending",
        "challenge.sent",
        "notice.due",
        "notice.sent",
        "notice.told",
    ]
    for file in place.home.rglob("*"):
        if file.is_file() and file.name != "gateway-secret":
            assert found[0].replace(" ", "").encode() not in file.read_bytes()
            assert b"gateway-secret\n" not in file.read_bytes()


def test_a_code_by_mail_over_starttls(
    place: Place, samba: Domain, person: NewPerson, mail: smtp.Server
) -> None:
    samba.set_attributes(person.login, mail="ada@lab.example")
    with place.console() as terminal:
        calls.verify(terminal, place, person)
        calls.choose(terminal, "E-mail code")
        terminal.press("enter")
        words = calls.phrase(terminal)
        message = mail.wait_for("ada@lab.example")
        text = message.get_content()
        assert words in text
        found = re.search(r"\d{4} \d{4}", text)
        assert found, text
        assert found[0] not in message["Subject"]
        calls.enter(terminal, found[0].replace(" ", ""))
        terminal.wait_for(calls.CLEARED, 10)
    assert mail.to("ada@lab.example")[0].login == "desk"


def test_the_managers_approval_by_mail(place: Place, samba: Domain, mail: smtp.Server) -> None:
    boss = samba.new_person(mail="boss@lab.example")
    person = samba.new_person(manager=boss.dn)
    with place.console() as terminal:
        calls.verify(terminal, place, person)
        calls.choose(terminal, "Manager's approval")
        terminal.press("enter")
        words = calls.phrase(terminal)
        text = mail.wait_for("boss@lab.example").get_content()
        assert words in text
        assert person.login in text or f"Person {person.login}" in text
        found = re.search(r"\d{4} \d{4}", text)
        assert found, text
        calls.enter(terminal, found[0])
        terminal.wait_for(calls.CLEARED, 10)


# --- tokens -----------------------------------------------------------------------------------------------

KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def hotp(counter: int) -> str:
    """What the token shows at that count, by an independent program."""
    done = subprocess.run(
        ["oathtool", "--hotp", "--base32", "--counter", str(counter), KEY],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_a_counting_token_that_is_out_of_step(place: Place, person: NewPerson, tmp_path: Path) -> None:
    """Imported from an otpauth address, confirmed, run away, brought back by two codes in a row."""
    place.configure(verification=EVERY)
    desk = place.desk()
    file = tmp_path / "tokens.txt"
    file.write_text(
        f"otpauth://hotp/Lab:{person.login}?secret={KEY}&issuer=Lab&counter=0\n", encoding="utf-8"
    )
    lines: list[ImportedLine] = list(read(file, now=datetime.now(UTC)))
    report = desk.importing.run(lines, all_or_nothing=True, on_progress=lambda _: None)
    assert (report.stored, report.refused) == (1, ())
    imported = desk.lookup.card(AccountId(person.id)).methods[0].method
    enrolment = in_words(desk).registration.begin_token(cleared(desk, person), method=imported.id)
    in_words(desk).registration.activate(enrolment, Secret(hotp(0)))
    desk.verifying.end_call(AccountId(person.id))
    with place.console() as terminal:
        calls.verify(terminal, place, person)
        calls.enter(terminal, hotp(60))
        terminal.wait_for("The code is wrong", 10)
        terminal.wait_still()
        terminal.press("f4")
        terminal.wait_still()
        calls.enter(terminal, hotp(60))
        calls.enter(terminal, hotp(61))
        terminal.wait_for(calls.CLEARED, 10)


def test_a_time_token_from_the_manufacturers_file(
    place: Place, samba: Domain, person: NewPerson, tmp_path: Path
) -> None:
    place.configure(verification=EVERY)
    samba.set_attributes(person.login, userPrincipalName=f"{person.login}@lab.example")
    file = tmp_path / "tokens.csv"
    file.write_text(
        "upn,serial number,secret key,time interval,manufacturer,model\n"
        f"{person.login}@lab.example,SN-1,{KEY},60,Maker,One\n",
        encoding="utf-8",
    )
    code_, said = place.run("import", str(file), "--all-or-nothing")
    assert code_ == 0, said
    desk = place.desk()
    imported = desk.lookup.card(AccountId(person.id)).methods[0].method
    assert imported.kind is MethodKind.OATH_TOKEN
    clearance = cleared(desk, person)
    enrolment = in_words(desk).registration.begin_token(clearance, method=imported.id)
    in_words(desk).registration.activate(enrolment, Secret(totp(-1)))
    desk.verifying.end_call(AccountId(person.id))
    with place.console() as terminal:
        calls.verify(terminal, place, person)
        calls.choose(terminal, "Hardware token")
        calls.enter(terminal, totp(1))
        terminal.wait_for(calls.CLEARED, 10)


def totp(steps: int) -> str:
    when = f"now + {60 * steps} seconds" if steps >= 0 else f"now - {-60 * steps} seconds"
    command = ["oathtool", "--totp", "--base32", "--time-step-size", "60s", "--now", when, KEY]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


# --- what was handed out, what is known ---------------------------------------------------------------------


def test_a_recovery_code(place: Place, person: NewPerson) -> None:
    desk = place.desk()
    codes = [
        each.reveal() for each in in_words(desk).registration.issue_recovery_codes(cleared(desk, person))
    ]
    desk.verifying.end_call(AccountId(person.id))
    with place.console() as terminal:
        calls.verify(terminal, place, person)
        calls.choose(terminal, "Recovery code")
        calls.enter(terminal, codes[4].lower())
        terminal.wait_for(calls.CLEARED, 10)


def test_an_access_pass_clears_the_way_for_methods(place: Place, person: NewPerson) -> None:
    desk = place.desk()
    issued = in_words(desk).registration.issue_pass(cleared(desk, person)).code.reveal()
    desk.verifying.end_call(AccountId(person.id))
    with place.plain("verify", person.login, "--for", "methods") as terminal:
        terminal.wait_for("Password of", 15)
        terminal.type(f"{place.domain.password}\r")
        terminal.wait_for("Method, by its number", 15)
        number = terminal.wait_for_match(r"(\d+)[^\n]*Access pass")
        terminal.type(f"{number[1]}\r")
        terminal.wait_still()
        terminal.type(f"{issued}\r")
        assert terminal.wait_exit(15) == 0, terminal.text
        assert issued not in terminal.text


ANSWERS = {
    "What was the name of your first teacher?": "Miss Finch",
    "In which street did you live when you were ten?": "Harbour Lane",
    "What was the first dish that you learned to cook?": "Pea Soup",
    "What was the name of your best friend at school?": "Oliver",
    "Where did you spend your first holiday without your family?": "Lisbon",
}


def test_security_questions(place: Place, person: NewPerson) -> None:
    place.configure(verification=EVERY)
    desk = place.desk()
    answers = tuple((text, Secret(answer)) for text, answer in ANSWERS.items())
    in_words(desk).registration.set_questions(cleared(desk, person), answers)
    desk.verifying.end_call(AccountId(person.id))
    with place.console() as terminal:
        calls.verify(terminal, place, person)
        calls.choose(terminal, "Security questions")
        terminal.press("enter")
        terminal.wait_for("3. ", 10)
        terminal.wait_still()
        asked = re.findall(r"\d\. ((?:What|In|Where) [^?]+\?)", terminal.text)
        assert len(asked) == 3
        for text in asked:
            answer = ANSWERS[text]
            calls.enter(terminal, answer.upper())
            assert answer.upper() not in terminal.text
        terminal.wait_for(calls.CLEARED, 10)


def test_a_call_back_on_the_full_screen(place: Place, person: NewPerson) -> None:
    with place.console() as terminal:
        calls.verify(terminal, place, person)
        calls.choose(terminal, "Call-back")
        assert MOBILE not in terminal.text
        calls.call_back(terminal, MOBILE)
        terminal.wait_for(calls.CLEARED, 10)


# --- registered on the screens ------------------------------------------------------------------------------


def test_what_is_registered_on_the_screens_proves_the_next_call(
    place: Place, person: NewPerson, sms: gateway.Server
) -> None:
    """One visit: proven by a call-back, a number is confirmed and recovery codes are handed out."""
    with place.console() as terminal:
        calls.sign_in(terminal, place)
        calls.find(terminal, person)
        terminal.press("m")
        terminal.wait_for("The first change asks for a verification", 10)
        terminal.press("a")
        terminal.wait_for("Add which method?", 10)
        calls.choose(terminal, "SMS code")
        terminal.press("enter")
        terminal.wait_for("Proofs:", 10)
        calls.choose(terminal, "Call-back")
        calls.call_back(terminal, MOBILE)
        terminal.wait_for("Add: SMS code", 10)
        calls.enter(terminal, "07700 900321")
        calls.enter(terminal, "")  # it was read back
        words = calls.phrase(terminal)
        text = sms.wait_for("+447700900321").json()["text"]
        assert words in text
        found = re.match(r"\d{4} \d{4}", text)
        assert found, text
        calls.enter(terminal, found[0])
        terminal.wait_for("Registered: SMS code", 15)
        terminal.wait_still()
        terminal.press("c")
        calls.enter(terminal, "")  # makes them
        terminal.wait_for("Each works once", 15)
        terminal.press("f2")
        terminal.wait_for("10-", 10)
        handed_out = re.findall(r"\b\d{1,2}(?:-[A-Z0-9]{4}){3}-[A-Z0-9]{2}\b", terminal.text)
        assert len(handed_out) == 10
        terminal.press("enter")
        terminal.wait_for("Registered: 10 recovery codes.", 15)
        assert handed_out[0] not in terminal.text
        terminal.press("esc")
        terminal.wait_for("You may", 10)
        terminal.press("esc")
        terminal.wait_for("Find", 10)
    with place.console() as terminal:
        calls.verify(terminal, place, person)
        calls.choose(terminal, "•••• 21")
        terminal.press("enter")
        text = sms.wait_for("+447700900321", 3).json()["text"]
        assert calls.phrase(terminal) in text
        calls.choose(terminal, "Recovery code")
        calls.enter(terminal, handed_out[6])
        terminal.wait_for(calls.CLEARED, 10)
    said = events(place)
    assert said.count("method.added") == 2
    assert said.index("verification.cleared") < said.index("method.added")


# --- other people -------------------------------------------------------------------------------------------

EXCEPTION = 'methods = ["totp"]\nexception = ["in-person", "second-operator"]'


def test_nothing_registered_in_person_and_by_a_second_terminal(place: Place, samba: Domain) -> None:
    place.configure(verification=EXCEPTION)
    person = samba.new_person()
    with place.console() as first, place.console(operator=people.SECOND_OPERATOR) as second:
        calls.verify(first, place, person)
        calls.choose(first, "In person")
        first.press("right")
        first.wait_still()
        first.press("enter")
        first.wait_for("Proofs: 1 of 2", 10)
        calls.choose(first, "Second operator")
        first.press("enter")
        first.wait_for("Waiting for a second operator", 10)
        calls.sign_in(second, place)
        second.wait_for("waits for a second operator", 20)
        second.press("f7")
        second.wait_for(person.login, 10)
        assert people.OPERATOR in second.text
        second.press("enter")
        second.wait_still()
        second.press("right")
        second.press("enter")
        first.wait_for(calls.CLEARED, 15)
    said = events(place)
    assert said.index("approval.asked") < said.index("approval.given") < said.index("verification.cleared")


def test_the_ticket_that_a_second_operator_reads_is_the_one_in_the_record(
    place: Place, samba: Domain
) -> None:
    rules = """methods = ["call-back"]\napproval = true\nticket_pattern = 'INC[0-9]{3}'"""
    place.configure(ticket="required", verification=rules)
    person = samba.new_person(mobile=MOBILE)
    with place.console() as first, place.console(operator=people.SECOND_OPERATOR) as second:
        calls.verify(first, place, person)
        calls.choose(first, "Call-back")
        first.press("tab")  # past the ticket
        first.press("enter")
        first.wait_for("A ticket number is needed", 10)
        assert MOBILE not in first.text
        first.wait_still()  # it is read: what comes at once was not typed for it
        first.type("INC417\r")
        first.wait_still()
        calls.call_back(first, MOBILE)
        first.wait_for("Proofs: 1 of 1", 10)
        calls.choose(first, "Second operator")
        first.press("enter")
        first.wait_for("Waiting for a second operator", 10)
        calls.sign_in(second, place)
        second.wait_for("waits for a second operator", 20)
        second.press("f7")
        second.wait_for("INC417", 10)
        second.press("enter")
        second.wait_still()
        second.press("right")
        second.press("enter")
        first.wait_for(calls.CLEARED, 15)
        first.press("enter")
        first.wait_for("Record", 15)
    records = place.json("audit", "list", operator=people.AUDITOR)
    assert {each["facts"]["ticket"] for each in records if each["event"] == "action.intent"} == {"INC417"}


def test_a_second_operator_confirms_at_the_same_terminal(place: Place, samba: Domain) -> None:
    place.configure(verification='methods = ["call-back"]\napproval = true')
    person = samba.new_person(mobile=MOBILE)
    with place.console() as terminal:
        calls.verify(terminal, place, person)
        calls.choose(terminal, "Call-back")
        terminal.press("enter")
        terminal.wait_for(MOBILE, 10)
        terminal.wait_still()
        terminal.press("right")
        terminal.press("right")
        terminal.press("enter")
        terminal.wait_for("Proofs: 1 of 1", 10)
        calls.choose(terminal, "Second operator")
        terminal.press("f6")
        terminal.wait_still()
        terminal.type(f"{people.OPERATOR}\t{place.domain.password}\r")
        terminal.wait_for("cannot approve your own", 15)
        terminal.wait_still()
        terminal.press("f6")
        terminal.wait_still()
        terminal.type(f"{people.SECOND_OPERATOR}\t{place.domain.password}\r")
        terminal.wait_for(calls.CLEARED, 15)
