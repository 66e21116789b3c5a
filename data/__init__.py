"""Sample dumps, the sources that they are made from, and the program that makes them."""
