"""The office's nouns, rules and indicators. Pure: standard library only."""
