"""LDIF (RFC 2849), as much as the lab needs: write changes, read what ldapsearch prints."""

import base64
from collections.abc import Iterable, Mapping

Value = str | bytes | int
Attributes = Mapping[str, Value | Iterable[Value]]


def quoted(password: str) -> bytes:
    """A password as `unicodePwd` wants it (MS-ADTS 3.1.1.3.1.5): quoted, UTF-16-LE."""
    return f'"{password}"'.encode("utf-16-le")


def escape_rdn(value: str) -> str:
    """A value inside a DN (RFC 4514 §2.4)."""
    escaped = "".join(f"\\{character}" if character in ',+"\\<>;=' else character for character in value)
    return f"\\{escaped}" if escaped[:1] in {" ", "#"} else escaped


def escape_filter(value: str) -> str:
    """A value inside a search filter (RFC 4515 §3)."""
    return "".join(f"\\{ord(character):02x}" if character in "*()\\\0" else character for character in value)


def add(dn: str, attributes: Attributes) -> str:
    return "".join([_line("dn", dn), "changetype: add\n", *_lines(attributes), "\n"])


def entry(dn: str, attributes: Attributes) -> str:
    """As it stands in a file that a server loads before it runs: slapadd knows no changes."""
    return "".join([_line("dn", dn), *_lines(attributes), "\n"])


def modify(dn: str, attributes: Attributes) -> str:
    """Replace each attribute; one without values is removed."""
    parts = [_line("dn", dn), "changetype: modify\n"]
    for name, values in attributes.items():
        parts += [f"replace: {name}\n", *_lines({name: values}), "-\n"]
    return "".join([*parts, "\n"])


def add_values(dn: str, attributes: Attributes) -> str:
    parts = [_line("dn", dn), "changetype: modify\n"]
    for name, values in attributes.items():
        parts += [f"add: {name}\n", *_lines({name: values}), "-\n"]
    return "".join([*parts, "\n"])


def move(dn: str, rdn: str, parent: str) -> str:
    return (
        _line("dn", dn)
        + "changetype: modrdn\n"
        + _line("newrdn", rdn)
        + "deleteoldrdn: 1\n"
        + _line("newsuperior", parent)
        + "\n"
    )


def delete(dn: str) -> str:
    return _line("dn", dn) + "changetype: delete\n\n"


def parse(text: str) -> list[dict[str, list[bytes]]]:
    """Entries of unwrapped LDIF (`-o ldif-wrap=no`), in order; attribute names as the server spells them."""
    entries: list[dict[str, list[bytes]]] = []
    entry: dict[str, list[bytes]] = {}
    for line in [*text.splitlines(), ""]:
        if not line:
            if entry:
                entries.append(entry)
            entry = {}
        elif not line.startswith("#"):
            name, _, value = line.partition(":")
            entry.setdefault(name, []).append(_decoded(value))
    return [entry for entry in entries if "dn" in entry]


def _decoded(value: str) -> bytes:
    if value.startswith(":"):
        return base64.b64decode(value[1:].strip())
    return value.removeprefix(" ").encode()


def _lines(attributes: Attributes) -> list[str]:
    return [
        _line(name, value)
        for name, values in attributes.items()
        for value in ([values] if isinstance(values, str | bytes | int) else values)
    ]


def _line(name: str, value: Value) -> str:
    raw = value if isinstance(value, bytes) else str(value).encode()
    safe = raw.isascii() and raw.decode("ascii").isprintable() and raw[:1] not in {b" ", b":", b"<", b""}
    if safe and not raw.endswith(b" "):
        return f"{name}: {raw.decode()}\n"
    return f"{name}:: {base64.b64encode(raw).decode()}\n"
