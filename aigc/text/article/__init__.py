"""Documents in, `aigc.types.article.Article` out."""
