"""What stands where: brands in their usual range, stories, sources, the course of an incident; read, never changed."""
