"""One search for shoppers and agents: articles, policies, products, and whatever else a floor gives to be found."""
