"""Speed, memory and faces found, measured beside named libraries in the same run.

Every figure is a ratio, because seconds belong to one machine. `make bench` runs all of them;
nothing here is run by the tests, where a busy machine would decide the outcome.
"""
