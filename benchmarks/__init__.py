"""What Clew's computations take and how good they are: `make bench`, or `make bench ONLY=themes`."""
