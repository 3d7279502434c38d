"""Dialogs: typed, ended by `dismiss()` alone, the safe answer focused."""
