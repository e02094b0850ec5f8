# SPDX-License-Identifier: GPL-3.0-or-later
"""Promises of time: what takes too long once may be the machine's doing, what the program does slowly is slow each time. See tellings.h."""
TELLINGS = 5


def assert_in_time(story, limit):
    """story() gives the seconds that something took: less than `limit` in one telling of a few."""
    told = []
    while len(told) < TELLINGS and not (told and told[-1] < limit):
        told.append(story())
    assert told[-1] < limit, told
