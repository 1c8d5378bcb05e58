"""What the words of a state of an order say, and the names of columns that hold such states."""
