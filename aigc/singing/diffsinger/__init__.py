"""DiffSinger voicebanks, as OpenUtau reads them, sung with ONNX Runtime."""
