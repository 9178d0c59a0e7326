"""Voices published as ONNX files."""
