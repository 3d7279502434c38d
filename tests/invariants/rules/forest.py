"""Several domains of a forest."""

from invariants.taking_out import Rule

_AD = "directory.active_directory"
_TEST = "tests/directory/test_forest.py"

RULES = [
    Rule(
        "3 an account is written at its own domain",
        f"{_AD}.forest:ForestSession.prepare_change",
        "self._holder(account).prepare_change(account)",
        "self._home.prepare_change(account)",
        f"{_TEST} -k 'goes_to_its_own_domain'",
    ),
    Rule(
        "5 a server of another domain must have a name in it",
        f"{_AD}.other_domain:SiblingServers.servers",
        "srv.is_host(each.host) and srv.is_within(each.host, self.domain)",
        "each.host",
        f"{_TEST} -k 'by_a_name_out_of_the_domain_is'",
    ),
    Rule(
        "5 a server of another domain must say that it is of it",
        f"{_AD}.opening:reaching",
        "partial(read_domain_named, finding.domain)",
        'partial(read_domain_named, "")',
        f"{_TEST} -k 'server_of_another_domain_gets_no_password'",
    ),
    Rule(
        "5 a catalogue must have a name in a domain that is served",
        f"{_AD}.catalogue:CatalogueServers.servers",
        "srv.is_host(each.host) and any(srv.is_within(each.host, name) for name in self._domains)",
        "each.host",
        f"{_TEST} -k 'catalogue_by_a_name_out_of_the_domains'",
    ),
    Rule(
        "5 what is no catalogue of this forest gets no password",
        f"{_AD}.catalogue:GlobalCatalogue._described",
        "not ready or [dn_parts(each) for each in forest] != [dn_parts(self._own.configuration_dn)]",
        "False",
        f"{_TEST} -k 'no_catalogue_of_this_forest'",
    ),
    Rule(
        "8 where a password was refused it is not tried again",
        f"{_AD}.elsewhere:Elsewhere.connected",
        "if self._refused:",
        "if False:",
        f"{_TEST} -k 'not_tried_again'",
    ),
    Rule(
        "9 what lies in a domain that is not served is not read",
        f"{_AD}.catalogue:GlobalCatalogue.domain_of",
        "dn_parts(each.dn) == lies_in",
        "True",
        f"{_TEST} -k 'domain_that_is_not_served_is_neither'",
    ),
    Rule(
        "9 the tree of one domain is told from those below it",
        f"{_AD}.catalogue:CatalogueFinder._scope",
        "domain_parts(entry.dn) == own",
        "True",
        f"{_TEST} -k 'above_the_own'",
    ),
    Rule(
        "9 a group that tells of some alone is no rule about people",
        "desk.named:Named.groups",
        "not of_operators and (why := self._directory.group_shortfall(name))",
        'not of_operators and (why := "")',
        "tests/desk/test_elsewhere.py -k 'no_rule_about_people'",
    ),
    Rule(
        "12 who could not be looked for is not nobody",
        f"{_AD}.catalogue:GlobalCatalogue._found",
        "wanted is not None and wanted.kind is Kind.NUMBER and not found.rows",
        "False",
        f"{_TEST} -k 'may_be_somebodys'",
    ),
    Rule(
        "12 an account is not taken where others of its name were not looked for",
        "desk.lookup:demand_all_searched",
        "if found.unsearched:",
        "if False:",
        "tests/desk/test_lookup.py tests/desk/test_importing.py -k 'were_not_looked_for'",
    ),
    Rule(
        "15 a silent catalogue is left alone for a while",
        f"{_AD}.catalogue:GlobalCatalogue.search",
        "self._rests and timedelta() < self._rests[0] - now <= _REST",
        "False",
        f"{_TEST} -k 'half_a_minute'",
    ),
    Rule(
        "16 a domain that is not in the forest stops the sign-in",
        f"{_AD}.forest:served",
        "if name.casefold() not in by_name:",
        "if False:",
        f"{_TEST} -k 'stops_the_sign_in'",
    ),
    Rule(
        "16 a cross-reference must agree with itself",
        f"{_AD}.domain:with_names",
        "dns_name(dn).casefold() == name.casefold()",
        "name",
        f"{_TEST} -k 'names_disagree'",
    ),
    Rule(
        "2 an interrupted action is read where its account is",
        "desk.interrupted:_reading",
        "server == session.directory.info_of(account).server",
        "server == session.directory.info.server",
        "tests/desk/test_elsewhere.py -k 'resolved_by_reading_there'",
    ),
    Rule(
        "14 what can be done is asked of the account's server",
        "desk.offering:impossible",
        "session.directory.info_of(account.id)",
        "session.directory.info",
        "tests/desk/test_elsewhere.py -k 'nothing_can_be_written_there'",
    ),
]
