"""Frozen values become paper: labels, letters, reports. This room decides nothing."""
