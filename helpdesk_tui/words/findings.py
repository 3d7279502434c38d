"""What a look at the desk's surroundings found, in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from helpdesk_tui.desk.diagnosis import Finding, Level
from helpdesk_tui.language import N_, Phrases, _, ngettext

NAMES: Mapping[Level, str] = Phrases(
    {
        Level.FAILED: N_("Failed"),
        Level.WARNING: N_("Warning"),
        Level.SKIPPED: N_("Skipped"),
        Level.OK: N_("All right"),
    }
)
"""Of the levels, what matters most first."""


TOPICS = frozenset(
    {
        N_("configuration"), N_("terminal"), N_("keyring"), N_("store"), N_("store key"), N_("record"),
        N_("backups"), N_("texts"), N_("words of passwords"), N_("breached passwords"), N_("mail"),
        N_("directory servers"), N_("service account"), N_("operator"), N_("names"), N_("sample account"),
        N_("password policy"), N_("test message"),
    }
)  # fmt: skip
"""Those that are words: for programs they are codes."""
_SERVER = "directory server "


def topic_of(finding: Finding) -> str:
    """What was looked at."""
    topic = finding.topic
    if topic in TOPICS:
        return _(topic)
    if topic.startswith(_SERVER):
        return _("directory server {server}", server=topic.removeprefix(_SERVER))
    return topic


def by_topic(findings: Sequence[Finding]) -> list[Finding]:
    """What has no remedy and is of one topic is said in one breath."""
    told: list[Finding] = []
    for each in findings:
        before = told[-1] if told else None
        if before and before.topic == each.topic and not before.remedy and not each.remedy:
            told[-1] = replace(before, said=f"{before.said} {each.said}")
        else:
            told.append(each)
    return told


def counted(findings: Sequence[Finding], *, still: bool) -> str:
    """How many of which; `still` = more may come."""
    levels = Counter(each.level for each in findings)
    failed, warned, fine = (levels[each] for each in (Level.FAILED, Level.WARNING, Level.OK))
    counts = [
        *([ngettext("1 failed", "{count} failed", failed)] if failed else []),
        *([ngettext("1 warning", "{count} warnings", warned)] if warned else []),
        ngettext("1 all right", "{count} all right", fine),
    ]
    said = ", ".join(counts)
    return _("{counts} so far; this still looks.", counts=said) if still else _("{counts}.", counts=said)
