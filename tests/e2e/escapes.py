"""Ways that an operator might try to get from the desk to a shell, a file, or the insides of the program.

Each is tried at the desk that docs/deploy.md sets up, and its control where nothing stands in the way: what
does no harm there shows nothing.
"""

SECRET = "the words of a file on this computer"
"""What stands in `{secret}`. `{canary}` is a file that is not there; `{touch}` makes it."""

OF_A_SHELL = [
    *r"""
sh
exec bash -i
/bin/sh -c '{touch}'
sh -c "{touch}"
bash --rcfile {secret} -c '{touch}'
python3 -c "open('{canary}','w')"
perl -e 'open(F,">","{canary}")'
awk 'BEGIN{{system("{touch}")}}'
env {touch}
LD_PRELOAD=/x PYTHONPATH=/x {touch}
exec {touch}
command {touch}
eval '{touch}'
. {script}
{script}
../../../../../../../../../..{script}
cat {secret}
cat < {secret}
head -c 99 {secret}
cp {secret} {canary}
tee {canary}
dd of={canary}
ln -s {secret} {canary}
find {secret} -exec {touch} \;
xargs touch {canary} </dev/null; {touch}
explain x; {touch}
explain x | {touch}
explain x || {touch}
explain x & {touch}
explain `{touch}`
explain $({touch})
explain "$({touch})"
explain ${{X:-`{touch}`}}
explain x >> {canary}
explain x 2>{canary}
explain "x" "`{touch}`"
explain x;{touch};
explain \\; {touch}
explain '' ; {touch} #
'' ; {touch}
true && {touch}
! {touch}
( {touch} )
{{ {touch}; }}
if {touch}; then :; fi
trap '{touch}' EXIT
nohup {touch}
timeout 5 {touch}
setsid -w {touch}
""".strip().splitlines(),
    "explain x\n{touch}",
    "\t{touch}",
    " \n {touch}",
]
"""Words that a shell obeys. The control is a shell."""

OF_THE_PROGRAM = r"""
doctor
doctor --json
doctor --account ada
config show
config show --json
config check
config explain search.limit
config new --domain evil.example --server 127.0.0.1 --operators x
demo
demo explain x
demo lookup ada
import {secret}
import --key-file {secret} {secret}
key rotate --yes
key rotate --new-credential {secret} --yes
operators enrol --yes
backup {canary}
restore {secret} --yes
install --check
expire-temporary
expire-temporary --system
audit export
audit export --after 1
audit list --system
audit verify --system
over-ssh
over-ssh --config {secret}
--config {secret}
--config={secret} explain x
explain x --config {secret}
--config=
--keyring
explain --keyring x
--keyring lookup x
helpdesk-tui doctor
"helpdesk-tui" "config" "show"
""".strip().splitlines()
"""Words that the program obeys for whoever owns the computer. The control is the program."""

OF_NOBODY = [
    *r"""
; {touch}
-c {touch}
--init-file {secret}
--help | {touch}
@{secret}
explain @{secret} @{secret}
--operator @{secret} lookup
lookup --file {secret}
list locked --columns={secret}
list locked --output {canary}
feedback export --output {canary}
feedback export > {canary}
audit list --head {secret}
policy check --against {secret}
reset ada --print-password={canary}
/usr/lib/openssh/sftp-server
internal-sftp
scp -f {secret}
scp -t {canary}
rsync --server --sender . {secret}
git-upload-pack {secret}
cvs server
explain "x
explain 'x
helpdesk-tui helpdesk-tui explain x
""".strip().splitlines(),
    "\x1b]0;x\x07",
    "\x1b]52;c;{secret}\x07",
    "explain \x9b2J",
    "explain \u2028{touch}",
    "explain " + "A" * 5000,
]
"""Words that nothing here obeys; they are refused."""

_VARIABLES = """
LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT LD_DEBUG_OUTPUT
PYTHONPATH PYTHONSTARTUP PYTHONHOME PYTHONINSPECT PYTHONBREAKPOINT PYTHONUSERBASE PYTHONWARNINGS
PYTHON_KEYRING_BACKEND TEXTUAL TEXTUAL_LOG TEXTUAL_DRIVER TEXTUAL_SCREENSHOT TEXTUAL_PRESS
EDITOR VISUAL PAGER MANPAGER LESS LESSOPEN BROWSER SHELL
LANG LANGUAGE LC_ALL LC_CTYPE LC_MESSAGES LOCPATH NLSPATH
HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_DATA_HOME XDG_RUNTIME_DIR TMPDIR TZ TZDIR
COLUMNS LINES TERMINFO TERMINFO_DIRS TERMCAP ESCDELAY
HELPDESK_TUI_CONFIG HELPDESK_TUI_REPAINT CREDENTIALS_DIRECTORY STATE_DIRECTORY RUNTIME_DIRECTORY
SSL_CERT_FILE SSL_CERT_DIR SSLKEYLOGFILE OPENSSL_CONF OPENSSL_MODULES REQUESTS_CA_BUNDLE CURL_CA_BUNDLE
KRB5_CONFIG KRB5_TRACE KRB5CCNAME GSS_MECH_CONFIG LDAPCONF LDAPRC RES_OPTIONS HOSTALIASES
https_proxy http_proxy DBUS_SESSION_BUS_ADDRESS PGPASSFILE PGSERVICEFILE KEYRING_PROPERTY_X
GCONV_PATH MALLOC_TRACE BASH_ENV ENV IFS PS4 PROMPT_COMMAND SHELLOPTS BASHOPTS CDPATH GLOBIGNORE
SSH_ORIGINAL_COMMAND SSH_AUTH_SOCK SSH_ASKPASS DISPLAY XAUTHORITY SUDO_UID SUDO_USER
"""
VARIABLES = _VARIABLES.split()
"""That the client sends. The control shows which of them a server takes that takes all."""

PASTE_END = "\x1b[201~"

ON_SCREEN = {
    "stop": "\x1a",
    "quit": "\x1c",
    "interrupt": "\x03",
    "end of input": "\x04",
    "several at once": "\x1a\x1c\x03\x1a",
    "literal next": "\x16\x1a",
    "flow control": "\x13",
    "discard and reprint": "\x0f\x12",
    "telnet's escape": "\x1d",
    "ssh's escape in the middle": "~C~.~^Z",
    "a shell escape": "!{touch}\r",
    "vi's": "\x1b:!{touch}\r",
    "less's": "|${touch}\rv!{touch}\r",
    "man's": "h!{touch}\rq",
    "emacs's": "\x1b!{touch}\r\x1bx shell\r",
    "a screenshot": "\x10screenshot\r\x1b\x1b",
    "another theme": "\x10theme\r\x1b\x1b",
    "a debug console": "\x10devtools\r\x1b\x1b\x1b[24;5~",
    "a paste with a command": "\x1b[200~{touch}\r\n{touch}\n" + PASTE_END,
    "a paste that ends early": f"\x1b[200~x{PASTE_END}\r{{touch}}\r{PASTE_END}",
    "a paste in a paste": "\x1b[200~\x1b[200~\x03\x1a{touch}\r" + PASTE_END,
    "a paste of control characters": "\x1b[200~\x00\x03\x04\x1a\x1c\x1b]52;c;?\x07\x9b" + PASTE_END,
    "the clipboard asked for": "\x1b]52;c;?\x07",
    "an answer of the clipboard": "\x1b]52;c;" + "QQ==" * 50 + "\x07",
    "an answer with the title": "\x1b]l{touch}\r\x1b\\",
    "an answer with a colour": "\x1b]11;rgb:{touch}\r\x1b\\",
    "a file of iTerm": "\x1b]1337;File=name=eA==;inline=0:eA==\x07",
    "a device control string": "\x1bP$q{touch}\r\x1b\\",
    "an answer on the terminal's kind": "\x1b[>0;276;0c\x1b[?62;22c\x1b[?2026;2$y",
    "a report of its size": "\x1b[8;9999;9999t\x1b[48;1;1;0;0t",
    "a mouse report": "\x1b[<0;9999;9999M\x1b[<0;-1;-1m\x1b[M !!",
    "a key that is none": "\x1b[1114112;1u\x1b[97;1:3u\x1b[:u\x1b[99999999999999999999u",
    "bytes of another encoding": "\udcff\udc80\udcc3(",
    "null bytes": "\x00\x00\x00",
    "all functions": "".join(f"\x1b[{number}~" for number in range(1, 35) if number not in (21, 201))
    + "\x1b\x1b",
}
"""Keys on the full screen. The control is a shell on a terminal, which the plainest of them reach."""

AT_A_QUESTION = ["\x1a\x1a", "\x1c", "\x03", "\x04", "\x16\x1a\x11\x13\x1d!{touch}\r"]
"""Keys where a password is asked for."""
