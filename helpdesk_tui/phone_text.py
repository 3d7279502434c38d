"""What of a text is a phone number. People write remarks, extensions and separators around it.

This is the one reading of such a text: what is dialled, texted, compared, masked and searched for goes
through it. No digit comes out that did not go in, for letters are never digits here (no "vanity" numbers);
and a text that leaves doubt about which digits are the number holds none.
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

_LONGEST = 256  # characters; what is longer is no number with a remark
_PLUS = frozenset("+\ufe62\uff0b")
_DASHES = frozenset("\u2212\u207b\u30fc\u2043")  # beside those of category Pd
_BREAKS = frozenset(" ()[]{}<>,;:/\"'|+.")  # one of these stands between a number and a remark
_EDGES = " ()[]{}<>,;:./-\"'|"  # what may be left over at either end

_RUN = re.compile(r"\d(?:[ ()./-]*\d)*")
_MARKERS = (
    # English, then German, French, Spanish, Portuguese, Italian, Dutch, Nordic, Polish, Czech, Russian
    "extension", "extn", "ext", "xtn", "x", "#", "~", ",,",
    "durchwahl", "nebenstelle", "apparat", "app", "dw", "nst",
    "poste", "anexo", "interno", "int", "ramal", "toestel", "tst",
    "anknytning", "ankn", "lokal", "lok", "alanumero", "wewn", "wew", "klapka", "linka", "доб",
)  # fmt: skip
_COUNTRY = re.compile(r"\+[0-9]{1,3}")
_EXTENSION = re.compile(
    rf"[ ,;:.(\[/-]{{0,8}}(?:{'|'.join(map(re.escape, _MARKERS))})[ .:=#-]{{0,4}}(\d{{1,7}})(?!\d)",
    re.IGNORECASE,
)
_NOBODY_ANSWERS = re.compile(
    r"fax|faks|факс|t[ée]l[ée]cop|传真|傳真|pager|"
    r"\b(?:old|former(?:ly)?|invalid|inactive|wrong|disused|alt|ehem\w*|gesperrt|ung[üu]ltig|inaktiv\w*|ancien\w*)\b",
    re.IGNORECASE,
)
"""A remark that says: not this number. A call or text there reaches no one, or somebody else."""


@dataclass(frozen=True)
class Written:
    """A number as it stands in a text."""

    number: str  # ASCII digits, with a "+" before them where there was one
    extension: str = ""  # ASCII digits; "" = none
    before: str = ""  # remarks
    after: str = ""

    @property
    def digits(self) -> str:
        return self.number.removeprefix("+")


def written(text: str) -> Written | None:
    """The number in `text`, or None: there is none, or more than one, or a doubt about its digits."""
    plain = _plain(text) if len(text) <= _LONGEST else ""
    if plain[:4].casefold() == "tel:":
        plain = unquote(plain[4:], errors="replace").removeprefix("//")
    uri, *parameters = plain.split(";")
    if any("=" in each for each in parameters):
        return _of_uri(uri, parameters)
    return _of_words(plain)


def _of_uri(number: str, parameters: list[str]) -> Written | None:
    """RFC 3966 §3: a global number, or a local one with its context. Only a country's code completes it: a
    longer context says where the number holds, not what to dial before it."""
    pairs = (each.partition("=") for each in parameters)
    given = {name.strip().casefold(): value.strip() for name, _, value in pairs}
    found = _of_words(number)
    extension = re.sub(r"[ ().-]", "", given.get("ext", ""))
    if found is None or found.extension or (extension and not re.fullmatch(r"[0-9]{1,7}", extension)):
        return None
    context = given.get("phone-context", "")
    country = context if _COUNTRY.fullmatch(context) and not found.number.startswith("+") else ""
    return Written(country + found.number, extension, found.before, found.after)


def _of_words(plain: str) -> Written | None:
    run = _RUN.search(plain)
    if run is None or _doubtful(run[0]):
        return None
    head, rest = plain[: run.start()], plain[run.end() :]
    before = head.rstrip(" (./-")
    plus = "+" if before.endswith("+") else ""
    before = before.removesuffix("+").rstrip(" (")
    extension = _EXTENSION.match(rest)
    if extension:
        rest = rest[extension.end() :]
    if not (_is_remark(before, head[len(before) :][:1]) and _is_remark(rest, rest[:1])):
        return None
    digits = re.sub(r"\D", "", run[0])
    given = extension[1] if extension else ""
    return Written(plus + digits, given, before.strip(_EDGES), rest.strip(_EDGES))


def _doubtful(run: str) -> bool:
    """Whether the digits may be two numbers, or a number and something else: "901820/21", "901820 (12)"."""
    head, slash, tail = run.rpartition("/")
    part = re.sub(r"\D", "", tail)
    behind = len(re.sub(r"\D", "", run.rpartition("(")[0])) if "(" in run else 0
    return behind > 6 or bool(slash and re.search(r"\d", head) and (len(part) < 4 or part.startswith("0")))


def _is_remark(text: str, nearest: str) -> bool:
    """Whether `text` is nothing, or words apart from the number that do not speak against it. `nearest`: the
    character of it next to the number."""
    bare = text.strip(_EDGES)
    if not bare:
        return True
    counted = any(character.isnumeric() or character in "+*#" for character in bare)
    return nearest in _BREAKS and not counted and not _NOBODY_ANSWERS.search(bare)


def _plain(text: str) -> str:
    """Decimal digits of any script, and the signs that stand for "+", "-" and a space, in ASCII."""
    return "".join(map(_sign, text))


def _sign(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if character in _PLUS:
        return "+"
    if category == "Pd" or character in _DASHES:
        return "-"
    if category in {"Zs", "Zl", "Zp"} or character in "\t\n\r\v\f":
        return " "
    if category == "Cf":
        return ""
    narrow = unicodedata.normalize("NFKC", character)
    return narrow if narrow.isascii() and len(narrow) == 1 and not narrow.isdigit() else character
