"""An SMS fits: names are cut, codes are not."""

from string import Template

import pytest
from delivery.sending import CODE, PHRASE, sms_message
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.delivery.settings import TextSettings
from helpdesk_tui.delivery.short_message import ROOM, fitted, folded, is_too_long
from helpdesk_tui.delivery.texts import WORDS, load
from helpdesk_tui.desk.ports import Channel, Message, MessageKind
from helpdesk_tui.secret import Secret

TEXTS = load(TextSettings())
USUAL = {
    "name": "Maximilian Featherstone",
    "manager": "Margarethe Hollenbeck",
    "operator": "Konstantin Oberhauser",
    "phrase": "whisper mountain",
    "minutes": "5",
    "desk": "the help desk",
    "link": "https://help.example.com",
    "when": "2026-11-22 14:05 UTC",
    "method": "authenticator app",
    "action": "reset password",
    "device": "ADA-LAPTOP",
    "part": "1 of 2",
    "reason": "mails that the person did not send",
}


@pytest.mark.parametrize("link", ["https://help.example.com", ""])
@pytest.mark.parametrize("kind", MessageKind)
def test_every_text_fits_one_sms_with_usual_names(kind: MessageKind, link: str) -> None:
    message = Message(Channel.SMS, kind, "", "", USUAL | {"link": link}, Secret(CODE))
    body = TEXTS.render(message).body.reveal()
    assert len(body) <= ROOM
    assert not is_too_long(body)
    for whole in {"phrase", "minutes", "when", "method", "action", "desk"} & (WORDS[kind] | {"desk"}):
        assert USUAL[whole] in body


def test_a_long_name_is_cut_and_the_code_is_not() -> None:
    body = TEXTS.render(sms_message(operator="Wolfeschlegelsteinhausenbergerdorff " * 3)).body.reveal()
    assert body.startswith(f"{CODE} ")
    assert f'"{PHRASE}"' in body
    assert "Wolfeschl" in body
    assert len(body) <= ROOM


def test_what_cannot_fit_goes_whole_in_several_parts() -> None:
    link = "https://help.example.com/" + "x" * 150
    body = TEXTS.render(sms_message(link=link, operator="Wolfeschlegelsteinhausen")).body.reveal()
    assert body.startswith(CODE)
    assert body.endswith(link)


def test_accents_that_would_cost_half_the_room_are_left_out() -> None:
    assert folded("Łukasz Żółć, Şahin Čapek, O’Neill") == "Lukasz Zolc, Sahin Capek, O'Neill"
    assert folded("Jürgen Müßig, Åsa Ñandú") == "Jürgen Müßig, Åsa Ñandu"


def test_another_alphabet_stays_and_has_the_room_of_two_parts() -> None:
    body = TEXTS.render(sms_message(operator="李小龙")).body.reveal()
    assert "李小龙" in body
    assert CODE in body


@given(st.dictionaries(st.sampled_from(["name", "operator", "desk"]), st.text(max_size=120)))
def test_fitting_ends_and_never_touches_code_and_phrase(words: dict[str, str]) -> None:
    template = Template("$code: $name $operator $desk $phrase")
    filled = {"name": "", "operator": "", "desk": "", "code": CODE, "phrase": PHRASE} | words
    text = fitted(template, filled)
    assert text.startswith(CODE)
    assert text.endswith(PHRASE)
