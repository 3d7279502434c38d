"""A ticket in place of the password: once, for whoever started the desk, and for nothing else."""

import pytest
from desk.policies import lenient

from helpdesk_tui.desk.conversation.prompt import Answer
from helpdesk_tui.desk.errors import DirectoryUnreachable, HelpdeskError, NotPermitted
from helpdesk_tui.desk.operator import SignInBy
from helpdesk_tui.desk.policy import OperatorRules, SecondFactor
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.desk.sign_in import SignIn
from helpdesk_tui.desk.sign_in_ticket import TicketOffer
from helpdesk_tui.secret import Secret

DANA = "dana@DEMO.EXAMPLE"


@pytest.fixture
def way_in(world) -> SignIn:
    world.directory.ticket = DANA
    return world.sign_in_with(by=SignInBy.EITHER)


def code_of(caught) -> str:
    return caught.value.problem.code


# --- in ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [SignInBy.EITHER, SignInBy.TICKET])
def test_a_ticket_opens_the_desk_and_the_record_says_so(world, by: SignInBy) -> None:
    world.directory.ticket = DANA
    desk = world.sign_in_with(by=by).begin_with_ticket().opened
    assert desk is not None
    assert (desk.operator.login, desk.by_ticket) == ("dana", True)
    (record,) = world.stores.audit.records()
    assert (record.event, record.facts["by_ticket"]) == ("sign-in.done", True)


def test_the_record_of_a_password_says_nothing_of_a_ticket(world) -> None:
    assert not world.sign_in().by_ticket
    (record,) = world.stores.audit.records()
    assert "by_ticket" not in record.facts


def test_a_ticket_stands_for_the_password_alone(world) -> None:
    app, rules = world.register_app(world.operator_account.id), OperatorRules(SecondFactor.REQUIRED)
    world.clock.forward(days=1)
    world.directory.ticket = DANA
    signing_in = world.sign_in_with(policy=lenient(operators=rules), by=SignInBy.TICKET).begin_with_ticket()
    prompt = signing_in.stands().prompt
    assert (signing_in.opened, prompt.fields[0].name) == (None, "code")
    signing_in.answer(Answer(prompt.id, {"code": app()}))
    assert signing_in.opened.by_ticket
    assert world.stores.audit.records()[-1].facts["second_factor"] == "totp"


# --- once -------------------------------------------------------------------------------------------------


def test_it_signs_in_once_and_then_the_password_is_asked(way_in: SignIn) -> None:
    assert way_in.ticket_offer() == TicketOffer(DANA)
    way_in.begin_with_ticket().end()
    assert way_in.ticket_offer() == TicketOffer()
    with pytest.raises(NotPermitted) as caught:
        way_in.begin_with_ticket()
    assert code_of(caught) == "ticket-spent"
    assert way_in.begin("dana", Secret("right")).opened is not None


def test_where_there_is_no_other_way_in_a_sentence_says_why(world) -> None:
    world.directory.ticket = DANA
    way_in = world.sign_in_with(by=SignInBy.TICKET)
    way_in.begin_with_ticket().end()
    with pytest.raises(NotPermitted) as caught:
        way_in.ticket_offer()
    assert code_of(caught) == "ticket-spent"


def test_at_a_terminal_that_was_left_alone_it_signs_in_nobody(way_in: SignIn) -> None:
    way_in.ticket.spend()
    assert way_in.ticket_offer() == TicketOffer()
    with pytest.raises(NotPermitted) as caught:
        way_in.begin_with_ticket()
    assert code_of(caught) == "ticket-spent"


def test_a_sign_in_that_came_to_nothing_does_not_count(world, way_in: SignIn) -> None:
    world.directory.ticket = DirectoryUnreachable(problem("unreachable", server="dc1"))
    with pytest.raises(DirectoryUnreachable):
        way_in.begin_with_ticket()
    world.directory.ticket = DANA
    assert way_in.begin_with_ticket().opened is not None


def test_a_second_factor_that_was_given_up_may_be_tried_again(world) -> None:
    world.register_app(world.operator_account.id)
    world.clock.forward(days=1)
    world.directory.ticket = DANA
    rules = OperatorRules(SecondFactor.REQUIRED)
    way_in = world.sign_in_with(policy=lenient(operators=rules), by=SignInBy.TICKET)
    way_in.begin_with_ticket().end()
    assert way_in.ticket_offer() == TicketOffer(DANA)


# --- whose ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("login", ["", "dana", "DANA", "DEMO\\dana", "dana@demo.example", " dana "])
def test_a_login_that_is_the_holders_does(way_in: SignIn, login: str) -> None:
    assert way_in.ticket_offer(login).holder == DANA


@pytest.mark.parametrize("login", ["sam", "DEMO\\sam", "dana@other.example", "dana.moore"])
def test_who_names_somebody_else_is_asked_for_the_password(way_in: SignIn, login: str) -> None:
    assert way_in.ticket_offer(login) == TicketOffer()


def test_or_told_whose_ticket_it_is(world) -> None:
    world.directory.ticket = DANA
    with pytest.raises(NotPermitted) as caught:
        world.sign_in_with(by=SignInBy.TICKET).ticket_offer("sam")
    assert code_of(caught) == "ticket-of-another"
    assert DANA in caught.value.problem.cause


# --- no ticket that does ------------------------------------------------------------------------------------


def test_without_one_the_password_is_asked_and_nothing_said(world) -> None:
    assert world.sign_in_with(by=SignInBy.EITHER).ticket_offer() == TicketOffer()


def test_what_is_wrong_with_one_is_said(world, way_in: SignIn) -> None:
    world.directory.ticket = NotPermitted(problem("ticket-expired"))
    offer = way_in.ticket_offer()
    assert (offer.holder, offer.why_not.code) == ("", "ticket-expired")


@pytest.mark.parametrize("code", ["no-ticket", "ticket-expired"])
def test_where_nothing_else_signs_in_that_is_the_end(world, code: str) -> None:
    world.directory.ticket = NotPermitted(problem(code))
    with pytest.raises(NotPermitted) as caught:
        world.sign_in_with(by=SignInBy.TICKET).ticket_offer()
    assert code_of(caught) == code


def test_a_refused_ticket_is_recorded(world, way_in: SignIn) -> None:
    world.directory.ticket = NotPermitted(problem("ticket-refused", server="dc1", status="49/52e"))
    with pytest.raises(NotPermitted):
        way_in.begin_with_ticket()
    (record,) = world.stores.audit.records()
    assert (record.event, record.facts["problem"]) == ("sign-in.refused", "ticket-refused")


def test_a_ticket_that_outlives_its_account_opens_nothing(world, way_in: SignIn) -> None:
    world.change_operator(enabled=False)
    with pytest.raises(NotPermitted) as caught:
        way_in.begin_with_ticket()
    assert code_of(caught) == "operator-disabled"
    (record,) = world.stores.audit.records()
    assert (record.event, record.facts["operator_login"]) == ("sign-in.refused", "dana")
    assert world.directory.is_closed


def test_a_ticket_without_a_role_opens_nothing(world, way_in: SignIn) -> None:
    world.change_operator(group_ids=frozenset())
    with pytest.raises(NotPermitted) as caught:
        way_in.begin_with_ticket()
    assert code_of(caught) == "no-role"


# --- only as configured -------------------------------------------------------------------------------------


def test_a_desk_of_passwords_takes_no_ticket(world) -> None:
    world.directory.ticket = DANA
    way_in = world.sign_in_with()
    assert way_in.ticket_offer() == TicketOffer()
    with pytest.raises(NotPermitted) as caught:
        way_in.begin_with_ticket()
    assert code_of(caught) == "ticket-unused"


def test_a_desk_of_tickets_takes_no_password(world) -> None:
    way_in = world.sign_in_with(by=SignInBy.TICKET)
    for enter in (way_in.begin, way_in.sign_in):
        with pytest.raises(HelpdeskError) as caught:
            enter("dana", Secret("right"))
        assert code_of(caught) == "password-unused"


def test_nor_does_it_for_a_colleague(world) -> None:
    world.second_operator("sam")
    with pytest.raises(NotPermitted) as caught:
        world.sign_in_with(by=SignInBy.TICKET).witness("sam", Secret("right"))
    assert code_of(caught) == "password-unused-here"
