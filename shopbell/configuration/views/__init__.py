"""Pages of the configuration file and of the guide."""
