"""What came of a search, and what to do about it."""

from collections.abc import Collection

from helpdesk_tui.desk.narrowing import take_apart
from helpdesk_tui.desk.ports import Found, SearchedBy
from helpdesk_tui.language import N_, Phrases, _, ngettext

_EXAMPLES = Phrases(
    {
        "dept": N_("dept:finance"),
        "department": N_("dept:finance"),
        "ou": N_('ou:legal or ou:"Head Office"'),
        "group": N_('group:sales or group:"Head Office"'),
    }
)
_STAR = N_("* stands for itself here: the beginning of a name is enough.")


def short_query(query: str, key: str) -> str:
    """About one character, which is searched only when `key` says so."""
    if query == "*":
        return _(_STAR)
    return _("Type one letter more, or press {key} to search for this one.", key=key)


def slow_line(slow: Collection[SearchedBy]) -> str:
    """What an administrator of the directory can do about it; "" = nothing was slow."""
    if not slow:
        return ""
    named = [_INDEXES[by] for by in SearchedBy if by in slow]
    return _(
        "It was slow: the directory may have no index of {what}. Tell whoever runs it.", what=", ".join(named)
    )


_INDEXES = Phrases(
    {
        SearchedBy.NAME: N_("names"),
        SearchedBy.ADDRESS: N_("addresses"),
        SearchedBy.NUMBER: N_("telephone and employee numbers"),
        SearchedBy.DEPARTMENT: N_("departments"),
        SearchedBy.GROUP: N_("groups"),
        SearchedBy.LOCKED: N_("locked accounts"),
    }
)


def found_line(found: Found, query: str) -> str:
    unfinished = take_apart(query).unfinished
    if unfinished:
        return _(
            "Type on behind {begun}: for instance {example}.",
            begun=unfinished,
            example=_EXAMPLES[unfinished],
        )
    if found.more:
        return _("More than {count}: narrow it. The first {count} are shown.", count=len(found.rows))
    if not found.rows and "*" in query:
        return f"{_('Nobody found.')} {_(_STAR)}"
    if not found.rows:
        return _("Nobody found. Try another spelling, a mail address or a phone number.")
    return ngettext("1 account.", "{count} accounts.", len(found.rows))
