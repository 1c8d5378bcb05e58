"""What became of each row of orders or payments, and cells that an export writes once an order."""
