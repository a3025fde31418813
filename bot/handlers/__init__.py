"""What happens when a person writes or taps, outside the form."""
