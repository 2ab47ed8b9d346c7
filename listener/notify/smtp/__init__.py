"""Mail on its way: letters, servers, refusals, bounces."""
