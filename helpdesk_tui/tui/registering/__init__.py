"""Registering on a person's behalf, on the full screen."""
