"""Pictures of sound and what can be measured in it: spectrograms, pitch, piano rolls."""
