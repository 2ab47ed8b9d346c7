"""What a crisis manager works with: playbooks, the one screen, drills, the evaluation."""
