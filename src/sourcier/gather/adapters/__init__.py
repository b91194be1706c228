"""Tables of addresses or of texts, as media researchers exchange them, turned into pages row by row."""

from sourcier.gather.adapters.columns import ROLES, Role, Roles, is_known, roles_of
from sourcier.gather.adapters.pages import row_items, row_page

__all__ = ["ROLES", "Role", "Roles", "is_known", "roles_of", "row_items", "row_page"]
