"""The deciding part: standard library only, no clock, no network. Facts in, actions out."""
