"""Manifests: a row for each job, read whole and checked whole before anything starts."""
