"""HOW a record becomes rows. Pure functions: no Prefect, no settings, no clock, no writing."""
