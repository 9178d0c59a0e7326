"""What tells of a file that AI made it: inside the file for machines, on its face for people."""
