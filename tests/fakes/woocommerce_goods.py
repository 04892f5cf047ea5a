"""The lines of an order in the fake WooCommerce, as its API changes them.

https://woocommerce.github.io/woocommerce-rest-api-docs/#update-an-order: an item with an id is changed, and taken away
at quantity 0; one without is added. The stock follows, and so do the sums of the order; the sum of a line stays unless
another is given.
"""

from typing import Any

Row = dict[str, Any]
TAX = 0.2


class Goods:
    """Of a shop with these variations, by product."""

    def __init__(self, variations: dict[int, list[Row]]):
        self.variations, self.made = variations, 90000

    def change(self, order: Row, wanted: list[Row]) -> str:
        """Why not, when there is no such line; then nothing was changed."""
        there = {each["id"]: each for each in order["line_items"]}
        if any(each["id"] not in there for each in wanted if "id" in each):
            return "Order item ID provided is not associated with order."
        for each in wanted:
            line = there[each["id"]] if "id" in each else self._added(order, each)
            self._count(line, line["quantity"] - each["quantity"] if "id" in each else -each["quantity"])
            line["quantity"] = each["quantity"]
            for name in ("subtotal", "total"):
                if name in each:
                    line |= {name: each[name], f"{name}_tax": f"{float(each[name]) * TAX:.2f}"}
        order["line_items"] = [each for each in order["line_items"] if each["quantity"]]
        self._sum_up(order)
        return ""

    def _added(self, order: Row, wish: Row) -> Row:
        self.made += 1
        variation = self._variation(wish)
        net = float(variation["price"]) / (1 + TAX) * wish["quantity"]
        sums = {"subtotal": f"{net:.2f}", "total": f"{net:.2f}"}
        taxes = {f"{name}_tax": f"{float(each) * TAX:.2f}" for name, each in sums.items()}
        chosen = [
            {"key": each["name"].lower(), "display_key": each["name"], "display_value": each["option"]}
            for each in variation["attributes"]
        ]
        line = {
            "id": self.made, "name": "Vase", "product_id": wish["product_id"], "variation_id": wish["variation_id"],
            "quantity": wish["quantity"], "meta_data": chosen, **sums, **taxes,
        }  # fmt: skip
        order["line_items"].append(line)
        return line

    def _variation(self, of: Row) -> Row:
        return next(each for each in self.variations[of["product_id"]] if each["id"] == of["variation_id"])

    def _count(self, line: Row, back: int) -> None:
        self._variation(line)["stock_quantity"] += back

    def _sum_up(self, order: Row) -> None:
        lines = order["line_items"]
        tax = sum(float(each["total_tax"]) for each in lines) + float(order["shipping_tax"])
        net = sum(float(each["total"]) for each in lines) + float(order["shipping_total"])
        order |= {"total": f"{net + tax:.2f}", "total_tax": f"{tax:.2f}"}
        off = sum(float(each["subtotal"]) - float(each["total"]) for each in lines)
        order |= {"discount_total": f"{off:.2f}", "discount_tax": f"{off * TAX:.2f}"}
