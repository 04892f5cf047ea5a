"""What the doctor finds wrong, or doubts."""


class Trouble(Exception):
    """What is wrong, as a sentence."""


class Doubt(Exception):
    """What may be meant so and may not, as a sentence; it does not make the desk a sick one."""
