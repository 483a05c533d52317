"""Time expressions with TIMEX3 type and value, and the interval each stands for."""
