"""The paper venue: simulated fills over a feed of prices."""
