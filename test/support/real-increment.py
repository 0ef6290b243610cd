"""Answers the JSON object {durations, formulas} on standard input with the texts of those seconds and the values of those formulas."""

import json
import math
import sys
from types import SimpleNamespace

from fail2ban.server.mytime import MyTime

FUNCTIONS = {function.__name__: function for function in (abs, bool, float, int, max, min, round)}


def value(text, time, count, factor):
    names = {"__builtins__": FUNCTIONS, "math": math, "ban": SimpleNamespace(Time=time, Count=count), "banFactor": factor}
    try:
        return float(eval(text, names))
    except Exception as error:
        return type(error).__name__


given = json.load(sys.stdin)
print(
    json.dumps(
        {
            "durations": [str(MyTime.seconds2str(seconds)) for seconds in given["durations"]],
            "values": [value(**formula) for formula in given["formulas"]],
        }
    )
)
