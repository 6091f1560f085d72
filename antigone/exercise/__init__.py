"""The exercise: the cast, the staging and the script, with people who do not exist."""
