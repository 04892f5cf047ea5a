"""Shop systems elsewhere: what they hold is kept in step here, and what the desk does to an order is done there."""
