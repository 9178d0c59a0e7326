"""Pictures: type, themes, motion graphics, captions, and the engines that draw scenes."""
