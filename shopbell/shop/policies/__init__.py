"""What the shop allows: rules as rows, each with versions, one sentence for the customer and terms."""
