"""In which encoding a file is: by its byte order mark, or by where its first characters have zeros.

Tools on Windows write UTF-16. What begins with two ASCII characters shows its encoding without a mark as well
(XML 1.0 §4.3.3 and appendix F).
"""

import codecs
from collections.abc import Iterable, Iterator

UTF_8 = "utf-8"
_MARKS = (  # the longer ones first: that of UTF-32 begins as that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, UTF_8),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ZEROS: dict[tuple[bool, ...], str] = {  # of the first four bytes
    (False, True, True, True): "utf-32-le",
    (True, True, True, False): "utf-32-be",
    (False, True, False, True): "utf-16-le",
    (True, False, True, False): "utf-16-be",
}


def encoding_of(head: bytes) -> tuple[bytes, str | None]:
    """The mark that `head` begins with, or b"", and the encoding; None where the bytes do not tell."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return mark, name
    return b"", _ZEROS.get(tuple(byte == 0 for byte in head[:4]))


def in_utf_8(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The same text in UTF-8. A lone surrogate stays one, and spoils its own line only.

    Raises `UnicodeDecodeError` where the bytes are none of that encoding.
    """
    decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
    for chunk in chunks:
        yield decoder.decode(chunk).encode(UTF_8, "surrogatepass")
    yield decoder.decode(b"", final=True).encode(UTF_8, "surrogatepass")
