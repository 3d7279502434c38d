"""Where a name of the directory stands in the file: for words about one that is not there."""

from pathlib import Path

from helpdesk_tui import config

TEXT = """\
[directory]
servers = ["ldaps://dc1.example.com"]
base_dn = "OU=Staff,DC=example,DC=com"
[roles]
operator = [
  "Help Desk",
  "Second Line",
]
[scope]
bases = ["OU=Staff,DC=example,DC=com"]
excluded = ["OU=Legal,DC=example,DC=com", "OU=Board,DC=example,DC=com"]
[[tiers]]
name = "finance"
groups = ["Finance"]
[[tiers]]
name = "board"
bases = ["OU=Board,OU=Staff,DC=example,DC=com"]
gates = 2
"""


def test_file_line_and_key_of_every_name() -> None:
    found = config.parse(TEXT, Path("/etc/desk.toml"))
    for where, name, said in [
        (("directory", "base_dn"), "OU=Staff,DC=example,DC=com", "line 3: [directory] base_dn"),
        (("roles", "operator"), "Second Line", "line 7: [roles] operator (item 2)"),
        (("scope", "excluded"), "OU=Board,DC=example,DC=com", "line 11: [scope] excluded (item 2)"),
        (("tiers", "finance", "groups"), "Finance", "line 14: [[tiers]] (number 1) groups (item 1)"),
        (
            ("tiers", "board", "bases"),
            "OU=Board,OU=Staff,DC=example,DC=com",
            "line 17: [[tiers]] (number 2) bases (item 1)",
        ),
    ]:
        assert found.place_of(where, name) == f"/etc/desk.toml, {said}"
