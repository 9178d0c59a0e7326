"""Where models run: devices, the models in their memory, and what to do when it is full."""
