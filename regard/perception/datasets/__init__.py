"""The sample workspace: an invented company, its customers and what they said, in English and Chinese."""
