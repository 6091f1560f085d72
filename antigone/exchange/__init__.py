"""Bytes and pixels from outside become frozen values, and back. Nothing is believed unchecked."""
