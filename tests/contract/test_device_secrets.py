"""The contract of secrets of devices: a directory looks for them, or says that it keeps none."""

from collections.abc import Callable

import pytest
from contract.directory_cases import DirectoryCase

from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.actions.registry import READING
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.ports import DirectorySession


def code(call: Callable[..., object], *arguments: object) -> str:
    with pytest.raises(Refused) as caught:
        call(*arguments)
    return caught.value.problem.code


def test_secrets_of_devices_are_looked_for_or_it_is_said_that_there_are_none(
    case: DirectoryCase, session: DirectorySession
) -> None:
    person, cannot = case.person(), session.info.cannot
    for spec in READING:
        assert bool(cannot.get(spec.action)) is not case.keeps_device_secrets
    if not case.keeps_device_secrets:
        assert code(session.device_secrets, person.id) == "device-secrets-unable"
        return
    source = session.device_secrets(person.id)
    assert tuple(source.owned()) == ()
    assert code(source.find, Action.LAPS, "no-such-computer") == "device-not-found"
    assert code(source.find, Action.LAPS, " ") == "device-missing"
    assert code(source.find, Action.BITLOCKER, "00000000") == "recovery-key-not-found"
    assert code(source.find, Action.BITLOCKER, "no ID") == "recovery-key-malformed"


def test_a_person_is_no_device(case: DirectoryCase, session: DirectorySession) -> None:
    person = case.person()
    if not case.keeps_device_secrets:
        assert code(session.device_secrets, person.id) == "device-secrets-unable"
        return
    assert code(session.device_secrets(person.id).find, Action.LAPS, person.login) == "device-not-found"
