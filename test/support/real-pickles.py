"""Python's own word on pickles, on standard input and output.

    python3 real-pickles.py write 1000 SEED   writes so many random values, each in every protocol by both of Python's picklers: lines of JSON
                                              with `pickle` in hexadecimal, the `value` as tagged JSON, and `plain`, whether Python needs nothing but data for it
    python3 real-pickles.py read              reads lines of JSON with `pickle` and `value`, and prints those whose pickle is not that value
"""

import json
import pickle
import random
import sys


def write(count, seed):
    random.seed(seed)
    for _ in range(count):
        value = some_value(4)
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            for dumps in (pickle.dumps, pickle._dumps):
                line = {"pickle": dumps(value, protocol).hex(), "value": tagged(value), "plain": is_plain(value, protocol)}
                print(json.dumps(line))


def some_value(depth):
    kinds = [some_text, some_text, some_integer, some_float, lambda: random.choice([True, False, None]), some_bytes]
    if depth > 0:
        inner = lambda: [some_value(depth - 1) for _ in range(random.choice([0, 1, 2, 3, 4, 9]))]
        twice = lambda: [some_value(depth - 1)] * 2
        kinds += [inner, inner, twice, lambda: tuple(inner()), lambda: tuple(inner()), some_set, lambda: some_dict(depth)]
    return random.choice(kinds)()


def some_text():
    alphabet = random.choice(["ab<\\\n\r'\"\0\x1a", "aé€\u2028", "x😀\U0010ffff"])
    return "".join(random.choices(alphabet, k=random.choice([0, 1, 3, 9, 300])))


def some_integer():
    return random.choice([-1, 1]) * random.getrandbits(random.choice([1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 53, 63, 64, 100, 126]))


def some_float():
    return random.choice([0.0, -0.5, 1e-300, 1.7976931348623157e308, float("inf"), float("-inf"), random.random(), random.gauss(0, 1e9)])


def some_bytes():
    return random.randbytes(random.choice([0, 1, 5, 300]))


def some_set():
    return random.choice([set, frozenset])(random.choice([some_text, some_integer])() for _ in range(random.randrange(5)))


def some_dict(depth):
    return {random.choice([some_text, some_integer])(): some_value(depth - 1) for _ in range(random.randrange(5))}


def tagged(value):
    if value is None or isinstance(value, bool):
        return {"constant": str(value)}
    if isinstance(value, int):
        return {"integer": str(value)}
    if isinstance(value, float):
        return {"float": value.hex() if value in (float("inf"), float("-inf")) else repr(value)}
    if isinstance(value, str):
        return {"text": value}
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, dict):
        return {"dict": [[tagged(key), tagged(each)] for key, each in value.items()]}
    items = [tagged(each) for each in value]
    return {"list": items} if isinstance(value, (list, tuple)) else {"set": sorted(items, key=str)}


def is_plain(value, protocol):
    """Older protocols have bytes and sets made by functions."""
    if isinstance(value, bytes):
        return protocol >= 3
    if isinstance(value, (set, frozenset)):
        return protocol >= 4
    if isinstance(value, dict):
        return all(is_plain(each, protocol) for each in value.values())
    return not isinstance(value, (list, tuple)) or all(is_plain(each, protocol) for each in value)


def read():
    for line in sys.stdin:
        given = json.loads(line, parse_int=float)  # as JavaScript has it
        if pickle.loads(bytes.fromhex(given["pickle"])) != given["value"]:
            print(line, end="")


if sys.argv[1] == "write":
    write(int(sys.argv[2]), sys.argv[3])
else:
    read()
