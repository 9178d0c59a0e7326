"""Drawing primitives shared by every scene: paint, shapes, layers, text, easing."""
