"""Moving pictures from outside: taken in safely, and read frame by frame."""
