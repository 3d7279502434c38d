"""A ticket in place of the password: once, and for nothing but the password."""

from invariants.taking_out import Rule

DESK = "tests/desk/test_sign_in_by_ticket.py"
SCREEN = "tests/tui/test_sign_in_by_ticket.py"

RULES = [
    Rule(
        "a ticket signs in once",
        "desk.sign_in:SignIn.begin_with_ticket",
        "self.ticket.spend()",
        "pass",
        f"{DESK} -k signs_in_once",
    ),
    Rule(
        "a ticket that is spent signs in nobody",
        "desk.sign_in:SignIn.begin_with_ticket",
        "why := self.ticket.against(self.by)",
        "why := None",
        f"{DESK} -k 'signs_in_once or left_alone or passwords_takes'",
    ),
    Rule(
        "a ticket signs in nobody at a terminal that was left alone",
        "tui.presence:LocksWhenLeft._idle_over",
        "self.desk_console.sign_in.ticket.spend()",
        "pass",
        f"{SCREEN} -k nobody_had_signed_in",
    ),
    Rule(
        "an account that is over is not opened by its ticket",
        "desk.sign_in:SignIn._bound_by_ticket",
        "self._demand_standing(directory, directory.operator.login)",
        "pass",
        f"{DESK} -k outlives_its_account",
    ),
    Rule(
        "a desk of tickets takes no password",
        "desk.sign_in:SignIn.begin",
        "not self.takes_passwords",
        "False",
        f"{DESK} -k takes_no_password",
    ),
    Rule(
        "a desk of tickets takes no colleague's password",
        "desk.sign_in:SignIn.witness",
        "not self.takes_passwords",
        "False",
        f"{DESK} -k for_a_colleague",
    ),
    Rule(
        "whoever names a login is not signed in by the ticket of another",
        "desk.sign_in_ticket:offer_of",
        "not login.strip() or _is_of(login.strip(), holder)",
        "True",
        f"{DESK} -k 'somebody_else_is_asked or whose_ticket'",
    ),
    Rule(
        "no variable names another configuration of Kerberos",
        "hardening:_PREFIXES",
        '"KRB5",',
        "",
        "tests/test_hardening.py -k kerberos_heeds",
    ),
    Rule(
        "no variable names a mechanism of GSSAPI",
        "hardening:_PREFIXES",
        '"GSS",',
        "",
        "tests/test_hardening.py -k kerberos_heeds",
    ),
    Rule(
        "a keytab is for its owner alone",
        "compose.directories:_keytab",
        "saved_passwords.require_private(path, login)",
        "pass",
        "tests/test_compose.py -k that_others_reach",
    ),
    Rule(
        "a configuration of Kerberos that others write is not trusted",
        "compose.directories:_settings",
        "(section.ca_file, section.krb5_conf)",
        "(section.ca_file,)",
        "tests/test_compose.py -k that_others_reach",
    ),
    Rule(
        "a service with a keytab is not left out where none is taken",
        "compose.directories:_for_ldap",
        "settings.service_keytab is not None",
        "False",
        "tests/test_compose.py -k that_takes_none",
    ),
    Rule(
        "a weak hash of a certificate binds nothing",
        "directory.channel_binding:server_end_point",
        "isinstance(algorithm, MD5 | SHA1)",
        "False",
        "tests/directory/test_channel_binding.py -k weak",
    ),
]
