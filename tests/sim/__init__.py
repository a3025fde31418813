"""The engine against a simulated exchange, in virtual time, with faults from a seed.

`make sim` runs many seeds; a seed that fails replays exactly: `make sim ARGS="--seed 4711"`.
"""
