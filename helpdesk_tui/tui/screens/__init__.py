"""The screens: one file each; each takes in its constructor just what it uses."""
