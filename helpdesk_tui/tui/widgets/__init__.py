"""Parts of screens; they speak through their own messages."""
