"""From a ticket: a private answer becomes a public text, without what is personal; quotes by consent."""
