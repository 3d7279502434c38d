"""Whole calls without a full screen: one question a line, for screen readers and bad lines."""
