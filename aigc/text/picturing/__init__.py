"""What is to be seen while a script is spoken, in words that picture models read."""
