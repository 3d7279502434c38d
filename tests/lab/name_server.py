"""A DNS server on loopback that says what a test wants, or nothing: real bytes over UDP."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
from lab.datagrams import DatagramServer

Records = Mapping[tuple[str, str], Sequence[str]]
"""(name, type) → data as in a zone file: ("dc1.lab.example", "A") → ["127.0.0.2"]."""


class Mode(StrEnum):
    ANSWER = "answer"
    SILENT = "silent"
    FAIL = "SERVFAIL"


class LabNameServer(DatagramServer):
    """Listens from construction until `close()`."""

    def __init__(self, records: Records, address: str = "127.0.0.1", port: int = 0) -> None:
        self.records = dict(records)
        self.mode = Mode.ANSWER
        self.asked: list[tuple[str, str]] = []
        super().__init__(self._said, address, port)

    def _said(self, datagram: bytes) -> bytes | None:
        if self.mode is Mode.SILENT:
            return None
        asked = dns.message.from_wire(datagram)
        reply = dns.message.make_response(asked)
        reply.flags |= dns.flags.RA | dns.flags.AA
        (question,) = asked.question
        name, kind = question.name.to_text(omit_final_dot=True), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        known = {(each.lower(), of_kind): data for (each, of_kind), data in self.records.items()}
        found = known.get((name.lower(), kind))
        if self.mode is Mode.FAIL:
            reply.set_rcode(dns.rcode.SERVFAIL)
        elif found:
            reply.answer.append(dns.rrset.from_text(question.name, 5, "IN", kind, *found))
        elif name.lower() not in {each for each, _ in known}:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        return reply.to_wire()
