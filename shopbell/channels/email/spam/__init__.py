"""Spam: mail that nobody asked for, told by its words and by signs of its making, and learned from agents' clicks."""
