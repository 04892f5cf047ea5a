"""Carriers: hearing of a parcel's scans by webhook and by asking, and knowing when one is stuck."""
