"""The top line: who works here, where, over what, and in whose name. Always there."""

from collections.abc import Iterator
from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.widget import Widget

from helpdesk_tui.desk.operator import Operator, Role
from helpdesk_tui.desk.ports import DirectoryInfo

_DEMO = "DEMO"


@dataclass(frozen=True)
class Context:
    """What the bar says. `operator` "" = nobody is signed in; then `domain` is the target in words."""

    operator: str = ""
    roles: tuple[str, ...] = ()
    domain: str = ""
    server: str = ""
    tls: str = ""
    acts_as: str = ""
    demo: bool = False

    @classmethod
    def of(cls, operator: Operator, info: DirectoryInfo, demo: bool) -> "Context":
        roles = tuple(role.value for role in Role if role in operator.roles)
        return cls(operator.login, roles, info.domain, info.server, info.tls, info.acts_as, demo)


def context_line(context: Context, width: int) -> str:
    """The bar's text in exactly `width` columns: the fullest form that fits, else the shortest, cut."""
    end = f" {_DEMO} " if context.demo else ""
    room = width - len(end)
    forms = list(_forms(context))
    chosen = next((form for form in forms if cell_len(form) <= room), forms[-1])
    if cell_len(chosen) > room:
        chosen = set_cell_size(chosen, max(room - 1, 0)) + "…"
    return set_cell_size(chosen, room) + end


def _forms(context: Context) -> Iterator[str]:
    """From the fullest to the shortest."""
    if not context.operator:
        yield f" {context.domain} · nobody is signed in"
        return
    roles = ", ".join(context.roles)
    host = context.server.removesuffix(f".{context.domain}")
    tls = context.tls or "no TLS"
    same = context.acts_as == context.operator
    acting = ("acts as you", "as you") if same else (f"acts as {context.acts_as}", f"as {context.acts_as}")
    yield f" {context.operator} ({roles}) · {context.domain} · {context.server} · {tls} · {acting[0]}"
    yield f" {context.operator} ({roles}) · {context.domain} · {host} · {tls} · {acting[0]}"
    yield f" {context.operator} ({roles}) · {context.domain} · {host} · {tls} · {acting[1]}"
    shorter = "+".join(role[:3] for role in context.roles)
    yield f" {context.operator} ({shorter}) · {context.domain} · {host} · {tls} · {acting[1]}"


class ContextBar(Widget):
    """One line, drawn once for each width."""

    ALLOW_SELECT = False

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._facts = context

    def render(self) -> Content:
        text = context_line(self._facts, self.size.width)
        if not self._facts.demo:
            return Content(text)
        cut = len(text) - len(_DEMO) - 2
        return Content.assemble(text[:cut], (text[cut:], "bold reverse"))
