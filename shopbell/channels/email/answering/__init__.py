"""Answering a notification by mail: what an agent writes in their mail program, the desk sends as theirs."""
