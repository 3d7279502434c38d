"""How a service outside knows an account."""

import pytest
from desk.conftest import MakeAccount
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpdesk_tui.desk.services import is_template, service_login


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("{login}", "ada"),
        ("{upn}", "ada@example.com"),
        ("{domain}\\{login}", "EXAMPLE\\ada"),
        ("{login}@otp", "ada@otp"),
    ],
)
def test_names_are_filled_in(make_account: MakeAccount, template: str, name: str):
    ada = make_account(login="ada", principal_name="ada@example.com", domain="EXAMPLE")
    assert service_login(template, ada, 253) == name


@pytest.mark.parametrize(("word", "missing"), [("upn", "principal_name"), ("domain", "domain")])
def test_who_lacks_a_name_has_no_login_there(make_account: MakeAccount, word: str, missing: str):
    ada = make_account(**{missing: ""})
    assert service_login(f"{{login}}-{{{word}}}", ada, 253) == ""


def test_a_name_that_is_too_long_is_none(make_account: MakeAccount):
    assert service_login("{login}", make_account(login="ö" * 127), 253) == ""
    assert service_login("{login}", make_account(login="ö" * 126), 253) == "ö" * 126


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.sampled_from("{}loginupd"), min_size=1, max_size=20))
def test_what_is_filled_in_is_not_read_as_a_template(make_account: MakeAccount, login: str):
    assert service_login("{login}", make_account(login=login), 253) == login


@pytest.mark.parametrize("template", ["{login}", "{upn}", "{domain}\\{login}", "x-{login}-y"])
def test_templates(template: str):
    assert is_template(template)


@pytest.mark.parametrize(
    "template", ["", "ada", "{mail}", "{domain}", "{login", "login}", "{{login}}", "{login}{x}", "{}"]
)
def test_what_is_no_template(template: str):
    assert not is_template(template)
