"""How Chinese sounds: readings in context, and the books that say what rhymes and which tone."""
