"""Titles, descriptions, hashtags and selling points, in several scored variants."""
