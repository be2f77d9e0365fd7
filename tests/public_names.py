"""The public names, and what readers are shown that is none of them."""

from __future__ import annotations

import ast
import inspect

import unvotes as uv

#: What each public name stands for: ``agreement``, ``charts.chamber``.
PUBLIC = {name: getattr(uv, name) for name in uv.__all__ if name != "charts"}
PUBLIC |= {f"charts.{name}": getattr(uv.charts, name) for name in uv.charts.__all__}
FUNCTIONS = {name: value for name, value in PUBLIC.items() if inspect.isfunction(value)}


def not_public(code: str) -> list[str]:
    """
    List the names of the package in some code that are not public.

    Public are ``unvotes``, what it lists, and the charts of ``unvotes.charts``.
    """
    found, aliases = [], {}
    public = {"unvotes": uv.__all__, "unvotes.charts": uv.charts.__all__}
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            for one in node.names:
                if one.name in public:
                    aliases[one.asname or one.name] = one.name
                elif one.name.startswith("unvotes."):
                    found.append(one.name)
        elif isinstance(node, ast.ImportFrom) and str(node.module).partition(".")[0] == "unvotes":
            known = public.get(str(node.module), [])
            found += [f"{node.module}.{one.name}" for one in node.names if one.name not in known]
            aliases |= {
                one.asname or one.name: "unvotes.charts"
                for one in node.names
                if one.name == "charts"
            }
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Attribute):
            home = aliases.get(ast.unparse(node.value)) or {"uv.charts": "unvotes.charts"}.get(
                ast.unparse(node.value)
            )
            if home and node.attr not in [*public[home], "__version__"]:
                found.append(f"{home}.{node.attr}")
    return found
