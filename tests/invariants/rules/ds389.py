"""389 Directory Server and FreeIPA: what the server does not see to, the adapter does."""

from invariants.taking_out import Rule

_STATE, _REAL = "tests/directory/test_ds389_state.py -k ", "tests/directory/test_ds389.py -k "
_REPLICAS = "tests/directory/test_ds389_replicas.py -k "

RULES = [
    Rule(
        "389 locked takes enough failures",
        "directory.ds389.state:_is_locked",
        "failures is not None and failures < policy.max_failures",
        "False",
        _STATE + "locked_takes",
    ),
    Rule(
        "12 389 a lock of which half is unreadable is unknown",
        "directory.ds389.state:_is_locked",
        "if failures is None or until is None:\n    return None",
        "if failures is None or until is None:\n    return False",
        _STATE + "half_of_it",
    ),
    Rule(
        "389 a change is forced only where the policy wants it",
        "directory.ds389.state:_must_change",
        "None if policy is None else policy.must_change",
        "True",
        _STATE + "forced_by_that_date",
    ),
    Rule(
        "389 an unlock takes the failures too",
        "directory.ds389.change:DS389",
        'Modification("replace", "passwordRetryCount", (b"0",)),',
        "",
        _REAL + "typing_error",
    ),
    Rule(
        "389 nothing that looks like a hash passes the rules",
        "directory.ds389.change:write",
        'and not password.startswith(b"{")',
        "",
        _REAL + "looks_like_a_hash",
    ),
    Rule(
        "389 who asks for the history gets no way round it",
        "directory.ds389.change:write",
        "and not change.obey_history",
        "",
        _REAL + "young_password",
    ),
    Rule(
        "4 389 each write leaves a trace of its own",
        "directory.ds389.change:let_a_second_pass",
        "if now and now != mark:",
        "if True:",
        _REAL + "told_apart",
    ),
    Rule(
        "5 389 a password that was set meanwhile is not forced",
        "directory.ds389.change:expiring",
        "isinstance(seen, datetime) and seen != entry.decoded(way.forced, generalized_time)",
        "False",
        _REAL + "set_meanwhile",
    ),
    Rule(
        "9 389 somebody else of the same name is not touched",
        "directory.ds389.change:look",
        "if ns_unique_id(entry) == writing.seen.id:",
        "if True:",
        _REAL + "same_name",
    ),
    Rule(
        "9 389 nothing is written to whoever has the account's name by now",
        "directory.ds389.change:write",
        "let_a_second_pass(writing)\n    look(writing)",
        "let_a_second_pass(writing)",
        "tests/directory/test_ds389_meanwhile.py -k made_way_for_another",
    ),
    Rule(
        "9 FreeIPA nothing is written to whoever has the account's name by now",
        "directory.freeipa.change:write",
        "let_a_second_pass(writing)\n    look(writing)",
        "let_a_second_pass(writing)",
        "tests/directory/test_freeipa.py -k made_way_for_another",
    ),
    Rule(
        "3 389 a connection that leads to another server gets no password",
        "directory.root_dse:leads_to",
        "not root.itself or _name(_values(link, [_ITSELF])) == root.itself",
        "True",
        _REPLICAS + "leads_elsewhere",
    ),
    Rule(
        "4 389 what was begun on one server is not judged by another of that name",
        "directory.ldapv3.port:_called",
        'if root.itself in {"", link.server.lower()}:',
        "if True:",
        _REPLICAS + "behind_one_name",
    ),
    Rule(
        "4 389 two servers that call themselves alike are not taken for one",
        "directory.ldapv3.port:_called",
        'return f"{root.itself} via {link.server}"',
        "return root.itself",
        _REPLICAS + "behind_one_name",
    ),
    Rule(
        "389 many are called localhost",
        "directory.root_dse:_name",
        'if name.partition(".")[0] == "localhost":',
        "if False:",
        "tests/directory/test_root_dse.py -k calls_itself",
    ),
    Rule(
        "the server that a replica names for a write is told",
        "directory.ldapv3.problems:sent_on",
        'code = "write-elsewhere" if other else "read-only-directory"',
        'code = "read-only-directory"',
        _REPLICAS + "only_be_read",
    ),
    Rule(
        "FreeIPA a password that was not expired is expired",
        "directory.freeipa.change:_finished",
        "forces(change) and _is_free(writing, now)",
        "False",
        "tests/directory/test_freeipa.py -k not_expired_is_told",
    ),
    Rule(
        "FreeIPA's administrators are protected",
        "directory.freeipa.dialect:FreeIpa.protected_by",
        "return words",
        'return ""',
        "tests/directory/test_freeipa.py -k protected",
    ),
    Rule(
        "a generated password meets the policy's quality",
        "desk.passwords:fits",
        "next(lacking(candidate, quality, names), None) is None",
        "True",
        "tests/desk/test_password_quality.py -k generated",
    ),
    Rule(
        "an empty base that is not there is no census of nobody",
        "directory.ldapv3.census:Census.take",
        "if is_empty:",
        "if False:",
        "tests/contract/test_census.py -k 'base_that_is_not_there and ds389'",
    ),
]
