"""Measurements of what things cost; `make bench` runs them. None is a test, and no number here passes or fails."""
