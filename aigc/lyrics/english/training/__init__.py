"""How the model of English verse is trained; needs torch and the corpora."""
