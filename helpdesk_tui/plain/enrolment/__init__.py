"""What is asked when a method is registered: a room for each sort."""
