"""XML from anybody, as small trees: no document type, no entity, and nothing deep or large.

Names are without their namespace: makers differ in theirs.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from helpdesk_tui.desk.problems import problem
from helpdesk_tui.importing.encoding import UTF_8
from helpdesk_tui.importing.source import TokenFile, Unreadable

_DEEPEST = 24
_LARGEST = 65536  # characters of one tree, with 50 for each element
_QUIETEST = 1024 * 1024  # bytes without an element or text: expat reads an unfinished token again and again

_WIDE = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"'](utf-?(16|32)|ucs-?[24]|iso-10646-ucs|unicode)", re.I)


@dataclass
class Tree:
    """An element with what is in it; `cut` where it was too large, and is not whole."""

    name: str
    attributes: dict[str, str]
    namespace: str = ""
    text: str = ""
    children: list["Tree"] = field(default_factory=list)
    cut: bool = False

    def child(self, name: str) -> "Tree | None":
        return next((child for child in self.children if child.name == name), None)

    def at(self, *names: str) -> "Tree | None":
        """The first child of the first child … of those names."""
        found: Tree | None = self
        for name in names:
            found = found.child(name) if found else None
        return found

    def text_at(self, *names: str) -> str:
        """The text of `at`, without white space around it; "" where there is none."""
        found = self.at(*names)
        return found.text.strip() if found else ""


def trees(source: TokenFile) -> Iterator[Tree]:
    """The root without its children, then each of these. Raises `Unreadable`."""
    from defusedxml.common import DefusedXmlException  # noqa: PLC0415 - needed for XML files only
    from defusedxml.ElementTree import DefusedXMLParser, ParseError  # noqa: PLC0415 - heavy: only when it is needed

    grown = _Grown()
    parser = DefusedXMLParser(target=grown, forbid_dtd=True, encoding=_encoding(source))
    try:
        for chunk in _without_space_before(source.chunks()):
            grown.quiet += len(chunk)
            parser.feed(chunk)
            yield from grown.ready()
            if grown.quiet > _QUIETEST:
                raise Unreadable(problem("xml-too-large"))
        parser.close()
    except DefusedXmlException:
        raise Unreadable(problem("xml-document-type")) from None
    except (ValueError, LookupError):  # encodings that the parser or nobody knows
        raise Unreadable(problem("xml-encoding")) from None
    except ParseError:
        yield from grown.ready()
        raise Unreadable(problem("xml-broken")) from None
    yield from grown.ready()


def _encoding(source: TokenFile) -> str | None:
    """What the bytes are in by now; None: what the file says itself (XML 1.0 §4.3.3). Where the bytes show
    that a declaration is wrong, they are right: tools on Windows declare UTF-16 and save UTF-8."""
    return UTF_8 if source.encoding or _WIDE.match(source.head.lstrip()) else None


def _without_space_before(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """An XML declaration is one at the very beginning only."""
    yield next(chunks, b"").lstrip()
    yield from chunks


class _Grown:
    """What the parser reports to (`xml.etree.ElementTree.XMLParser`, `target`)."""

    def __init__(self) -> None:
        self.quiet = 0
        self._ready: list[Tree] = []
        self._open: list[Tree] = []
        self._size = 0

    def ready(self) -> Iterator[Tree]:
        done, self._ready = self._ready, []
        yield from done

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.quiet = 0
        if len(self._open) >= _DEEPEST:
            raise Unreadable(problem("xml-too-large"))
        tree = _tree(tag, attributes)
        if not self._open:
            self._ready.append(Tree(tree.name, tree.attributes, tree.namespace))
        elif len(self._open) == 1:
            self._size = 0
        elif self._fits(50 + sum(map(len, (*attributes, *attributes.values())))):
            self._open[-1].children.append(tree)
        self._open.append(tree)

    def data(self, text: str) -> None:
        self.quiet = 0
        if len(self._open) > 1 and self._fits(len(text)):
            self._open[-1].text += text

    def end(self, _tag: str) -> None:
        self.quiet = 0
        tree = self._open.pop()
        if len(self._open) == 1:
            self._ready.append(tree)

    def close(self) -> None:
        self._open.clear()

    def _fits(self, more: int) -> bool:
        """Whether the tree has room for so much; once it has none, it grows no more."""
        self._size += more
        if self._size > _LARGEST:
            self._open[1].cut = True
        return self._size <= _LARGEST


def _tree(tag: str, attributes: dict[str, str]) -> Tree:
    namespace, _, name = tag.rpartition("}")
    return Tree(name, {_local(name): value for name, value in attributes.items()}, namespace.lstrip("{"))


def _local(name: str) -> str:
    return name.rpartition("}")[2]
