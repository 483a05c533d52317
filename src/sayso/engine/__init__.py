"""Where work runs: on this machine (local.py) or on many (ray_tasks.py), by one contract (tasks.py)."""
