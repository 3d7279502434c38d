"""Taking in a file: whose each line is, who may, what is stored and what the record says."""

import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import pyotp
import pytest

from helpdesk_tui.desk.account import AccountId, AccountKind, AccountSummary
from helpdesk_tui.desk.action import Action
from helpdesk_tui.desk.errors import DirectoryUnreachable, NotPermitted, Refused, StoreUnavailable
from helpdesk_tui.desk.importing import AT_ONCE, ImportReport
from helpdesk_tui.desk.imports import ImportedLine, ImportedSeed, RefusedLine
from helpdesk_tui.desk.method import MethodKind, MethodStatus, OathSettings, Origin
from helpdesk_tui.desk.operator import Role
from helpdesk_tui.desk.policy import DeskPolicy, Scope
from helpdesk_tui.desk.ports import IN_STOCK, Found, NewSeed
from helpdesk_tui.desk.problems import problem
from helpdesk_tui.secret import Secret

KEY = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
BAD = RefusedLine(9, problem("import-quotes"))


def token(line: int, owner: str = "", serial: str | None = None, **changes: object) -> ImportedSeed:
    seed = NewSeed(
        MethodKind.OATH_TOKEN,
        "Acme C200",
        Secret(pyotp.random_base32()),
        OathSettings(),
        Origin.IMPORTED,
        f"T{line}" if serial is None else serial,
    )
    return ImportedSeed(line, owner, replace(seed, **changes))


@pytest.fixture
def world(world):
    """A directory that is searched as a real one, by any name that a file may hold."""

    world.operator_account = replace(
        world.operator_account, principal_name="dana@demo.example", mail="", dn="CN=Dana"
    )
    world.directory.operator = world.operator_account

    def search(query: str, limit: int) -> Found:
        said = query.casefold().replace(", ", ",")
        rows = tuple(
            AccountSummary(a.id, a.login, a.name, a.mail, a.department, a.dn, a.kind, *[None] * 5)
            for a in (*world.directory.accounts.values(), world.operator_account)
            if any(said in name.casefold() for name in (a.login, a.name, a.mail, a.principal_name, a.dn))
        )
        return Found(rows[:limit], len(rows) > limit)

    world.directory.search = search
    return world


@pytest.fixture
def desk(world):
    return world.sign_in()


def run(desk, *lines: ImportedLine, whole: bool = False) -> ImportReport:
    return desk.importing.run(lines, all_or_nothing=whole, on_progress=lambda count: None)


def only_problem(report: ImportReport) -> str:
    (line,) = report.refused
    return line.problem.code


def records(world, event: str) -> list[dict[str, object]]:
    return [dict(record.facts) for record in world.stores.audit.records() if record.event == event]


# --- whose they are ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "owner",
    [
        "ada.byron",
        "ADA.Byron",
        "ada.byron@demo.example",
        "ADA.BYRON@mail.example",
        "DEMO\\ada.byron",
        "cn=Ada Byron, ou=People, dc=demo, dc=example",
    ],
)
def test_an_owner_is_found_by_login_upn_mail_or_dn(world, owner: str) -> None:
    world.change_ada(mail="ada.byron@mail.example")
    if "\\" in owner:
        plain = world.directory.search
        world.directory.search = lambda query, limit: plain(query.partition("\\")[2], limit)
    desk = world.sign_in()
    assert run(desk, token(1, owner)).refused == ()
    (method,) = world.stores.methods.methods(world.ada.id)
    assert (method.kind, method.status, method.origin) == (
        MethodKind.OATH_TOKEN,
        MethodStatus.IMPORTED,
        Origin.IMPORTED,
    )


def test_an_owner_of_a_very_long_distinguished_name_is_found(world) -> None:
    dn = "CN=Bo" + ",OU=Department of long names" * 60 + ",DC=demo,DC=example"
    bo = world.add_person("bo", principal_name="bo@demo.example", mail="", dn=dn)
    assert run(world.sign_in(), token(1, dn.replace(",OU", ", ou"))).stored == 1
    assert len(world.stores.methods.methods(bo.id)) == 1


def test_a_part_of_a_name_is_nobody(world, desk) -> None:
    for owner in ("ada", "Byron", "Ada Byron", "demo.example", "nobody"):
        assert only_problem(run(desk, token(1, owner))) == "import-owner-unknown"


def test_of_namesakes_the_one_that_is_meant_is_found(world, desk) -> None:
    world.change_ada(mail="")
    for number in range(8):
        world.add_person(f"ada.byron{number}", principal_name=f"ada.byron{number}@demo.example", mail="")
    assert run(desk, token(1, "ada.byron")).stored == 1
    assert run(desk, token(2, "ada.byron@demo.example")).stored == 1
    assert {method.account for method in world.stores.methods.methods(world.ada.id)} == {world.ada.id}


def test_where_others_of_that_name_were_not_looked_for_an_owner_is_nobody(world, desk) -> None:
    usual, late = world.directory.search, problem("catalogue-late")
    world.directory.search = lambda *asked: replace(usual(*asked), unsearched=late)
    assert only_problem(run(desk, token(1, world.ada.login))) == "account-maybe-elsewhere"


def test_a_mail_address_of_two_people_is_nobodys(world, desk) -> None:
    world.add_person("bo", mail=world.ada.mail, principal_name="bo@demo.example")
    assert only_problem(run(desk, token(1, world.ada.mail))) == "import-owner-ambiguous"


def test_a_token_without_an_owner_goes_into_stock(world, desk) -> None:
    assert run(desk, token(1, serial="S-1")) == ImportReport(1, (), True)
    assert world.stores.methods.in_stock("S-1") is not None
    assert records(world, "method.imported")[0].get("account") is None


def test_an_app_that_nobody_could_find_again_is_refused(world, desk) -> None:
    app = token(1, serial="", kind=MethodKind.TOTP)
    assert only_problem(run(desk, app)) == "import-owner-missing"


def test_what_is_no_app_or_token_is_a_mistake_of_the_program(world, desk) -> None:
    with pytest.raises(ValueError, match="sms"):
        run(desk, token(1, kind=MethodKind.SMS))


# --- who may ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.SUPERVISOR])
def test_registrars_and_supervisors_import(world, role: Role) -> None:
    assert run(world.sign_in(role), token(1, "ada.byron")).stored == 1


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR])
def test_nobody_else_does_and_the_record_says_who_tried(world, role: Role) -> None:
    with pytest.raises(NotPermitted) as caught:
        run(world.sign_in(role), token(1))
    assert caught.value.problem.code == "role-lacks-action"
    assert world.stores.methods.in_stock("T1") is None
    assert records(world, "import.denied")[0]["operator_login"] == "dana"
    assert records(world, "import.begun") == []


def test_who_lost_the_role_meanwhile_does_not_import(world, desk) -> None:
    world.directory.operator = replace(world.directory.operator, group_ids=frozenset())
    with pytest.raises(NotPermitted) as caught:
        run(desk, token(1))
    assert caught.value.problem.code == "role-lost"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": AccountKind.MACHINE}, "machine-account"),
        ({"kind": AccountKind.SYSTEM}, "system-account"),
        ({"dn": "CN=Bo,OU=Elsewhere,DC=demo,DC=example"}, "out-of-scope"),
        ({"group_ids": frozenset({"S-1-5-32-544"})}, "protected-account"),
        ({"group_ids": None}, "protection-unknown"),
    ],
)
def test_the_guard_is_asked_for_every_owner(world, changes: dict[str, object], code: str) -> None:
    world.add_person("bo", principal_name="bo@demo.example", mail="", **changes)
    policy = DeskPolicy(scope=Scope(bases=("OU=People,DC=demo,DC=example",)))
    for role in (Role.REGISTRAR, Role.SUPERVISOR):
        report = run(world.sign_in(role, policy=policy), token(1, "bo"), token(2, "ada.byron", f"{role}"))
        assert (report.stored, only_problem(report)) == (1, code)


def test_nobody_imports_for_the_own_account(world) -> None:
    for role in (Role.REGISTRAR, Role.SUPERVISOR):
        assert only_problem(run(world.sign_in(role), token(1, "dana"))) == "own-account"


def test_what_is_imported_proves_nothing_before_its_first_code(world, desk) -> None:
    trusting = token(1, "ada.byron", origin=Origin.REGISTERED)
    assert run(desk, trusting).stored == 1
    (method,) = world.stores.methods.methods(world.ada.id)
    assert method.status is MethodStatus.IMPORTED
    app = world.register_app()
    offered = desk.verifying.begin(world.ada.id, frozenset({Action.CHANGE_METHODS})).options
    usable = {option.method.id for option in offered if option.usable}
    assert app
    assert method.id not in usable


# --- one by one, or all or nothing --------------------------------------------------------------------


def test_one_by_one_the_good_ones_are_stored_and_the_others_told(world, desk) -> None:
    lines = [token(1, "ada.byron"), BAD, token(3, "nobody"), token(4), token(5, serial="T4")]
    report = run(desk, *lines)
    assert (report.stored, report.written) == (2, True)
    assert [(line.line, line.problem.code) for line in report.refused] == [
        (9, "import-quotes"),
        (3, "import-owner-unknown"),
        (5, "token-known"),
    ]


@pytest.mark.parametrize("spoiled", [BAD, token(3, "nobody")])
def test_all_or_nothing_stores_nothing_where_one_line_is_refused(world, desk, spoiled: ImportedLine) -> None:
    report = run(desk, token(1, "ada.byron"), spoiled, token(4), whole=True)
    assert (report.stored, report.written, len(report.refused)) == (0, False, 1)
    assert world.stores.methods.methods(world.ada.id) == ()
    assert world.stores.methods.in_stock("T4") is None
    assert records(world, "method.imported") == []


def test_all_or_nothing_stores_all(world, desk) -> None:
    report = run(desk, token(1, "ada.byron"), token(2), whole=True)
    assert report == ImportReport(2, (), True)
    assert len(world.stores.methods.methods(world.ada.id)) == 1
    assert world.stores.methods.in_stock("T2") is not None


def test_what_the_store_refuses_refuses_the_whole_file(world, desk) -> None:
    run(desk, token(1, serial="known"))
    report = run(desk, token(2), token(3, serial="KNOWN"), whole=True)
    assert [(line.line, line.problem.code) for line in report.refused] == [(0, "token-known")]
    assert (report.stored, report.written) == (0, False)
    assert world.stores.methods.in_stock("T2") is None


def test_a_person_has_no_more_tokens_than_the_most_allowed(world, desk) -> None:
    lines = [token(number, "ada.byron") for number in range(1, 8)]
    report = run(desk, *lines)
    assert report.stored == 5
    assert {line.problem.code for line in report.refused} == {"too-many-apps"}


@pytest.mark.parametrize("whole", [True, False])
def test_a_file_that_is_imported_again_brings_no_app_twice(world, desk, whole: bool) -> None:
    app = {"kind": MethodKind.TOTP, "serial": "", "label": "Acme:ada"}
    assert run(desk, token(1, "ada.byron", **app, secret=Secret(KEY)), whole=whole).stored == 1
    again = run(desk, token(1, "ada.byron", **app, secret=Secret(KEY)), whole=whole)
    assert (again.stored, only_problem(again)) == (0, "app-known")
    assert "Acme:ada" in str(again.refused[0].problem)
    assert run(desk, token(1, "ada.byron", **app), whole=whole).stored == 1


def test_one_key_is_not_two_things_of_a_person(world, desk) -> None:
    """An app and a token that show the same code would fill two gates with one."""
    run(desk, token(1, "ada.byron", kind=MethodKind.TOTP, serial="", secret=Secret(KEY)))
    for key in (KEY, KEY + "AAAAAAAA"):  # zeros at the end change no code
        report = run(desk, token(1, "ada.byron", serial=key[-3:], secret=Secret(key)))
        assert only_problem(report) == "app-known"
    run(desk, token(1, secret=Secret(KEY)))
    stock = world.stores.methods.in_stock("T1")
    with pytest.raises(Refused) as caught:
        world.stores.methods.assign(stock, world.ada.id, world.clock.now())
    assert caught.value.problem.code == "app-known"


def peak_of(work: Callable[[], object]) -> int:
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def many(count: int) -> Iterator[ImportedLine]:
    """Faulty lines, each a new one, and tokens of so many people whom nobody knows."""
    for number in range(count):
        yield RefusedLine(number, problem("import-columns", count=6))
        if number % 50 == 0:
            yield token(number, f"nobody{number}@demo.example")


@pytest.mark.parametrize("whole", [True, False])
def test_the_report_of_a_file_full_of_faults_is_cut_with_a_number_and_fills_no_memory(
    world, desk, whole: bool
) -> None:
    reports: list[ImportReport] = []

    def work() -> None:
        lines = many(40_000)
        reports.append(desk.importing.run(lines, all_or_nothing=whole, on_progress=lambda count: None))

    assert peak_of(work) < 2_000_000
    (report,) = reports
    assert (len(report.refused), report.more_refused, report.refused_count) == (100, 40_700, 40_800)
    assert [line.line for line in report.refused[:3]] == [0, 0, 1]
    ended = records(world, "import.ended")[0]
    assert (ended["read"], ended["stored"], ended["refused"]) == (40_800, 0, 40_800)


def test_what_is_not_stored_anyway_is_not_held(world, desk) -> None:
    """All or nothing, and one line is refused: the others are looked at, and forgotten."""
    before = [token(1), token(2)]

    def after() -> Iterator[ImportedLine]:
        yield token(3)
        assert all(line.seed.secret.dropped for line in before)
        for number in range(4, 4000):
            yield token(number)

    assert peak_of(lambda: run_all(desk, before, [BAD], after())) < 2_000_000
    assert world.stores.methods.in_stock("T1") is None


def run_all(desk, *parts: Iterable[ImportedLine]) -> ImportReport:
    lines = (line for part in parts for line in part)
    return desk.importing.run(lines, all_or_nothing=True, on_progress=lambda count: None)


def test_names_that_nobody_knows_are_told_once_and_not_without_end(world, desk) -> None:
    lines = [replace(token(1), ignored=("lock", "creator")), replace(token(2), ignored=("creator",))]
    assert run(desk, *lines).ignored == ("creator", "lock")
    odd = (replace(token(number), ignored=(f"x{number:03}", "y")) for number in range(10, 60))
    assert len(run_all(desk, odd).ignored) == 20


def test_progress_counts_every_line(world, desk) -> None:
    seen: list[int] = []
    desk.importing.run([token(1), BAD, token(3, "nobody")], all_or_nothing=True, on_progress=seen.append)
    assert seen == [1, 2, 3]


def test_an_owner_of_many_tokens_is_looked_up_once(world, desk) -> None:
    asked = []
    plain = world.directory.search
    world.directory.search = lambda query, limit: (asked.append(query), plain(query, limit))[1]
    run(desk, *(token(number, "ada.byron") for number in range(3)), token(4, "nobody"), token(5, "nobody"))
    assert asked == ["ada.byron", "nobody"]


def test_no_more_owners_are_remembered_than_the_memory_should_hold(world, desk) -> None:
    asked: list[str] = []
    plain = world.directory.search
    world.directory.search = lambda query, limit: (asked.append(query), plain(query, limit))[1]
    run(desk, *(token(number, f"nobody{number}") for number in range(1001)), token(0, "nobody0"))
    assert asked.count("nobody0") == 2


def test_lines_are_stored_as_they_are_read(world, desk) -> None:
    """Some at a time: no file is held whole."""
    stocked: list[bool] = []

    def lines() -> Iterator[ImportedLine]:
        yield from map(token, range(AT_ONCE))
        stocked.append(world.stores.methods.in_stock("T1") is not None)
        yield token(AT_ONCE)

    run(desk, *[])
    desk.importing.run(lines(), all_or_nothing=False, on_progress=lambda count: None)
    assert stocked == [True]


# --- the record, and what goes wrong ------------------------------------------------------------------


def test_the_record_says_what_was_stored_for_whom_and_never_the_key(world, desk) -> None:
    run(desk, token(1, "ada.byron", secret=Secret(KEY)), BAD, token(2))
    begun, ended = records(world, "import.begun")[0], records(world, "import.ended")[0]
    assert begun["all_or_nothing"] is False
    assert (ended["read"], ended["stored"], ended["refused"]) == (3, 2, 1)
    first, second = records(world, "method.imported")
    assert (first["account"], first["serial"], first["operator_login"]) == (world.ada.id, "T1", "dana")
    assert (second.get("account"), second["serial"]) == (None, "T2")
    whole = " ".join(str(dict(record.facts)) for record in world.stores.audit.records())
    assert KEY not in whole


def test_the_keys_are_forgotten_whatever_became_of_them(world, desk) -> None:
    for whole in (False, True):
        lines = [token(1, "ada.byron"), token(2, "nobody"), token(3), token(4, serial="T3")]
        run(desk, *lines, whole=whole)
        assert all(line.seed.secret.dropped for line in lines)


def test_a_file_that_cannot_be_read_is_told_and_recorded(world, desk) -> None:
    def broken() -> Iterator[ImportedLine]:
        yield token(1)
        raise Refused(problem("pskc-wrong-key"))

    for whole, stored in ((False, 1), (True, 0)):
        with pytest.raises(Refused) as caught:
            desk.importing.run(broken(), all_or_nothing=whole, on_progress=lambda count: None)
        assert caught.value.problem.code == "pskc-wrong-key"
        ended = records(world, "import.ended")[-1]
        assert (ended["stored"], ended["problem"]) == (stored, "pskc-wrong-key")
        world.stores.methods.remove(world.stores.methods.in_stock("T1") or "")


def test_a_directory_that_goes_away_ends_the_import_and_the_record_says_where(world, desk) -> None:
    def lines() -> Iterator[ImportedLine]:
        yield token(1)
        world.directory.reachable = False
        yield token(2, "ada.byron")

    with pytest.raises(DirectoryUnreachable):
        desk.importing.run(lines(), all_or_nothing=False, on_progress=lambda count: None)
    ended = records(world, "import.ended")[0]
    assert (ended["read"], ended["stored"], ended["problem"]) == (1, 1, "unreachable")


def test_an_import_that_is_given_up_is_recorded(world, desk) -> None:
    def stop(count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.importing.run([token(1), token(2)], all_or_nothing=False, on_progress=stop)
    assert records(world, "import.ended")[0]["problem"] == "import-given-up"


def test_without_a_record_nothing_is_stored(world, desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*args: object) -> None:
        raise StoreUnavailable(problem("store-full"))

    monkeypatch.setattr(type(world.stores.audit), "append", failing)
    with pytest.raises(StoreUnavailable):
        run(desk, token(1))
    assert world.stores.methods.in_stock("T1") is None


def test_a_token_is_one_persons(world, desk) -> None:
    bo = world.add_person("bo", principal_name="bo@demo.example", mail="")
    assert run(desk, token(1, "ada.byron", "S"), token(2, "bo", "s")).stored == 1
    assert world.stores.methods.methods(AccountId(bo.id)) == ()
    assert world.stores.methods.methods(IN_STOCK) == ()
