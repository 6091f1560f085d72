"""Trials: simulated conditions, and what an engine makes of them, measured and said plainly."""
