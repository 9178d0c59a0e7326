"""The bundled model of Chinese verse: its symbols, its network, and a runtime without torch."""
