"""Where work runs: on the processors of this machine (local.py) or on many machines (ray_tasks.py), same contract (tasks.py)."""
