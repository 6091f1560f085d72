"""Keeping a home in order: doctor, backup and restore; retention as it comes."""
