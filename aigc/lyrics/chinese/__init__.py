"""The bundled writer of Chinese verse."""
