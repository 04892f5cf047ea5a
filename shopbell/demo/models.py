from .shop import DemoShop

__all__ = ["DemoShop"]
