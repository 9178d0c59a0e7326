"""What is known of how a file came to be: the log, signatures, and what licences ask."""
