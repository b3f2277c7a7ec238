"""What all declarations have in common: how they are named, that they are frozen, and how a gap is shown."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
"""A lower-case name that can be a column, a table or a file."""

UNCONFIGURED = "未配置"
"""Shown where a policy document or legal basis has not been entered; never replaced by a guess."""


class Declaration(BaseModel):
    """A frozen declaration that knows all of its keys; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
