"""How far somebody may go alone: what each role and each program may decide, and approval for what is beyond it."""
