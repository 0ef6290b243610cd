"""Answers each directory on standard input with what `fail2ban-client -c DIR FLAG` says: one JSON line of status, stdout,
stderr, and of the commands that stdout spells.

    python3 real-fail2ban.py /path/to/fail2ban-client --dp
"""

import ast
import json
import runpy
import sys

from forked import forked

program, flag = sys.argv[1:]


def dump(directory):
    said = forked(lambda: run(directory))
    return {**said, "commands": commands(said["stdout"])}


def run(directory):
    sys.argv = [program, "-c", directory, flag]
    runpy.run_path(program, run_name="__main__")


def commands(stdout):
    """A command begins with a bracket at the start of its line; an abort spells none."""
    starts = ("\n" + stdout).split("\n[")[1:]
    return [ast.literal_eval("[" + text) for text in starts]


runpy.run_path(program, run_name="loaded")
for line in sys.stdin:
    print(json.dumps(dump(line.rstrip("\n"))), flush=True)
