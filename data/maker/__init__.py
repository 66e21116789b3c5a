"""Makes the sample: reads the sources, writes pages and containers, and tells what must be found in them."""
