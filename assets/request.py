"""What a person asks of the county, and why it can not be done."""


class RequestError(Exception):
    """A request that can not be met as it stands; the text is one line for who asked, and never holds a value."""
