"""Voices published in the folders of sherpa-onnx: Kokoro, MeloTTS, VITS, Matcha and Kitten."""
