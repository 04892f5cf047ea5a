"""What became of mail that left: bounces and reports that come as mails, and what providers tell by their hooks."""
