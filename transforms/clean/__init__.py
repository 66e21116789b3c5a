"""clean: a raw record becomes a page whose blocks each have one fate, or a refusal."""
