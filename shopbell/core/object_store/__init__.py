"""Where stored files lie: a folder of this machine, or a bucket that speaks S3. `blob.py` is the way in."""
