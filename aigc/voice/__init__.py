"""The house voices: phones with their times and pitch to sound."""
