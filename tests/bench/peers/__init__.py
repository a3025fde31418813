"""What runs in the environments of the peers: one file each, which imports nothing of ours."""
