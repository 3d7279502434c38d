"""Directories of LDAPv3: what a write is bound to, who signs in, and what an absent attribute says."""

from invariants.taking_out import Rule

_MEANWHILE = "tests/directory/test_openldap_meanwhile.py"
_READING = "tests/directory/test_ldapv3_reading.py"
_STATE = "tests/directory/test_openldap_state.py"
_WRITES = "tests/directory/test_openldap.py"

RULES = [
    Rule(
        "13 a replica is known before the proof",
        "directory.ldapv3.replica:sends_writes_on",
        'link.ask_whether(f"{_NOBODY},{base}", _NOTHING, []).code == REFERRAL',
        "False",
        f"{_WRITES} -k replica",
    ),
    Rule(
        "3 a write is bound to what was seen",
        "directory.openldap.change:_modify",
        "[_as_seen(writing), post_read([_MARK]), ppolicy.ASK]",
        "[post_read([_MARK]), ppolicy.ASK]",
        f"{_MEANWHILE} -k 'modify and new_mobile'",
    ),
    Rule(
        "3 the operation for passwords is bound by the write before it",
        "directory.openldap.change:_by_operation",
        "if first.kind is not ReplyKind.ACCEPTED:\n    return first",
        "",
        f"{_MEANWHILE} -k 'operation and new_mobile'",
    ),
    Rule(
        "3 the mark behind a password goes to the same account",
        "directory.openldap.change:_by_operation",
        "[is_it, post_read([_MARK]), ppolicy.ASK]",
        "[post_read([_MARK]), ppolicy.ASK]",
        f"{_MEANWHILE} -k last_mark",
    ),
    Rule(
        "4 a write is tried again only for an account that is the same",
        "directory.openldap.change:_is_still",
        "fingerprint(writing.read()) == before",
        "bool(writing.read())",
        f"{_MEANWHILE} -k 'modify and new_mobile'",
    ),
    Rule(
        "4 a write is tried again only where it surely was not done",
        "directory.openldap.change:_modified",
        "result.code == NOT_AS_ASSERTED and _is_still(writing, before)",
        "not result.done and _is_still(writing, before)",
        "tests/directory/test_ldapv3_hostile.py -k any_controls",
    ),
    Rule(
        "a wrong password meanwhile holds no reset up",
        "directory.openldap.change:_modified",
        "result.code == NOT_AS_ASSERTED and _is_still(writing, before)",
        "False",
        f"{_MEANWHILE} -k types_a_wrong_password",
    ),
    Rule(
        "3 a reset that was refused behind its mark is told as not done",
        "directory.openldap.change:_by_operation",
        "replace(reply, kind=ReplyKind.PARTLY, undone=frozenset({Action.RESET}))",
        "replace(reply, kind=ReplyKind.PARTLY)",
        f"{_WRITES} -k behind_the_mark",
    ),
    Rule(
        "3 what was written partly is not told as refused",
        "directory.openldap.change:_by_operation",
        "return reply if last.done else replace(reply, kind=ReplyKind.PARTLY)",
        "return reply",
        "tests/directory/test_openldap_lost.py -k 'half_way and 3'",
    ),
    Rule(
        "a password is not taken for a hash",
        "directory.openldap.change:write",
        "hashes and not password.startswith(_A_HASH)",
        "hashes",
        f"{_WRITES} -k 'looks_like_a_hash and manage'",
    ),
    Rule(
        "12 an attribute is empty only where it may be read",
        "directory.ldapv3.attributes:Attributes.may_read",
        "name.lower() in self._readable",
        "True",
        f"{_READING} -k hidden_from_the_operator",
    ),
    Rule(
        "12 whether it may be read is asked of the entry itself",
        "directory.ldapv3.reading:Reader._account",
        "surely_empty(link, found.dn, absent)",
        "frozenset(absent)",
        f"{_READING} -k hidden_from_the_operator",
    ),
    Rule(
        "12 a policy that is hidden in part is unknown",
        "directory.openldap.policy:_is_unknown",
        "name not in _NEWER and not entry.is_empty(name)",
        "False",
        f"{_STATE} -k hidden_in_part",
    ),
    Rule(
        "12 who is idle is unknown without the last sign-in",
        "directory.openldap.state:_is_idle",
        'False if seen == "never" else None',
        "False",
        f"{_STATE} -k nobody_knows_who_is_idle",
    ),
    Rule(
        "a change is forced only where the policy asks for it",
        "directory.openldap.state:_must_change",
        "None if marked is None or policy is None else policy.must_change",
        "marked",
        f"{_STATE} -k forced_change_holds",
    ),
    Rule(
        "8 nobody and a wrong password are told alike",
        "directory.ldapv3.port:LdapDirectory._looked_up",
        'raise NotPermitted(problem("wrong-password"))',
        'raise NotPermitted(problem("account-gone"))',
        f"{_READING} -k told_alike",
    ),
    Rule(
        "5 a password goes to the one entry that was found",
        "directory.ldapv3.port:LdapDirectory._looked_up",
        "len(found) == 1",
        "found",
        f"{_READING} -k login_of_two",
    ),
    Rule(
        "5 without a password nobody is bound",
        "directory.ldapv3.port:LdapDirectory.sign_in",
        "not login or not password",
        "not login",
        f"{_READING} -k without_a_password",
    ),
    Rule(
        "9 a group that looks like another is not the other",
        "directory.ldapv3.groups:group_key",
        "if hidden else key",
        "if False else key",
        f"{_READING} -k looks_like_another",
    ),
    Rule(
        "15 of too many groups none is told",
        "directory.ldapv3.groups:groups_of",
        "len(found) > MOST_GROUPS",
        "False",
        "tests/directory/test_ldapv3_hostile.py -k 'whatever_an_entry and 1'",
    ),
    Rule(
        "9 a group whose name reads like the DN of another is not the other",
        "desk.names:_pair",
        "_SPECIAL.sub(_BACKSLASHED, plain)",
        "plain",
        f"{_READING} -k comma_in_its_name",
    ),
    Rule(
        "9 a group is written to only where it is the one that was looked at",
        "directory.ldapv3.named:group_with_key",
        "group_key(found) == key",
        "True",
        f"{_READING} -k no_id_of_a_group",
    ),
    Rule(
        "9 a login that was cleaned is written into no group",
        "directory.ldapv3.members:regrouped",
        "writing.login != writing.seen.login",
        "False",
        f"{_READING} -k login_that_looks_like",
    ),
    Rule(
        "9 groups that are told by memberOf alone count",
        "directory.ldapv3.members:group_power",
        'Attributes(entries[0]).as_sent("memberOf")',
        "()",
        f"{_READING} -k by_memberof_alone",
    ),
]
