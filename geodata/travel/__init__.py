"""Stated facts that travel is measured by: factors, water, mileage rates, one file for each."""
