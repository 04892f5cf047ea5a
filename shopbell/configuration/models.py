from .guide import Guide

__all__ = ["Guide"]
