"""A console for the help desk: prove the caller, then reset, force a change or unlock."""

__version__ = "0.1.0"
