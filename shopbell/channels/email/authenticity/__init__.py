"""Whether a mail comes from whom it says: SPF, DKIM, DMARC and ARC, from its bytes and the DNS to one verdict."""
