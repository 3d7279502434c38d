"""The walls of the house: what every part of the program keeps to."""

from invariants.taking_out import Rule

RULES = [
    Rule(
        "6 text is cleaned of what a terminal obeys",
        "text:clean",
        "elif unicodedata.category(character) not in _DROPPED:",
        "else:",
        "tests/test_text.py",
    ),
    Rule(
        "7 a secret does not print",
        "secret:Secret.__repr__",
        '"Secret(…)"',
        "str(self._value)",
        "tests/test_secret.py",
    ),
    Rule(
        "10 the desk knows no adapter",
        "desk.guard:",
        "from helpdesk_tui.desk.names import is_within",
        "import sqlalchemy  # noqa: F401\nfrom helpdesk_tui.desk.names import is_within",
        "tests/test_architecture.py",
    ),
    Rule(
        "11 time is given",
        "desk.lookup:Lookup.card",
        "now = session.clock.now()",
        "import datetime\nnow = datetime.datetime.now(datetime.UTC)",
        "tests/test_time_and_chance.py",
    ),
    Rule(
        "11 randomness is given",
        "desk.course:Course._issue",
        "id=ClearanceId(self.session.randomness.token(24)),",
        "id=ClearanceId(__import__('secrets').token_urlsafe(24)),",
        "tests/test_time_and_chance.py",
    ),
    Rule(
        "12 unknown is said",
        "desk.explaining:_unread",
        "unread = [word for value, word in _parts(state) if value is None]",
        "unread: list[str] = []",
        "tests/desk/test_account.py",
    ),
    Rule(
        "a remark is no part of a number",
        "phone_text:_is_remark",
        "nearest in _BREAKS and not counted and not _NOBODY_ANSWERS.search(bare)",
        "True",
        "tests/test_phone.py -k leaves_a_doubt",
    ),
    Rule(
        "7 no core is dumped",
        "hardening:_forbid_dumps",
        "resource.setrlimit(resource.RLIMIT_CORE, (0, 0))",
        "pass",
        "tests/test_hardening.py -k no_core",
    ),
    Rule(
        "7 no core goes into a pipe, and no other process reads the memory",
        "hardening:_forbid_dumps",
        "ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)",
        "pass",
        "tests/test_hardening.py -k no_core",
    ),
    Rule(
        "7 what the program writes is its own",
        "hardening:harden",
        "os.umask(_PRIVATE)",
        "pass",
        "tests/test_hardening.py -k new_files",
    ),
]
