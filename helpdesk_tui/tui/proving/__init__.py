"""A panel for each sort of challenge: what is asked of the caller, and where the answer is typed."""
