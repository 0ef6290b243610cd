"""What CPython's re finds: one answer, a JSON line, for each question line on standard input.

A question that is a list sets the texts to search from there on, and is not answered. Any other is {"pattern", "flags"?:
"im"}; its answer is {"error": words} or a list with one entry for each text: null for no match, [start, end, start of group 1,
end of group 1 ...] in UTF-16 code units with -1 for a group that took no part, "hangs" after a fifth of a second, or "fails" where
CPython itself finds that it went wrong.
"""

import json
import re
import signal
import sys
import warnings

warnings.simplefilter("ignore")
FLAGS = {"i": re.I, "m": re.M}


class Hangs(Exception):
    pass


def alarm(*_):
    raise Hangs


def units(text, position):
    return position if position < 0 else len(text[:position].encode("utf-16-le", "surrogatepass")) // 2


def search(regex, text):
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        match = regex.search(text)
    except Hangs:
        return "hangs"
    except SystemError:
        return "fails"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    if match is None:
        return None
    places = [place for group in range(regex.groups + 1) for place in match.span(group)]
    return places if text.isascii() else [units(text, place) for place in places]


def answer(question, texts):
    flags = 0
    for letter in question.get("flags", ""):
        flags |= FLAGS[letter]
    try:
        regex = re.compile(question["pattern"], flags)
    except re.error as error:
        return {"error": str(error)}
    except RecursionError:
        return {"error": "nested too deeply"}
    return [search(regex, text) for text in texts]


signal.signal(signal.SIGALRM, alarm)
texts = []
for line in sys.stdin:
    question = json.loads(line)
    if isinstance(question, list):
        texts = question
    else:
        print(json.dumps(answer(question, texts)))
