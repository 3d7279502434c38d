"""Directories behind `DirectoryPort`: one module knows ldap3, each kind of directory has its own package."""
