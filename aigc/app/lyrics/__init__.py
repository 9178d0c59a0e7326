"""The studio's page on which lyrics are written."""
