"""Where the prices of the paper venue come from."""
