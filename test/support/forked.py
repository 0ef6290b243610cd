"""Runs what is meant to end a program in a fork of its own, so that the interpreter is loaded once for all."""

import os
import sys
import tempfile
import traceback


def forked(work):
    """Status, stdout and stderr of `work()`, which returns, or exits, in a child."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            status = status_of(work)
            for stream in (sys.stdout, sys.stderr):
                if not stream.closed:
                    stream.flush()
            os._exit(status & 255)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return {"status": status, "stdout": read(out), "stderr": read(err)}


def status_of(work):
    try:
        work()
        return 0
    except SystemExit as end:
        return end.code or 0
    except BaseException:
        traceback.print_exc()
        return 1


def read(stream):
    stream.seek(0)
    return stream.read().decode("utf-8", "backslashreplace")
