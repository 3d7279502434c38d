"""Files of tokens: what is read, held, told."""

from invariants.taking_out import Rule

RULES = [
    Rule(
        "15 the report of an import is cut",
        "desk.importing:_Tally.refuse",
        "len(self.refused) < _MOST_TOLD",
        "True",
        "tests/desk/test_importing.py -k full_of_faults",
    ),
    Rule(
        "15 what an import will not store is not held",
        "desk.importing:Importing._store_all",
        "if tally.refused:\n    _drop(held)",
        "",
        "tests/desk/test_importing.py -k not_held",
    ),
    Rule(
        "15 an import remembers few owners",
        "desk.importing:Importing._resolved",
        "find = lru_cache(_MOST_OWNERS)(self._found)",
        "find = lru_cache(None)(self._found)",
        "tests/desk/test_importing.py -k no_more_owners",
    ),
    Rule(
        "15 a file has so many tokens and no more",
        "importing:_bounded",
        "taken > MOST_TAKEN",
        "False",
        "tests/importing/test_csv_file.py -k more_tokens",
    ),
    Rule(
        "12 a file of which nothing is read says why",
        "importing:_to_the_break",
        "if not last:\n    raise Refused",
        "if False:\n    raise Refused",
        "tests/importing/test_recognising.py -k nothing_is_read",
    ),
    Rule(
        "7 a parameter's name that may be a key is not told",
        "importing.otpauth:_words",
        "if not _NAME.fullmatch(name) or words",
        "if words",
        "tests/importing/test_otpauth.py -k bad_address",
    ),
    Rule(
        "8 one key is one thing of a person",
        "store.seeds:Seeds._refuse_known_keys",
        "key in known[account]",
        "False",
        "tests/desk/test_importing.py -k one_key",
    ),
    Rule(
        "15 what the report of an import leaves out is counted",
        "desk.importing:_Tally.refuse",
        "self.more_refused += 1",
        "pass",
        "tests/desk/test_importing.py -k full_of_faults",
    ),
]
