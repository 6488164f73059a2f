"""The rules, pure: the standard library only, one file a rule, each with its source.

Any app may import this package; it imports nothing of the project.
"""
