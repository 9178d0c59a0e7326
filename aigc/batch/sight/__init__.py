"""How a batch is seen: at a glance, in a terminal, in a notebook, by other programs."""
