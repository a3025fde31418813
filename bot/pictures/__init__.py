"""Pictures of prices and results. They are drawn from plain values alone: no database, no clock, no words."""
