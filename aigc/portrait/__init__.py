"""A portrait moved by speech, with the consent of the one who is shown."""
