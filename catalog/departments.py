"""Departments and the channels on which they are told what lies in their outbox; secrets stand in the environment."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from catalog.declaration import Declaration, Identifier

Address = Annotated[
    str, Field(pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$", max_length=254)
]
"""One e-mail address, nothing else: no display name, no list."""


class Email(Declaration):
    """A mailbox; each address is a channel of its own, so that one refused mailbox doubles nothing at another."""

    kind: Literal["email"]
    address: Address
    encrypt: bool = False
    """Attachments go into one AES-encrypted zip, its password being the department's in the environment."""

    @property
    def key(self) -> str:
        """The identity of the channel in the journal."""
        return f"email:{self.address}"


class Robot(Declaration):
    """The robot of a WeCom or DingTalk group, under the name that its key has in the environment."""

    kind: Literal["wecom", "dingtalk"]
    robot: Identifier

    @property
    def key(self) -> str:
        """The identity of the channel in the journal."""
        return f"{self.kind}:{self.robot}"


Channel = Annotated[Email | Robot, Field(discriminator="kind")]


class DepartmentNames(Declaration):
    """How a department is called and where its reports go."""

    title: str
    short_title: str
    contact: str | None = None
    channels: tuple[Channel, ...] = ()
    """Where it is told what lies in its outbox; without any the outbox is all."""

    @model_validator(mode="after")
    def _each_channel_once(self) -> DepartmentNames:
        keys = [channel.key for channel in self.channels]
        if repeated := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"channels declared twice: {', '.join(repeated)}")
        return self


class Department(DepartmentNames):
    """One department; ``id`` is its folder in the landing."""

    id: Identifier


class Departments(Declaration):
    """The file ``departments.yml``."""

    departments: tuple[Department, ...]
