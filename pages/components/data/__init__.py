"""What travel is measured by, as the Data page shows it."""
