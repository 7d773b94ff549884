"""Measurements of classify against its peers."""
