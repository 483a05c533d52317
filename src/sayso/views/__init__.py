"""What follows from the claims of an incident by named rules: origins, positions, tolls, grades. Changes nothing."""
