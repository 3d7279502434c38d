"""Whatever is typed: nothing crashes, nothing is obeyed by the terminal, nothing is proven by it."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain.driving import PROVE, YES, Scripted, choose, proving

from helpdesk_tui.arguments import parser
from helpdesk_tui.desk.method import EXCEPTIONAL_KINDS, MethodKind
from helpdesk_tui.desk.ports import Limit, Limits
from helpdesk_tui.plain.exits import Exit
from helpdesk_tui.plain.run import run
from helpdesk_tui.secret import Secret

NO_LIMIT = Limit(100_000, 3600)
BOUNDLESS = Limits(account=NO_LIMIT, method=NO_LIMIT, operator=NO_LIMIT)
# without those that are proven by the operator's word alone
WIDE = proving(*(set(MethodKind) - {MethodKind.IN_PERSON, MethodKind.CALL_BACK}), limits=BOUNDLESS)

HOSTILE = [
    "\x1b]52;c;eA\x07", "\x1b[2J", "\u202egnp.exe", "'; drop table methods; --", "{0.__class__}", "%s%n",
    "../../etc/passwd", "９９９９９９", "-1", "1e9", "0" * 4000, "yes\r\nyes", "[@click=quit]x",
]  # fmt: skip
TYPED = st.one_of(
    st.sampled_from(
        [*HOSTILE, "", "1", "2", "3", "4", "5", "6", "two", "send", "again", "wait", "yes", "no", "demo"]
    ),
    st.text(max_size=60),
    st.from_regex(r"\A[0-9]{6}\Z"),
)


def typed(desk, words, answers) -> tuple[Exit, Scripted]:
    scripted = Scripted(answers=[("", each) for each in answers], meanwhile=[lambda: True] * len(answers))
    code = run(desk.console, parser().parse_args(["demo", *words]), Secret, scripted)
    return code, scripted


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.lists(TYPED, max_size=8))
def test_nothing_that_is_typed_without_knowing_a_code_proves_a_caller(desk, answers):
    code, terminal = typed(desk.with_policy(WIDE), ["verify", "ada.byron"], answers)
    assert code in (Exit.REFUSED, Exit.NOT_PERMITTED)
    assert all(line.isprintable() for line in terminal.said)
    account = desk.id_of("ada.byron")
    sign_in = desk.console.sign_in
    assert sign_in.stores.clearances.held(account, sign_in.clock.now()) is None


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(["totp", "oath-token", "sms", "email", "questions"]),
    answers=st.lists(TYPED, max_size=5),
)
def test_nothing_that_is_typed_registers_a_method(desk, kind, answers):
    wide = desk.with_policy(WIDE)
    held = desk.console.sign_in.stores.methods.methods
    before = held(desk.id_of("grace.okafor"))
    code, _ = typed(wide, ["methods", "grace.okafor", "add", kind], answers)
    assert code in (Exit.REFUSED, Exit.NOT_PERMITTED)
    assert held(desk.id_of("grace.okafor")) == before


def test_what_a_terminal_would_obey_is_not_said_again(desk):
    hostile = "ev\x1b]52;c;eA\x07il"
    strict = desk.with_policy(proving(approval=True))
    here = [choose("Second operator"), ("here lets", "here"), ("Login", hostile), ("Password", "x")]
    first = strict("verify", "ada.byron", answers=[*PROVE, *here])
    assert first.code == Exit.REFUSED
    assert any("did not accept this login" in line for line in first.terminal.said)
    call = [choose("Call-back"), ("go shows", "go"), ("Outcome", "2"), YES]
    ran = desk("methods", "ada.byron", "add", "oath-token", answers=[*call, ("Serial no.", hostile)])
    assert any("No token with this serial number" in line for line in ran.terminal.said)
    for each in (first, ran):
        assert all(line.isprintable() for line in [*each.terminal.said, *each.err.splitlines()])


def test_no_hostile_address_is_registered_or_written_to(desk):
    wide, proof = desk.with_policy(WIDE), PROVE
    for address in (*HOSTILE, "a@b.example\r\nBcc: eve@evil.example", "eve@evil.example,ada@b.example"):
        for kind, option in (("sms", "--number"), ("email", "--address")):
            ran = wide("methods", "ada.byron", "add", kind, f"{option}={address}", answers=[*proof, YES])
            assert (address, ran.code) == (address, Exit.REFUSED)
            assert all(line.isprintable() for line in ran.err.splitlines())
            proof = []
    assert [each for each in desk.post.sent if each.code] == []


def test_no_secret_of_a_call_stays_behind(desk):
    """Every code and password that was typed or sent is looked for in output, record and terminal."""
    policy = proving(*MethodKind, gates=2, exception=EXCEPTIONAL_KINDS)
    strict = desk.with_policy(policy)
    said: list[str] = []

    def code(text: str) -> str:
        said.append(desk.phones.code(desk.id_of("ada.byron")))
        return said[-1]

    def sent(text: str) -> str:
        said.append(desk.post.sent[-1].code.reveal())
        return said[-1]

    answers = [
        choose("Authenticator"),
        ("Code", code),
        choose("E-mail"),
        ("go sends", "go"),
        ("Code", sent),
        YES,
    ]
    ran = strict("reset", "ada.byron", answers=answers)
    assert ran.code == Exit.DONE
    password = next(line for line in ran.terminal.on_page if line.startswith("Temporary")).split()[-1]
    shown_by_the_demo = [line for line in ran.terminal.said if line.startswith("Demo: ")]
    left = "\n".join([ran.out, ran.err, *(set(ran.terminal.said) - set(shown_by_the_demo)), desk.record()])
    for secret in (*said, *(each.replace(" ", "") for each in said), password):
        assert secret not in left
