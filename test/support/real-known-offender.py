"""Runs Fail2Ban's server on the configuration directory named on standard input, bans one address again and again in all its jails, and prints its log.

The logs of the jails are in the directory, NAME.log; others may follow them too. A round begins when the bans of the last one are over.
"""

import os
import subprocess
import sys
import time

import fail2ban

DEADLINE = 60
ADDRESS = "203.0.113.7"
directory = sys.stdin.read()
path = lambda name: os.path.join(directory, name)
program = os.path.join(os.path.dirname(fail2ban.__file__), "../../../../bin/fail2ban-server")
options = ["-c", directory, "-s", path("real.sock"), "-p", path("real.pid"), "--logtarget", path("real-server.txt")]


def log():
    try:
        with open(path("real-server.txt")) as file:
            return file.read()
    except FileNotFoundError:
        return ""


def until(condition):
    end = time.monotonic() + DEADLINE
    while not condition():
        if time.monotonic() > end:
            sys.exit("waited in vain:\n" + log())
        time.sleep(0.05)


def fail(jail, times):
    with open(path(jail + ".log"), "a") as file:
        file.write(f"{int(time.time())} fail from {ADDRESS}\n" * times)


def said(text, jails):
    return all(log().count(f"[{jail}] {text} {ADDRESS}\n") == jails[jail] for jail in jails)


environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
server = subprocess.Popen([sys.executable, "-S", program, "-f", *options], stdout=subprocess.DEVNULL, env=environment)
try:
    until(lambda: log().count("' started") == 4)
    for round, failures in enumerate([2, 1, 1], start=1):
        for jail in ("plain", "multiplied", "shrunk"):
            fail(jail, failures)
        expected = dict.fromkeys(("plain", "multiplied", "shrunk"), round)
        until(lambda: said("Ban", expected))
        if round < 3:
            until(lambda: said("Unban", expected))
    fail("overall", 2)
    until(lambda: said("Ban", {"overall": 1}) and "[overall] Increase Ban" in log())
finally:
    server.terminate()
    server.wait()
print(log())
