"""Who somebody is: accounts, passwords, browsers that are signed in, links that work once, tokens, outside sign-in."""
