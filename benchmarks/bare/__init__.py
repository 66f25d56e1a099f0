"""The least that Django can do with an answer: one form, one row, one synced commit."""
