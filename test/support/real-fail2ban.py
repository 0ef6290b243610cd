"""Answers each directory on standard input with what `fail2ban-client -c DIR FLAG` says: one JSON line of status, stdout,
stderr, and of the commands that stdout spells.

    python3 real-fail2ban.py /path/to/fail2ban-client --dp

One interpreter for all: the program is loaded once, and every directory gets a fork of its own.
"""

import ast
import json
import os
import runpy
import sys
import tempfile
import traceback

program, flag = sys.argv[1:]


def run(directory, out, err):
    os.dup2(out, 1)
    os.dup2(err, 2)
    sys.argv = [program, "-c", directory, flag]
    try:
        runpy.run_path(program, run_name="__main__")
        return 0
    except SystemExit as end:
        return end.code or 0
    except BaseException:
        traceback.print_exc()
        return 1


def dump(directory):
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            status = run(directory, out.fileno(), err.fileno())
            for stream in (sys.stdout, sys.stderr):
                if not stream.closed:
                    stream.flush()
            os._exit(status & 255)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        stdout = read(out)
        return {"status": status, "stdout": stdout, "stderr": read(err), "commands": commands(stdout)}


def commands(stdout):
    """A command begins with a bracket at the start of its line; an abort spells none."""
    starts = ("\n" + stdout).split("\n[")[1:]
    return [ast.literal_eval("[" + text) for text in starts]


def read(stream):
    stream.seek(0)
    return stream.read().decode("utf-8", "backslashreplace")


runpy.run_path(program, run_name="loaded")
for line in sys.stdin:
    print(json.dumps(dump(line.rstrip("\n"))), flush=True)
