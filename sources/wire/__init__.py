"""What stands between the application and a socket: addresses, transport, bodies, hosts, rate signals."""
