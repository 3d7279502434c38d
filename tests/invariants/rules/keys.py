"""Keys: chosen ones, and the people of the last calls."""

from invariants.taking_out import Rule

RULES = [
    Rule(
        "two keys of one screen are never the same",
        "keys.remapping:mistakes",
        "if other is not None:",
        "if False:",
        "tests/keys/test_remapping.py -k may_not_is_said",
    ),
    Rule(
        "a letter that is typed into a field is no key there",
        "keys.remapping:_against",
        "takes_letters or not _LETTER.fullmatch(key)",
        "True",
        "tests/keys/test_remapping.py -k may_not_is_said",
    ),
    Rule(
        "6 a login in the palette is no markup",
        "tui.commands:RecentPeople.commands",
        "yield Found(each.login, shown,",
        "yield Found(each.login, each.login,",
        "tests/tui/test_keys.py -k hostile_login",
    ),
    Rule(
        "a proof that was not used is not thrown away by the palette",
        "tui.commands:RecentPeople._open",
        "and self.screen.may_close()",
        "",
        "tests/tui/test_keys.py -k who_has_proven",
    ),
    Rule(
        "the chosen key to quit quits whatever comes",
        "tui.app:DeskApp.quitting_keys",
        'map(self.key_for, ("quit", "quit-too", "lock"))',
        '("f10", "ctrl+q")',
        "tests/tui/test_keys.py -k quits_whatever_comes",
    ),
]
