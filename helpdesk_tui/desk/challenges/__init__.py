"""The challenges that a caller can be put to: a room for each sort. All work on a `course.Held`."""
