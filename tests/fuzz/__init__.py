"""The chat under random hands: everything that people can send, from one seed, and what must hold after each.

`python -m tests.fuzz --seed 7 --updates 2000`; docs/testing.md says what is judged.
"""
