"""Lists: whole, or loudly not; and nothing in them that a spreadsheet runs."""

from invariants.taking_out import Rule

_DESK = "tests/desk/test_lists.py"
_DIRECTORY = "tests/directory/test_listing.py"

RULES = [
    Rule(
        "12 who cannot be told is on the list, and says so",
        "directory.active_directory.listing:DomainLister.row",
        "if is_on is False:\n    return None",
        "if not is_on:\n    return None",
        f"{_DIRECTORY} -k cannot_be_told",
    ),
    Rule(
        "12 who may not be read is no empty list",
        "directory.listing:Lister._sought",
        "if not self._fits_anybody(link, both(*map(is_told, sought.needs))):",
        "if False:",
        f"{_DIRECTORY} -k nobody_may_read",
    ),
    Rule(
        "12 people who were not compared make a list incomplete",
        "desk.lists:ListPart.is_whole",
        "self.is_last and not self.incomplete and not self.untold",
        "self.is_last and not self.incomplete",
        f"{_DESK} -k not_compared",
    ),
    Rule(
        "12 a list that breaks off is not the whole",
        "desk.lists:Lists._parts",
        "incomplete=(*part.incomplete, error.problem)",
        "incomplete=part.incomplete",
        f"{_DESK} -k breaks_off",
    ),
    Rule(
        "12 a domain that is silent is said to be missing",
        "directory.active_directory.forest:_listed_elsewhere",
        'ListPage(unlooked=problem("list-domain", domain=name, why=why.cause, detail=why.detail))',
        "ListPage()",
        "tests/directory/test_forest.py -k does_not_answer_is_said_and_the_own_is_listed",
    ),
    Rule(
        "9 whom the desk does not serve is on no list",
        "desk.lists:Lists._is_served",
        "not any(is_within(dn, base) for base in self._session.policy.scope.excluded)",
        "True",
        f"{_DESK} -k only_whom_the_desk_serves",
    ),
    Rule(
        "who lost the role reads no further",
        "desk.lists:Lists.read",
        "for part in self._parts(wanted):\n    standing.demand(session)\n    yield part",
        "for part in self._parts(wanted):\n    yield part",
        f"{_DESK} -k reads_no_further",
    ),
    Rule(
        "no cell is a formula",
        "plain.csv_cells:_harmless",
        "cell.lstrip().startswith(_FORMULAS) or cell.startswith(_FORMULAS)",
        "False",
        "tests/plain/test_listing.py -k would_run",
    ),
    Rule(
        "12 nobody never signed in where one of the times of it may not be read",
        "directory.active_directory.state:_last_sign_in",
        'None if None in seen else "never"',
        '"never" if "never" in seen else None',
        "tests/directory/test_account.py -k never_signed_in",
    ),
]
