"""A desk on one of the lab's LDAP servers."""

from pathlib import Path

from e2e.conftest import Place
from lab.ldap_server import LdapServer

LDAP = """
[ldap]
lookup_login = "{lookup}"
lookup_password = "file:{home}/lookup"
default_policy = "{policy}"
hashes_passwords = {hashes}
"""


def placed(server: LdapServer, tmp_path: Path, *, hashes: bool = True) -> Place:
    """A desk on that server, of whose kind nothing is said."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    made = Place(server, home)
    made.private("lookup", server.administrator_password)
    policy = server.default_policy if server.default_policy.startswith("cn=Everybody") else ""
    more = LDAP.format(lookup=server.administrator, home=home, policy=policy, hashes=str(hashes).lower())
    made.configure(more=more)
    return made
