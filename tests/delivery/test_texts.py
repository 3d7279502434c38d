"""What messages say, in which language; what is filled in stays literal."""

import tomllib
import unicodedata
import zipfile
from importlib.resources import files
from pathlib import Path

import pytest
from delivery.sending import CODE, PHRASE, code_message, sms_message
from flit_core import buildapi
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.delivery.settings import TextSettings
from helpdesk_tui.delivery.texts import WORDS, Texts, load
from helpdesk_tui.desk.errors import ConfigError
from helpdesk_tui.desk.ports import Channel, Message, MessageKind
from helpdesk_tui.secret import Secret

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = load(TextSettings())
GERMAN = """
no_link = "die bekannte Nummer"
[code]
sms = "$code - nur für $operator, $desk: $phrase"
"""

_TO_ADMINISTRATORS = {MessageKind.PROTECTED_ACTION, MessageKind.REPORTED, MessageKind.BRAKE_USED}


def with_files(folder: Path, language: str = "en", **files: str) -> Texts:
    for name, text in files.items():
        (folder / f"{name.replace('_', '-')}.toml").write_text(text)
    return load(TextSettings(folder, language))


def body(texts: Texts, message: Message) -> str:
    return texts.render(message).body.reveal()


BUILT_IN = pytest.mark.parametrize("language", ["en", "sv"])


@BUILT_IN
def test_a_language_that_is_built_in_has_every_text(language: str) -> None:
    found = tomllib.loads(
        files("helpdesk_tui.delivery").joinpath("texts", f"{language}.toml").read_text("utf-8")
    )
    assert set(found) - {"no_link"} == {kind.value for kind in MessageKind}
    assert all(
        set(section) == {"subject", "mail", "sms"} for name, section in found.items() if name != "no_link"
    )


@BUILT_IN
@pytest.mark.parametrize("kind", MessageKind)
def test_every_text_names_the_desk_the_operator_and_the_way_out(kind: MessageKind, language: str) -> None:
    words = {word: f"<{word}>" for word in WORDS[kind] | {"desk", "link"}}
    for channel in Channel:
        text = body(ENGLISH, Message(channel, kind, "", language, words, Secret("<code>")))
        assert {word for word in ("desk", "operator", "link", "name") if f"<{word}>" in text} >= {
            "desk",
            "operator",
            "link",
        }
        for word in WORDS[kind] & {
            "code",
            "phrase",
            "minutes",
            "when",
            "method",
            "action",
            "device",
            "reason",
        }:
            assert f"<{word}>" in text, (kind, channel, word)
        if kind not in _TO_ADMINISTRATORS:
            assert {"en": "obody", "sv": "ngen"}[language] in text, "nobody asks for a password"


def test_a_code_stands_first_in_an_sms_and_in_no_subject() -> None:
    assert body(ENGLISH, sms_message()).startswith(CODE)
    mail = ENGLISH.render(code_message())
    assert CODE not in mail.subject
    assert CODE in mail.body.reveal()
    assert PHRASE in mail.body.reveal()
    assert "Nobody will ask you for your password." in mail.body.reveal()


def test_without_a_link_people_are_told_to_call_the_number_they_know() -> None:
    assert "call the number you know" in body(ENGLISH, code_message(link=""))


def test_a_rendered_text_does_not_show_itself() -> None:
    assert CODE not in repr(ENGLISH.render(code_message()))
    assert CODE not in str(ENGLISH.render(sms_message()))


@pytest.mark.parametrize(
    "name", ["$code", "${code}", "$$", "$unknown", "%(code)s", "{code}", "$phrase ${operator}", "\\g<0>"]
)
def test_a_name_that_looks_like_a_placeholder_stays_text(name: str) -> None:
    for message in (code_message(name=name, operator=name), sms_message(operator=name)):
        text = body(ENGLISH, message)
        assert name in text
        assert text.count(CODE) == 1


@given(st.text(max_size=300))
def test_no_name_brings_in_lines_control_or_direction(name: str) -> None:
    plain = body(ENGLISH, code_message(name="", operator=""))
    text = body(ENGLISH, code_message(name=name, operator=name))
    assert text.count("\n") == plain.count("\n")
    assert all(
        unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for sign in text if sign != "\n"
    )


def test_a_missing_word_is_an_error_that_names_it() -> None:
    words = {"name": "Ada", "operator": "Noor", "minutes": "5", "desk": "us"}
    with pytest.raises(KeyError, match="phrase"):
        ENGLISH.render(Message(Channel.MAIL, MessageKind.CODE, "", "", words, Secret(CODE)))
    with pytest.raises(KeyError, match="code"):
        ENGLISH.render(Message(Channel.MAIL, MessageKind.CODE, "", "", words | {"phrase": PHRASE}))


# --- other languages --------------------------------------------------------------------------------


def test_a_person_gets_the_language_of_the_directory(tmp_path: Path) -> None:
    texts = with_files(tmp_path, de=GERMAN)
    assert "nur für Noor Haddad" in body(texts, sms_message(language="de-AT"))
    assert "only for Noor Haddad" in body(texts, sms_message(language="fr"))
    assert texts.render(sms_message(language="de-DE,de;q=0.9")).language == "de"


def test_what_a_language_lacks_comes_from_the_next_one(tmp_path: Path) -> None:
    texts = with_files(
        tmp_path,
        pt_BR='[code]\nsms = "$code brasil $phrase"\n',
        pt='[confirm]\nsms = "$code portugal $phrase"\n',
    )
    assert "brasil" in body(texts, sms_message(language="pt-BR"))
    confirm = Message(Channel.SMS, MessageKind.CONFIRM, "", "pt-BR", sms_message().words, Secret(CODE))
    assert "portugal" in body(texts, confirm)
    mail = texts.render(code_message(language="pt-BR"))
    assert mail.language == "en"
    assert "Hello Ada Lovelace" in mail.body.reveal()


def test_english_may_be_replaced_text_by_text(tmp_path: Path) -> None:
    texts = with_files(tmp_path, EN='[code]\nsms = "$code ours $phrase"\n')
    assert "ours" in body(texts, sms_message())
    assert "Hello" in body(texts, code_message())


def test_the_desk_chooses_a_language_for_those_without_one(tmp_path: Path) -> None:
    assert "nur für" in body(with_files(tmp_path, "de", de=GERMAN), sms_message())
    with pytest.raises(ConfigError) as error:
        load(TextSettings(tmp_path, "it"))
    assert error.value.problem.code == "texts-language"


def test_each_language_says_what_to_do_without_a_link(tmp_path: Path) -> None:
    texts = with_files(tmp_path, de=GERMAN + 'subject = "Code"\nmail = "$code $phrase $link"\n')
    assert "die bekannte Nummer" in body(texts, code_message(language="de", link=""))


def test_files_are_read_once(tmp_path: Path) -> None:
    texts = with_files(tmp_path, de=GERMAN)
    (tmp_path / "de.toml").write_text('[code]\nsms = "changed $code $phrase"\n')
    assert "changed" not in body(texts, sms_message(language="de"))


@pytest.mark.parametrize(
    ("text", "where", "why"),
    [
        ("[code", "de.toml", "is not TOML"),
        ("a = 1", "de.toml, a", "no message of this name"),
        ('[kode]\nsms = "x"', "kode", "no message of this name"),
        ('code = "x"', "code", "write [code]"),
        ("[code]\nsms = 3", "code.sms", "not a text"),
        ('[code]\nsms = " "', "code.sms", "not a text"),
        ('[code]\nsms = "$code $phrase $cde"', "code.sms", "$cde is not filled in"),
        ('[code]\nsms = "$code $phrase ${when}"', "code.sms", "$when is not filled in"),
        ('[code]\nsms = "$code $phrase 5$"', "code.sms", "$$"),
        ('[code]\nsms = "$code"', "code.sms", "$phrase is missing"),
        ('[code]\nsms = "$phrase"', "code.sms", "$code is missing"),
        ('[code]\nsms = "$code\\n$phrase"', "code.sms", "more than one line"),
        ('[code]\nemail = "x"', "code.email", "subject, mail and sms"),
        ('[code]\nsubject = "x"', "code", "belong together"),
        ('[code]\nsubject = "$code"\nmail = "$code $phrase"', "code.subject", "subject"),
        ("no_link = 3", "no_link", "not a text"),
        ('[unlocked]\nsms = "$name $operator"', "unlocked.sms", "$link is missing"),
        ('[password-reset]\nsubject = "x"\nmail = "$when"', "password-reset.mail", "$link is missing"),
        ('[protected-action]\nsms = "$action"', "protected-action.sms", "$link is missing"),
        (f'[code]\nsms = "$code $phrase {"x" * 500}"', "code.sms", "longer than"),
        ("#" * 70_000, "de.toml", "larger than 64 KiB"),
        ("a = " + "[" * 20_000, "de.toml", "is not TOML"),
    ],
)
def test_a_mistake_in_a_file_is_found_when_it_is_read(
    tmp_path: Path, text: str, where: str, why: str
) -> None:
    with pytest.raises(ConfigError) as error:
        with_files(tmp_path, de=text)
    assert error.value.problem.code == "texts-file"
    assert "de.toml" in error.value.problem.cause
    assert where in error.value.problem.cause
    assert why in error.value.problem.cause


def test_a_file_must_be_named_by_a_language(tmp_path: Path) -> None:
    (tmp_path / "my texts.toml").write_text(GERMAN)
    with pytest.raises(ConfigError) as error:
        load(TextSettings(tmp_path))
    assert "no language tag" in error.value.problem.cause


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    (tmp_path / "de.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError) as error:
        load(TextSettings(tmp_path))
    assert "UTF-8" in error.value.problem.cause


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as error:
        load(TextSettings(tmp_path / "nowhere"))
    assert error.value.problem.code == "texts-folder"


def test_the_texts_are_part_of_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    wheel = tmp_path / buildapi.build_wheel(str(tmp_path))
    held = set(zipfile.ZipFile(wheel).namelist())
    assert held >= {
        "helpdesk_tui/delivery/texts/en.toml",
        "helpdesk_tui/delivery/texts/sv.toml",
        "helpdesk_tui/languages/sv.mo",
    }


def test_the_words_of_the_port_are_those_that_texts_take() -> None:
    """The comments at `MessageKind` are what the desk's side was written from."""
    source = (ROOT / "helpdesk_tui" / "desk" / "ports" / "delivery.py").read_text()
    for kind in MessageKind:
        line = next(line for line in source.splitlines() if f" {kind.name} = " in line)
        said = line.partition("#")[2].rpartition(":")[2].rpartition(";")[2]
        assert {word.strip() for word in said.split(",")} == WORDS[kind], line
