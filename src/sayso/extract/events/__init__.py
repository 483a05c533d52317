"""What was done, planned, denied or demanded: triggers, statuses, arguments, scenes, PLOVER's view."""
