"""The lab's three 389 Directory Servers are what they say."""

import pytest
from lab import ldif, people
from lab.ds389_people import EPOCH
from lab.ds389_replicas import NAMES, Replicas
from lab.ldap_server import Bind

pytestmark = pytest.mark.lab


def test_each_knows_what_the_others_had_when_they_last_replicated(tmp_path):
    with Replicas(tmp_path) as replicas:
        everyone = replicas.first, replicas.second, replicas.third
        here, there = replicas.first.new_person(), replicas.second.new_person()
        assert replicas.second.attributes(here.dn) == replicas.first.attributes(there.dn) == {}
        replicas.replicate()
        for person in (here, there):
            assert {each.id(person.login) for each in everyone} == {person.id}
            assert {each.bind(person.login, person.password) for each in everyone} == {Bind.OK}
        result, said = replicas.third.modify_as(
            people.OPERATOR, people.PASSWORD, ldif.modify(here.dn, {"passwordExpirationTime": EPOCH})
        )
        assert (result, NAMES[0] in said or NAMES[1] in said) == (10, True)
        machine = replicas.machines[0]
        machine.kill()
        machine.revive()
        later = replicas.first.new_person()
        replicas.replicate()
        assert replicas.second.id(later.login) == later.id
