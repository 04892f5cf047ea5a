"""The demo shop's storefront: pages as any shop has them, with the widget on each by its one script tag."""
