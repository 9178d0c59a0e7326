"""How the bundled model was made: corpora, samples, the trainer and its measures."""
