"""What every declaration of the catalog is: frozen, and strict about its keys."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
"""A lower-case name that can be a column, a table or a file."""


class Declaration(BaseModel):
    """A frozen declaration that knows all of its keys; an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
