"""Notes, accounts and people from files, a batch of rows at a time: a few statements per batch, none per row."""
