"""Answers each JSON list of arguments on standard input with what fail2ban-regex says to them: one JSON line of status and stdout.

One interpreter for all: the program is loaded once, and every list gets a fork of its own.
"""

import json
import os
import sys
import tempfile
import traceback

from fail2ban.client.fail2banregex import exec_command_line


def run(arguments, out):
    os.dup2(out, 1)
    try:
        exec_command_line(arguments)
        return 0
    except SystemExit as end:
        return end.code or 0
    except BaseException:
        traceback.print_exc()
        return 1


def answer(arguments):
    with tempfile.TemporaryFile() as out:
        child = os.fork()
        if child == 0:
            status = run(arguments, out.fileno())
            sys.stdout.flush()
            os._exit(status & 255)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        out.seek(0)
        return {"status": status, "stdout": out.read().decode("utf-8", "backslashreplace")}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
