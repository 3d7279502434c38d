"""A file of tokens or apps in lines: progress beside the output, then what was taken and what was not."""

from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator

from helpdesk_tui.console import ImportFile
from helpdesk_tui.desk.errors import Refused
from helpdesk_tui.desk.importing import ImportReport
from helpdesk_tui.desk.imports import ImportedLine, RefusedLine
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.language import _
from helpdesk_tui.plain import desk_shapes
from helpdesk_tui.plain.conversation import Conversation
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.holding import held
from helpdesk_tui.secret import Secret

_LINES_BETWEEN = 100  # two reports of progress; of a long file fewer


def import_file(talk: Conversation, asked: Namespace) -> Exit:
    """Take in a file. `Exit.REFUSED` where a line of it was refused, or nothing was stored."""
    key, password = _secrets(talk, asked)
    try:
        lines = talk.console.read_import(ImportFile(asked.file, asked.key_file, key, password))
        with held() as signals:
            report = talk.desk.importing.run(
                _until_cancelled(lines, signals, asked.all_or_nothing),
                all_or_nothing=asked.all_or_nothing,
                on_progress=_progress(talk),
            )
            _say(talk, asked, report)
            if signals:
                talk.output.note(_("Stopped: the rest of the file was not read."))
    finally:
        for each in (key, password):
            if each is not None:
                each.drop()
    return Exit.REFUSED if report.refused or signals or not report.written else Exit.DONE


def _until_cancelled(
    lines: Iterable[ImportedLine], signals: list[int], all_or_nothing: bool
) -> Iterator[ImportedLine]:
    """A key to cancel ends the reading, never the storing of a line. Half of a file is not all of it."""
    for line in lines:
        if signals:
            if all_or_nothing:
                raise Refused(problem("cancelled"))
            return
        yield line


def _secrets(talk: Conversation, asked: Namespace) -> tuple[Secret | None, Secret | None]:
    """What opens an encrypted file, typed unseen."""
    if asked.ask_key:
        return talk.terminal.ask_secret(_("Pre-shared key of the file")), None
    if asked.ask_password:
        return None, talk.terminal.ask_secret(_("Password of the file"))
    return None, None


def _progress(talk: Conversation) -> Callable[[int], None]:
    def on_progress(lines: int) -> None:
        if lines % max(_LINES_BETWEEN, 10 ** (len(str(lines)) - 2)) == 0:
            talk.output.note(_("Read {count} lines.", count=lines))

    return on_progress


def _say(talk: Conversation, asked: Namespace, report: ImportReport) -> None:
    if asked.json:
        talk.output.data(desk_shapes.of_import(report))
        return
    talk.output.say(*(_refused(each) for each in report.refused))
    if report.more_refused:
        talk.output.say(_("And {count:,} more lines, which are not listed.", count=report.more_refused))
    talk.output.say(
        _("Stored: {stored}. Refused: {refused}.", stored=report.stored, refused=report.refused_count)
    )
    if report.ignored:
        talk.output.say(
            _(
                "Passed over, for they are not known here: {ignored}. Where an app's first code is "
                "refused, ask the maker of the app about them.",
                ignored=", ".join(report.ignored),
            )
        )
    if report.stored:
        talk.output.say(
            _(
                "Each counts after its owner's first code: methods ACCOUNT confirm ID; for a token in stock "
                "methods ACCOUNT add oath-token."
            )
        )
    elif asked.all_or_nothing and report.refused:
        talk.output.say(_("Nothing was stored, as you asked: all or nothing."))


def _refused(line: RefusedLine) -> str:
    if not line.line:
        return _("The file: {why}", why=line.problem)
    return _("Line {number}: {why}", number=line.line, why=line.problem)
