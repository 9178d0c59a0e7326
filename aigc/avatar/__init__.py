"""Characters: a spec becomes a mesh that speaks, is drawn, and opens in any VRM or glTF program."""
