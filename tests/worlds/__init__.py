"""Small worlds that tests live in: stores, servers, people, posts."""
