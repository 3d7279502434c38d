"""Languages: what programs and the record read, and what lies in the store, is the same in all of them."""

from invariants.taking_out import Rule

RULES = [
    Rule(
        "programs read English and UTC whatever the operator reads",
        "cli:_run",
        "reader.speak_to_programs()",
        "pass",
        "tests/test_reader.py -k speaks_to_whoever",
    ),
    Rule(
        "what waits in the record is told of in English",
        "desk.notices:_notice_of",
        "with read_in(ENGLISH):",
        "if True:",
        "tests/test_reader.py -k waits_in_the_record",
    ),
    Rule(
        "what nobody named is stored under one name",
        "desk.method:label_in_store",
        "with read_in(ENGLISH):",
        "if True:",
        "tests/test_reader.py -k stored_under_one_name",
    ),
    Rule(
        "a language is never a path",
        "language:chosen",
        "while tag and tag not in there:",
        "while False:",
        "tests/test_languages.py -k before_the_environment",
    ),
]
