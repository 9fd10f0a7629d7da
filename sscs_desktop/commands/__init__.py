"""The desk without its window: what the command line does with the machine's account."""
