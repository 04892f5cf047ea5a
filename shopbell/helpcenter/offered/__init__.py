"""What the help centre has to offer as an answer: its articles, its guides, and what the shop's policies say."""
