"""Language models that answer messages: their Protocol, what they cost, and two engines."""
