"""Identifiers with their check digits: citizen numbers, credit codes, unit numbers, phones, bank cards."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sample import columns
from sample.chance import Chance

PREFIX, OLD_PREFIX = 439901, 439902
_ID_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_ID_CHECKS = list("10X98765432")
_SLOTS = 497
"""Sequence numbers a day, prefix and sex: 1 to 993 odd, 2 to 994 even; 996 to 999 are reserved."""
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = np.array([1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28])
_ORGANIZATION_WEIGHTS = np.array([3, 7, 9, 10, 5, 8, 4, 2])
_ORGANIZATION_VALUES = np.array([int(c) if c.isdigit() else ord(c) - 55 for c in ALPHABET])
_MOBILE = np.array(
    [135, 136, 137, 138, 139, 150, 151, 152, 158, 159, 173, 177, 180, 181, 182, 187, 188, 189, 191, 199]
)


def ranks(keys: NDArray) -> NDArray[np.int64]:
    """The place of each element among the equal ones, in order of appearance."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    places = np.arange(len(keys)) - np.repeat(starts, np.diff(np.r_[starts, len(keys)]))
    result = np.empty(len(keys), np.int64)
    result[order] = places
    return result


def citizen_stems(prefix: NDArray, birth: NDArray, male: NDArray) -> NDArray[np.int64]:
    """The first 17 digits of unique citizen numbers; `birth` is yyyymmdd, digit 17 is odd for men."""
    group = prefix * 10**9 + birth * 10 + male
    slot = (ranks(group) * 11 + (birth * 7919 + prefix) % _SLOTS) % _SLOTS
    return prefix * 10**11 + birth * 1000 + slot * 2 + np.where(male, 1, 2)


def citizen_numbers(stems: NDArray) -> pa.Array:
    """18-character citizen numbers (GB 11643) of 17-digit stems."""
    total = sum((stems // 10 ** (16 - place) % 10) * weight for place, weight in enumerate(_ID_WEIGHTS))
    return columns.join(columns.whole(stems), columns.choose(_ID_CHECKS, np.asarray(total) % 11))


def _digits(numbers: NDArray, base: int, width: int) -> NDArray[np.int64]:
    """Place values of whole numbers, most significant first, one row a number."""
    powers = np.array([base**place for place in range(width - 1, -1, -1)], dtype=np.int64)
    return numbers[:, None] // powers[None, :] % base


def _spell_rows(places: NDArray) -> pa.Array:
    """Rows of alphabet positions as text."""
    letters = np.frombuffer(ALPHABET.encode(), np.uint8)[places].astype(np.uint8)
    offsets = np.arange(0, letters.size + 1, letters.shape[1], dtype=np.int32)
    return pa.Array.from_buffers(
        pa.string(), len(places), [None, pa.py_buffer(offsets), pa.py_buffer(letters)]
    )


def _organization_codes(serial: NDArray) -> NDArray[np.int64]:
    """Alphabet positions of nine-character organization codes (GB 11714), `MA` and six drawn places."""
    scattered = (serial * 104_729_123 + 22_695_477) % 31**6
    body = np.concatenate(
        [
            np.full((len(serial), 1), ALPHABET.index("M")),
            np.full((len(serial), 1), 10),
            _digits(scattered, 31, 6),
        ],
        axis=1,
    )
    total = (_ORGANIZATION_VALUES[body] * _ORGANIZATION_WEIGHTS).sum(axis=1)
    check = (11 - total % 11) % 11
    return np.concatenate([body, np.where(check == 10, ALPHABET.index("X"), check)[:, None]], axis=1)


def credit_codes(head: NDArray, serial: NDArray) -> pa.Array:
    """18-character credit codes (GB 32100) in 439901; `head` is the two-digit authority and category, 91."""
    front = _digits(head * 10**6 + PREFIX, 10, 8)
    places = np.concatenate([front, _organization_codes(serial)], axis=1)
    check = (31 - (places * _USCC_WEIGHTS).sum(axis=1) % 31) % 31
    return _spell_rows(np.concatenate([places, check[:, None]], axis=1))


def unit_numbers(village: NDArray, serial: NDArray, building: NDArray, urban: NDArray) -> pa.Array:
    """28-character real-estate unit numbers (GB/T 37346); the cadastral districts follow the villages."""
    kind = columns.choose(["JC", "GB"], urban.astype(np.int64))
    return columns.join(
        "430821",
        columns.whole(village // 20 + 1, 3),
        columns.whole(village % 20 + 1, 3),
        kind,
        columns.whole(serial, 5),
        "F",
        columns.whole(building // 200 + 1, 4),
        columns.whole(building % 200 + 1, 4),
    )


def mobile_numbers(chance: Chance, stream: str, keys: NDArray) -> NDArray[np.int64]:
    """Eleven-digit mobile numbers."""
    carrier = _MOBILE[chance.below(stream + " carrier", keys, len(_MOBILE))]
    return carrier * 10**8 + chance.below(stream, keys, 10**8)


def card_numbers(keys: NDArray) -> pa.Array:
    """19-digit bank cards that satisfy Luhn, one a key below 10**11."""
    body = 623_090 * 10**12 + 4 * 10**11 + (keys * 64_999_999_907 + 1_234_567) % 10**11
    digits = _digits(body, 10, 18)
    doubled = digits * np.where(np.arange(18) % 2 == 1, 2, 1)
    total = (doubled - 9 * (doubled > 9)).sum(axis=1)
    return columns.join(columns.whole(body), columns.whole(-total % 10))


def passbook_numbers(keys: NDArray) -> pa.Array:
    """17-digit rural passbook accounts, which follow no check."""
    return columns.join("8101", columns.whole(keys * 7_368_787 % 10**13, 13))
