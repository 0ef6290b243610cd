"""Answers each case on standard input with what Fail2Ban's date detection says to its lines: one JSON line a case.

    {"tz": …, "logtimezone": …, "datepattern": …, "lines": [[now, text], …]}

gives, for every line, null where there is no date, or [start, end, time] of what is cut out, in code points. The time is
null where the date is none, and the name of the exception where reading it raises one. A datepattern that is
refused gives {"refused": …} in place of the list, and one that no line could be searched for {"broken": …}.
"""

import json
import logging
import os
import sys
import time

logging.disable(logging.CRITICAL)
clock = {"now": 1700000000.0}
time.time = lambda: clock["now"]

from fail2ban.server.mytime import MyTime

MyTime.setTime(clock["now"])

from fail2ban.server.filter import Filter
from fail2ban.server.utils import Utils


class Jail:
    """What a filter asks of its jail before any line is matched."""

    name = "dates"
    database = None


def detector(case):
    filter = Filter(Jail())
    if case.get("logtimezone") is not None:
        filter.setLogTimeZone(case["logtimezone"])
    if case.get("datepattern") is not None:
        filter.setDatePattern(case["datepattern"].split("\n") if "\n" in case["datepattern"] else case["datepattern"])
    return filter.dateDetector


def answer(dates, now, text):
    clock["now"] = now
    MyTime.setTime(now)
    try:
        found = dates.matchTime(text)
        match = found[0]
        if match is None:
            return None
    except IndexError:
        # It looks at the character behind an empty match that ends the line.
        return [0, 0, None]
    start, end = match.span(1) if match.re.groups else match.span()
    if start < 0:
        start = end = match.start()
    try:
        read = dates.getTime(text, found)
        return [start, end, None if read is None else read[0]]
    except Exception as error:
        return [start, end, type(error).__name__]


def answers(case):
    os.environ["TZ"] = case["tz"]
    time.tzset()
    try:
        dates = detector(case)
    except Exception as error:
        return {"refused": str(error)}
    try:
        for template in dates.templates:
            template.matchDate("")
    except Exception as error:
        return {"broken": str(error)}
    return [answer(dates, now, text) for now, text in case["lines"]]


for line in sys.stdin:
    print(json.dumps(answers(json.loads(line))), flush=True)
