"""Why something is as it is: values without words."""
