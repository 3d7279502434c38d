"""The lines of keys: right for whatever tomllib takes."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk_tui.config.lines import lines_of_keys

DOCUMENT = '''\
# a comment with [brackets] and "quotes"
top = 1
dotted."quo.ted".'lit' = """
[not.a.table]
not = "a key"
"""

[a.b] # a comment
c = [ # one
  "]", '#', # two
  [1, 2],
  { d = 1, e = { f = "}" } },
]
g = \'\'\'
[x]
\'\'\'
"h\\u0069" = 1979-05-27 07:32:00
i = { j.k = 1, "l" = [ 1,
  2 ] }
[[many]]
m = 1
[many.inner]
n = 2
[[many]]
m = "\\"x\\\\" # end
[last]
'''

EXPECTED = {
    ("top",): 2,
    ("dotted", "quo.ted", "lit"): 3,
    ("a", "b"): 8,
    ("a", "b", "c"): 9,
    ("a", "b", "c", 0): 10,
    ("a", "b", "c", 1): 10,
    ("a", "b", "c", 2): 11,
    ("a", "b", "c", 2, 1): 11,
    ("a", "b", "c", 3, "e", "f"): 12,
    ("a", "b", "g"): 14,
    ("a", "b", "hi"): 17,
    ("a", "b", "i", "j", "k"): 18,
    ("a", "b", "i", "l", 1): 19,
    ("many", 0, "m"): 21,
    ("many", 0, "inner", "n"): 23,
    ("many", 1, "m"): 25,
    ("last",): 26,
}


@pytest.mark.parametrize(("path", "line"), EXPECTED.items())
def test_each_key_stands_in_its_line(path, line):
    tomllib.loads(DOCUMENT)
    assert lines_of_keys(DOCUMENT)[path] == line


_KEY = st.from_regex(r"[A-Za-z0-9_-]{1,6}", fullmatch=True)
_VALUE = st.sampled_from(
    [
        "1",
        "true",
        '"a # ] b"',
        "'x\"y'",
        "[1, [2], '=']",
        "{ a = 1, b.c = [2] }",
        '"""\n[x]\ny = 1\n"""',
        "[\n  1, # c\n]",
    ]
)


@given(st.dictionaries(_KEY, st.dictionaries(_KEY, _VALUE, max_size=4), max_size=4))
def test_the_line_of_a_key_is_where_its_name_was_written(tables):
    text, expected = "", {}
    for name, pairs in tables.items():
        expected[(name,)] = text.count("\n") + 1
        text += f"[{name}]\n"
        for key, value in pairs.items():
            text += "# k = 1\n\n"
            expected[(name, key)] = text.count("\n") + 1
            text += f"{key} = {value}\n"
    tomllib.loads(text)
    found = lines_of_keys(text)
    assert {path: found[path] for path in expected} == expected
