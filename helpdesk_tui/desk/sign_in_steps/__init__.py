"""The parts of a sign-in after the directory's yes: prove, confirm, register."""
