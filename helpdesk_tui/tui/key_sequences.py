"""Bytes of a terminal, cut into what was typed, what a key sent, and what was pasted.

A terminal may send anything: another encoding, half a sequence, the answer to a question of another
program, a paste whose end was lost. Whatever it is, it is cut in bounded time and memory, and nothing of a
sequence is ever taken for text. Sources: ECMA-48 §5.4 (control sequences), §5.6 (strings); xterm's ctlseqs
(function keys, mouse reports, bracketed paste).
"""

import codecs
from collections.abc import Callable
from dataclasses import dataclass

PATIENCE = 0.25
"""Seconds after which an unfinished sequence is given up, and Esc is Esc. Not the user's ESCDELAY: 25 ms,
which is common there, tear the keys of a slow line apart."""
MOST_SECONDS = 2.0  # of a paste, or a string, whose end does not come
MOST_PASTED = 64 * 1024  # bytes
LONGEST_KEY = 32  # bytes; no key sends more
_LONGEST_SEQUENCE = 1024  # bytes that are swallowed as one

_ESC, _BEL, _DEL = 0x1B, 0x07, 0x7F
_CSI, _SS3 = b"\x1b[", b"\x1bO"
_EIGHT_BITS = {0x9B: _CSI, 0x8F: _SS3}  # as a VT220 may send them
_STRINGS = frozenset(b"]PX^_")  # OSC, DCS, SOS, PM, APC
_PASTE_BEGINS, _PASTE_ENDS = b"\x1b[200~", b"\x1b[201~"


@dataclass(frozen=True)
class Typed:
    """One character; U+FFFD for bytes that are not UTF-8."""

    character: str


@dataclass(frozen=True)
class Sent:
    """A whole sequence, in ASCII, from its ESC on; ESC alone is the key Esc."""

    sequence: str


@dataclass(frozen=True)
class Pasted:
    text: str


Token = Typed | Sent | Pasted


class KeySequences:
    """A state machine, byte by byte. Times are seconds of a clock that never goes back."""

    def __init__(self, *, old_mouse: bool = True) -> None:
        """`old_mouse`: `ESC [ M` begins a report of the mouse, and is no key."""
        self._has_old_mouse = old_mouse
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._state: Callable[[int], None] = self._text
        self._held = bytearray()  # of what is not finished
        self._length = 0  # of it, with what was not kept
        self._came_together = False  # its first byte, with what is read now
        self._began = self._last = 0.0
        self._found: list[Token] = []

    @property
    def is_unfinished(self) -> bool:
        """Whether `look` has something to end when its time is up."""
        return self._state != self._text or bool(self._decoder.getstate()[0])

    def feed(self, data: bytes, now: float) -> list[Token]:
        """What is whole, now that `data` was read."""
        self._end_what_is_overdue(now)
        self._came_together = False
        self._last = now
        for byte in data:
            self._state(byte)
        return self._take()

    def look(self, now: float) -> list[Token]:
        """What has become whole by waiting; to be called from time to time."""
        self._end_what_is_overdue(now)
        return self._take()

    def _take(self) -> list[Token]:
        found, self._found = self._found, []
        return found

    def _end_what_is_overdue(self, now: float) -> None:
        is_quiet = now - self._last >= PATIENCE
        if self._state == self._paste:
            if now - self._began >= MOST_SECONDS:
                self._end_paste(bytes(self._held))
                # More of it may be on its way: its lines must not be taken for keys.
                self._state = self._text if is_quiet else self._rest
        elif is_quiet and self.is_unfinished:
            if self._state == self._after_escape:
                self._found.append(Sent("\x1b"))
            self._back_to_text()
        elif self._state == self._string and now - self._began >= MOST_SECONDS:
            self._state = self._rest

    # --- text ---------------------------------------------------------------------------------------

    def _text(self, byte: int) -> None:
        if byte == _ESC:
            self._back_to_text()
            self._begin(b"\x1b", self._after_escape)
        elif byte in _EIGHT_BITS and not self._decoder.getstate()[0]:
            self._begin_eight_bits(byte)
        else:
            self._decode(bytes((byte,)))

    def _decode(self, data: bytes, *, final: bool = False) -> None:
        for character in self._decoder.decode(data, final):
            if ord(character) in _EIGHT_BITS:
                self._begin_eight_bits(ord(character))
            else:
                self._found.append(Typed(character))

    def _begin_eight_bits(self, code: int) -> None:
        introducer = _EIGHT_BITS[code]
        self._begin(introducer, self._control if introducer == _CSI else self._single_shift)

    def _back_to_text(self) -> None:
        """A character or sequence that was begun is given up."""
        self._state = self._text
        self._decode(b"", final=True)
        self._decoder.reset()

    def _begin(self, held: bytes, state: Callable[[int], None]) -> None:
        self._held[:] = held
        self._length = len(held)
        self._began = self._last
        self._came_together = True
        self._state = state

    def _again(self, byte: int) -> None:
        """What was begun is broken by a byte that means something by itself."""
        self._state = self._text
        self._text(byte)

    # --- sequences ----------------------------------------------------------------------------------

    def _after_escape(self, byte: int) -> None:
        if byte == _ESC:
            self._found.append(Sent("\x1b"))
            self._came_together = True
        elif byte in b"[O":
            self._held.append(byte)
            self._state = self._control if byte == 0x5B else self._single_shift
        elif not self._came_together:  # a finger pressed Esc, then another key
            self._found.append(Sent("\x1b"))
            self._again(byte)
        elif byte in _STRINGS:
            self._state = self._string
        elif byte < 0x80:  # Alt and a key
            self._held.append(byte)
            self._end_sequence()
        else:
            self._again(byte)

    def _control(self, byte: int) -> None:
        """CSI: parameters, intermediates, one final byte (ECMA-48 §5.4)."""
        if 0x20 <= byte <= 0x3F:
            self._keep(byte)
        elif not 0x40 <= byte < _DEL:
            self._again(byte)
        elif self._held == _CSI and byte == 0x5B:  # the Linux console's F1 to F5: one more follows
            self._held.append(byte)
            self._state = self._single_shift
        elif self._has_old_mouse and self._held == _CSI and byte == 0x4D:  # with three bytes of any value
            self._length = 3
            self._state = self._old_mouse
        else:
            self._keep(byte)
            self._end_sequence()

    def _single_shift(self, byte: int) -> None:
        """SS3, and one character; with modifiers some terminals send digits before it."""
        if byte in b"0123456789;" and len(self._held) < LONGEST_KEY:
            self._keep(byte)
        elif 0x20 <= byte < _DEL:
            self._keep(byte)
            self._end_sequence()
        else:
            self._again(byte)

    def _old_mouse(self, byte: int) -> None:
        self._length -= 1
        if byte < 0x20:
            self._again(byte)
        elif not self._length:
            self._state = self._text

    def _string(self, byte: int) -> None:
        """Swallowed up to its end: BEL, or ST, whose ESC begins anew, or any other control character."""
        self._length += 1
        if self._length > MOST_PASTED:
            self._state = self._rest
        elif byte == _BEL:
            self._state = self._text
        elif byte == _ESC:
            self._state = self._string_may_end
        elif byte < 0x20:
            self._again(byte)

    def _string_may_end(self, byte: int) -> None:
        if byte == 0x5C:
            self._state = self._text
        else:
            self._begin(b"\x1b", self._after_escape)
            self._after_escape(byte)

    def _keep(self, byte: int) -> None:
        self._length += 1
        if self._length <= LONGEST_KEY:
            self._held.append(byte)
        elif self._length > _LONGEST_SEQUENCE:
            self._state = self._rest

    def _end_sequence(self) -> None:
        self._state = self._text
        if self._length > LONGEST_KEY:
            return
        if self._held == _PASTE_BEGINS:
            self._begin(b"", self._paste)
        elif self._held != _PASTE_ENDS:
            self._found.append(Sent(self._held.decode("ascii")))

    # --- pastes -------------------------------------------------------------------------------------

    def _paste(self, byte: int) -> None:
        self._held.append(byte)
        if byte == 0x7E and self._held.endswith(_PASTE_ENDS):
            self._end_paste(bytes(self._held.removesuffix(_PASTE_ENDS)))
        elif len(self._held) > MOST_PASTED:
            last = self._held[-len(_PASTE_ENDS) :]
            self._end_paste(bytes(self._held[:MOST_PASTED]))
            self._held[:] = last
            self._state = self._rest

    def _end_paste(self, data: bytes) -> None:
        self._state = self._text
        self._held.clear()
        self._found.append(Pasted(data.decode("utf-8", "replace")))

    def _rest(self, byte: int) -> None:
        """What belongs to something too long is dropped, up to the end of a paste or until it is quiet."""
        self._held[:] = [*self._held[1 - len(_PASTE_ENDS) :], byte]
        if self._held == _PASTE_ENDS:
            self._state = self._text
