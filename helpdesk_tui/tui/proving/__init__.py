"""What is seen of a verification."""
