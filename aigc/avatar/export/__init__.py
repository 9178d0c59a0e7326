"""Avatars and their motion as files that other programs open: VRM, GLB, VRMA and ARKit CSV."""
