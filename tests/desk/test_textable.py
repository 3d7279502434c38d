"""Numbers that are sent no SMS, because it would cost more than a message or reach no phone."""

import pytest

from helpdesk_tui.desk.textable import obstacle

NETWORK = "a satellite phone or an international network"


@pytest.mark.parametrize(
    ("number", "what"),
    [
        ("+870 773 111 632", NETWORK),  # Inmarsat
        ("+8816 1234 5678", NETWORK),  # Iridium
        ("+882 16 123 456 789", NETWORK),  # Thuraya
        ("+883 5100 1234 5678", NETWORK),
        ("+878 10 1234 567890", NETWORK),
        ("+979 0 1234 5678", NETWORK),  # premium rate, everywhere
        ("+808 1234 5678", NETWORK),
        ("+800 1234 5678", NETWORK),
        ("+888 123 456 789 01", NETWORK),
        ("+44 909 879 0000", "a premium-rate number"),
        ("+44 909 879 0000 12", "a premium-rate number"),  # digits too many are ignored on the way
        ("+1 900 555 1234", "a premium-rate number"),
        ("+33 899 12 34 56", "a premium-rate number"),
        ("+46 77 123 45 67", "a shared-cost number"),
        ("+44 70 1234 5678", "a number that is passed on at a price"),
        ("+1 500 555 0006", "a number that is passed on at a price"),
        ("+44 7640 123456", "a pager"),
        ("+46 10 123 45 67", "a company's number"),
        ("+44 56 1234 5678", "an Internet telephone"),
        ("+1 800 253 0000", "a toll-free number"),
        ("+44 20 7946 0000", "a fixed line"),
        ("+49 118877", "a short code or an emergency number"),
        ("+49 112", "a short code or an emergency number"),
        ("+44 7700 900123 x7", "an extension"),
        ("112", "no whole number"),
        ("", "no whole number"),
    ],
)
def test_what_costs_more_than_a_message_is_not_texted(number: str, what: str) -> None:
    assert obstacle(number) == what


@pytest.mark.parametrize(
    "number",
    [
        "+44 7700 900123",  # of a kind that nobody knows
        "+1 202 555 0123",  # there lines and mobiles cannot be told apart
        "+46 70 174 06 05",
        "+500 51234",  # short, and yet a mobile of the Falkland Islands
    ],
)
def test_a_mobile_number_is_texted(number: str) -> None:
    assert obstacle(number) == ""


@pytest.mark.parametrize(
    ("number", "goes"),
    [
        ("+44 7700 900123", True),
        ("+44 7624 123456", False),  # the Isle of Man shares the code
        ("+1 876 999 1234", False),
        ("+49 170 1234567", False),
    ],
)
def test_only_the_countries_that_are_named_are_texted(number: str, goes: bool) -> None:
    found = obstacle(number, ["GB"])
    assert found == ("" if goes else "in a country that this desk sends no SMS to")
