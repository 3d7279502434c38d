"""The top line: who works here, where, over what, and in whose name. Always there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from helpdesk_tui.desk.operator import Operator, Role
from helpdesk_tui.language import N_, Phrases, _

if TYPE_CHECKING:
    from helpdesk_tui.desk.ports import DirectoryInfo

_DEMO = "DEMO"
_THREAT = N_("THREAT ELEVATED: weak methods are off")
_THREAT_SHORT = N_("THREAT ELEVATED")
_SHORT = Phrases(
    {
        Role.OPERATOR: N_("oper."),
        Role.REGISTRAR: N_("reg."),
        Role.SUPERVISOR: N_("superv."),
        Role.AUDITOR: N_("aud."),
    }
)
_ROOMY = 110  # columns from which the threat is said in full


@dataclass(frozen=True)
class Context:
    """What the bar says. `operator` "" = nobody is at work; then `domain` is the target in words."""

    operator: str = ""
    roles: tuple[Role, ...] = ()
    domain: str = ""
    server: str = ""
    tls: str = ""
    acts_as: str = ""
    demo: bool = False
    help_link: str = ""  # where people find help; said beside what sends the operator to somebody else
    closed: str = N_("nobody is signed in")  # why nobody is at work

    @classmethod
    def of(cls, operator: Operator, info: "DirectoryInfo", demo: bool, help_link: str = "") -> "Context":
        roles = tuple(role for role in Role if role in operator.roles)
        return cls(operator.login, roles, info.domain, info.server, info.tls, info.acts_as, demo, help_link)


def tags(context: Context, width: int, *, elevated: bool) -> str:
    """What stands at the bar's right end, whatever else is cut."""
    threat = _(_THREAT) if width >= _ROOMY else _(_THREAT_SHORT)
    said = [tag for holds, tag in ((elevated, threat), (context.demo, _DEMO)) if holds]
    return "".join(f" {tag} " for tag in said)


def context_line(context: Context, width: int, *, elevated: bool = False) -> str:
    """The bar's text in exactly `width` columns: the fullest form that fits, else the shortest, cut."""
    end = tags(context, width, elevated=elevated)
    room = width - len(end)
    forms = list(_forms(context))
    chosen = next((form for form in forms if cell_len(form) <= room), forms[-1])
    if cell_len(chosen) > room:
        chosen = set_cell_size(chosen, max(room - 1, 0)) + "…"
    return set_cell_size(chosen, room) + end


def _forms(context: Context) -> Iterator[str]:
    """From the fullest to the shortest."""
    if not context.operator:
        yield f" {context.domain} · {_(context.closed)}"
        return
    roles = ", ".join(_(role.value) for role in context.roles)
    # of each host, where one is told by the name of another: "ds1 via ldap"
    host = " ".join(word.removesuffix(f".{context.domain}") for word in context.server.split(" "))
    tls = context.tls or _("no TLS")
    same = context.acts_as == context.operator
    acting = (
        (_("acts as you"), _("as you"))
        if same
        else (_("acts as {account}", account=context.acts_as), _("as {account}", account=context.acts_as))
    )
    yield f" {context.operator} ({roles}) · {context.domain} · {context.server} · {tls} · {acting[0]}"
    yield f" {context.operator} ({roles}) · {context.domain} · {host} · {tls} · {acting[0]}"
    yield f" {context.operator} ({roles}) · {context.domain} · {host} · {tls} · {acting[1]}"
    shorter = "+".join(_SHORT[role] for role in context.roles)
    yield f" {context.operator} ({shorter}) · {context.domain} · {host} · {tls} · {acting[1]}"


class ContextBar(Widget):
    """One line, drawn for each width, and when the threat rises or falls."""

    elevated: reactive[bool] = reactive(False)

    def __init__(self, context: Context, elevated: bool) -> None:
        super().__init__()
        self._facts = context
        self.set_reactive(ContextBar.elevated, elevated)

    def render(self) -> Content:
        width = self.size.width
        text = context_line(self._facts, width, elevated=self.elevated)
        end = tags(self._facts, width, elevated=self.elevated)
        return Content.assemble(text.removesuffix(end), (end, "bold reverse"))
