"""Feeds each case on standard input to a filter of Fail2Ban; one JSON line a case.

    {"usedns": …, "maxlines": …, "prefregex": … or null, "failregex": […], "ignoreregex": […], "lines": […]}

gives for every line the failures it makes: [[id, {captures}, [matching lines]], …]. Captures that are none are left
out, sets and tuples become sorted lists. A filter that is refused gives {"refused": …} in place of the list.
Lines begin with the time of day in seconds since 1970; it is always 1700000000.
"""

import json
import logging
import sys
import time

logging.disable(logging.CRITICAL)
now = 1700000000.0
time.time = lambda: now

from fail2ban.server.mytime import MyTime

MyTime.setTime(now)

from fail2ban.server.filter import Filter


class Jail:
    """What a filter asks of its jail while it matches lines."""

    name = "filters"
    database = None


def made(case):
    filter = Filter(Jail())
    filter.setUseDns(case["usedns"])
    filter.setMaxLines(case["maxlines"])
    filter.setDatePattern("^EPOCH")
    if case["prefregex"] is not None:
        filter.prefRegex = case["prefregex"]
    for regex in case["failregex"]:
        filter.addFailRegex(regex)
    for regex in case["ignoreregex"]:
        filter.addIgnoreRegex(regex)
    return filter


def plain(value):
    if isinstance(value, (set, tuple)):
        return sorted(part for part in value if part is not None)
    return str(value)


def failure(found):
    captures = {name: plain(value) for name, value in found[3].items() if value is not None and name != "matches"}
    return [str(found[1]), captures, ["".join(parts) for parts in found[3].get("matches", [])]]


def answer(filter, line):
    try:
        return [failure(found) for found in filter.processLine(line)]
    except Exception:
        # As the daemon does: the line is lost, with an error in the log.
        return []


def answers(case):
    try:
        filter = made(case)
    except Exception as error:
        return {"refused": str(error)}
    return [answer(filter, line) for line in case["lines"]]


for line in sys.stdin:
    print(json.dumps(answers(json.loads(line))), flush=True)
