"""What people read: HTML texts out of plain values. Nothing here sends anything."""
