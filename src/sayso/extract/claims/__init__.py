"""What a report claims, and on whose say-so: every value with claimants, stance, chain and evidence."""
