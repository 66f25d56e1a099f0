"""What each address of the API takes and gives, room by room."""
