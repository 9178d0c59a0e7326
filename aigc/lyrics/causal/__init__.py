"""Any causal language model of the Hugging Face format, held to a form token by token."""
