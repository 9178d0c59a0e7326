"""Machines first, people behind: what has to be approved is held until somebody has."""
