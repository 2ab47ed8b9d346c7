"""OpenID Connect: somebody else's sign-in vouches for a mail address (authorization code flow with PKCE)."""
