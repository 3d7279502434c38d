"""Codes that a service outside checks, on real terminals: a real FreeRADIUS, and privacyIDEA's answers."""

import json
import os
import shlex
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from e2e import calls
from e2e.conftest import Place, code
from e2e.terminal import Terminal
from lab import freeradius as radius_server
from lab import people, privacyidea
from lab.domain import NewPerson
from lab.freeradius import ASKS, SECRET, FreeRadius, Person

SEED, WORD = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "rosebud"


@dataclass
class Service:
    kind: str
    name: str  # as the desk calls it
    server: Any
    place: Place

    def code(self) -> str:
        """What the token shows now, with half of its time left: FreeRADIUS takes no earlier one, and a sleep
        may end a moment before the clock says so."""
        while not 0.2 < time.time() % 30 < 15:
            time.sleep(0.1)
        return code(SEED)


@contextmanager
def by_radius(place: Place, person: NewPerson, directory: Path) -> Iterator[Service]:
    if reason := radius_server.missing():
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    with FreeRadius(directory / "freeradius", {person.login: Person(SEED, WORD)}) as server:
        secret = place.private("radius-secret", f"{SECRET}\n")
        servers = f'["127.0.0.1:{server.port}"]'
        place.configure(
            verification='methods = ["radius"]',
            more=f'[radius]\nservers = {servers}\nsecret = "file:{secret}"\n',
        )
        yield Service("radius", "RADIUS", server, place)


@contextmanager
def by_privacyidea(place: Place, person: NewPerson, directory: Path) -> Iterator[Service]:
    with privacyidea.serve(directory, {person.login: Person(SEED, WORD)}) as server:
        server.api_key = "the key"
        key = place.private("privacyidea-key", "the key\n")
        url = f"https://localhost:{server.port}{server.path}"
        place.configure(
            verification='methods = ["privacyidea"]',
            more=f'[privacyidea]\nurl = "{url}"\napi_key = "file:{key}"\nca_file = "{server.ca_file}"\n',
        )
        yield Service("privacyidea", "privacyIDEA", server, place)


@pytest.fixture(params=[by_radius, by_privacyidea], ids=["radius", "privacyidea"])
def service(
    request: pytest.FixtureRequest, place: Place, person: NewPerson, tmp_path: Path
) -> Iterator[Service]:
    with request.param(place, person, tmp_path) as made:
        yield made


def test_on_the_full_screen_its_question_is_a_further_prompt(
    service: Service, place: Place, person: NewPerson
) -> None:
    with place.console() as terminal:
        calls.verify(terminal, place, person)
        terminal.wait_for(f"{service.name} code")
        terminal.wait_for_words(f"has {service.name} check it")
        calls.enter(terminal, service.code())
        terminal.wait_for(f'{service.name} asks: "{ASKS}".', 20)
        assert "Attempts" not in terminal.text
        calls.enter(terminal, WORD)
        terminal.wait_for(calls.CLEARED, 20)
        terminal.press("enter")
        terminal.wait_for("Record", 20)
        assert WORD not in terminal.text
    assert place.domain.ldap_bind(person.login, person.password) == "52e"


def test_on_the_full_screen_a_wrong_code_counts_and_silence_does_not(
    service: Service, place: Place, person: NewPerson
) -> None:
    with place.console() as terminal:
        calls.verify(terminal, place, person)
        terminal.wait_for("5 attempts left", 10)
        calls.enter(terminal, "000000" if code(SEED) != "000000" else "111111")
        terminal.wait_for(f"{service.name} does not accept this", 20)
        terminal.wait_for("4 attempts left", 10)
        service.server.stop()
        try:
            calls.enter(terminal, service.code())
            terminal.wait_for("does not answer", 30)
            terminal.wait_for("4 attempts left")
        finally:
            service.server.start()
        terminal.wait_still()
        for _ in range(6):  # what was typed is kept, and may have grown old by now
            terminal.press("backspace")
        calls.enter(terminal, service.code())
        terminal.wait_for(ASKS, 20)


def test_in_lines(service: Service, place: Place, person: NewPerson) -> None:
    with place.plain("verify", person.login) as terminal:
        terminal.wait_for("Password of", 15)
        terminal.type(f"{place.domain.password}\r")
        terminal.wait_for("Method, by its number", 20)
        terminal.type("1\r")
        terminal.wait_for(f"{service.name} code; Enter alone for the list:", 10)
        terminal.type(f"{service.code()}\r")
        terminal.wait_for(f'{service.name} asks: "{ASKS}".', 20)
        terminal.type(f"{WORD}\r")
        assert terminal.wait_exit(20) == 0, terminal.text
        terminal.wait_for("The caller is verified")


def test_as_json_lines(service: Service, place: Place, person: NewPerson) -> None:
    with Script(place, "verify", person.login, "--json") as script:
        chosen = script.hear()["prompt"]
        (field,) = chosen["fields"]
        script.say({"prompt": chosen["id"], "values": {field["name"]: field["choices"][0]["value"]}})
        asked = script.hear()["prompt"]
        assert asked["id"] == "code"
        script.say({"prompt": "code", "values": {"code": service.code()}})
        said = script.hear()
        assert "prompt" in said, said
        further = said["prompt"]
        assert ASKS in further["advice"]
        script.say({"prompt": further["id"], "values": {"code": "thorn"}})
        refused = script.hear()["problem"]
        assert refused["code"] == "verifier-rejected"
        assert script.hear()["prompt"]["id"] == "code"
        script.say({"prompt": "code", "values": {"code": next_code(service)}})
        further = script.hear()["prompt"]
        script.say({"prompt": further["id"], "values": {"code": WORD}})
        assert "reset" in script.hear()["cleared"]["actions"]


def next_code(service: Service) -> str:
    """One that is not used up."""
    if service.kind == "privacyidea":
        used, ends = code(SEED), time.monotonic() + 35
        while code(SEED) == used and time.monotonic() < ends:
            time.sleep(0.5)
    return service.code()


class Script:
    """A program that speaks with a plain command: by pipes, but for the password."""

    def __init__(self, place: Place, *arguments: str) -> None:
        self._in, self._out = place.home / "in.jsonl", place.home / "out.jsonl"
        os.mkfifo(self._in)
        os.mkfifo(self._out)
        words = shlex.join([*place.program, "--operator", people.OPERATOR, *arguments])
        pipes = f"< {shlex.quote(str(self._in))} > {shlex.quote(str(self._out))}"
        self._terminal = Terminal(["/bin/sh", "-c", f"{words} {pipes}"], place.environment)
        self._place = place

    def __enter__(self) -> "Script":
        self._terminal.__enter__()
        self._writer = self._in.open("w")
        self._reader = self._out.open()
        self._terminal.wait_for("Password of", 20)
        self._terminal.type(f"{self._place.domain.password}\r")
        return self

    def __exit__(self, *error: object) -> None:
        with suppress(OSError):
            self._writer.close()
        self._reader.close()
        self._terminal.__exit__(None, None, None)

    def hear(self) -> dict[str, Any]:
        line = self._reader.readline()
        assert line, self._terminal.text
        return json.loads(line)

    def say(self, answer: dict[str, Any]) -> None:
        self._writer.write(f"{json.dumps(answer)}\n")
        self._writer.flush()
