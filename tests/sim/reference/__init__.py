"""A second opinion: what should be, by the exchange's journal and by what people asked.

It knows nothing of how the engine decides. From the engine it takes plain values alone (sides, legs,
names); what an order should be, what a cycle earned and when a trail fires is worked out here once
more, from the design's words, with fractions.
"""
