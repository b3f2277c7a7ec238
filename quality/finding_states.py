"""States of a finding that scores tell apart; which of them wait or are excused say ``sql/functions/finding_*``."""

FIXED, REOPENED = "fixed", "reopened"
UNVERIFIED = "待核"
"""A contradiction between departments: nobody's fault until it is verified."""
