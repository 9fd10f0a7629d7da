"""What desk and directory say to each other: messages, their bytes, their routes, and the merge policy of each kind."""
