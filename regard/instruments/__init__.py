"""What is asked: questions, scales, logic, texts in every language. No Django, no network, no clock."""
