"""Many reports, one incident: who copies whom, and which reports tell the same happening. Proposes, never rewrites."""
