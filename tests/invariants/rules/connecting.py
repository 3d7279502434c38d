"""The line to a server: TLS, deadlines, budgets."""

from invariants.taking_out import Rule

RULES = [
    Rule(
        "5 certificates are verified",
        "tls:verifying_context",
        "context.minimum_version = ssl.TLSVersion.TLSv1_2",
        "context.check_hostname, context.verify_mode = False, ssl.CERT_NONE",
        "tests/directory/test_tls.py -k 'self_signed or another_authority'",
    ),
    Rule(
        "5 certificates are for the name",
        "tls:verifying_context",
        "context.minimum_version = ssl.TLSVersion.TLSv1_2",
        "context.check_hostname = False",
        "tests/directory/test_tls.py -k 'another_name or another_address'",
    ),
    Rule(
        "5 a common name is no name",
        "tls:verifying_context",
        "context.hostname_checks_common_name = False",
        "context.hostname_checks_common_name = True",
        "tests/directory/test_tls.py -k common_name",
    ),
    Rule(
        "5 before TLS one small answer",
        "directory.ldap:Link._ask_for_tls",
        "answer = self._answer_to(codec.start_tls(), codec.EXTENDED, before_tls())",
        "answer = self._answer_to(codec.start_tls(), codec.EXTENDED, Budget())",
        "tests/directory/test_tls.py -k 'one_small_answer'",
    ),
    Rule(
        "15 a request has a deadline as a whole",
        "connection:Connection.within",
        "timer.start()",
        "pass",
        "tests/directory/test_reads.py -k 'drips'",
    ),
    Rule(
        "15 a message has an end",
        "directory.budget:Budget.allow",
        "size > min(self.bytes, LARGEST_MESSAGE)",
        "False",
        "tests/directory/test_ber.py -k 'larger_than_any'",
    ),
    Rule(
        "15 an answer has a budget",
        "directory.ber:count_elements",
        "count > most",
        "False",
        "tests/directory/test_ber.py -k 'no_more_elements'",
    ),
    Rule(
        "15 numbers from a server are short",
        "directory.ber:count_elements",
        "length in contents",
        "True",
        "tests/directory/test_ber.py -k 'no_server_sends'",
    ),
    Rule(
        "15 quitting cuts what is waited for",
        "connection:Connection.cut",
        "self._handle.shutdown(socket.SHUT_RDWR)",
        "pass",
        "tests/directory/test_closing.py -k 'sign_in_that_is_held'",
    ),
    Rule(
        "5 no credential without TLS",
        "directory.ldap:Link.open",
        'self._endpoint.tls not in {"ldaps", "starttls"}',
        "False",
        "tests/directory/test_tls.py -k 'no_way_to_ask'",
    ),
]
