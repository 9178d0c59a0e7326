"""The page of batches: a table of jobs is planned, done beside the studio, and watched."""
