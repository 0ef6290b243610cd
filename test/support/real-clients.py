"""Sends commands to a server with Debian's fail2ban-client, and requests as other clients put them; prints what came back as JSON.

On standard input, as JSON: `directory` with the configuration, `socket` of the server; `serve` if that is Fail2Ban's own server, to be
started here; `ready`, commands and the text that the output of each must have before anything else is sent; `requests`, the pieces, in
hexadecimal, of each request that is sent over one connection; and `commands`, lists of words, the last of which should be `stop`.
"""

import json
import os
import pickle
import runpy
import socket
import subprocess
import sys
import time

import fail2ban
import fail2ban.client.fail2banclient  # loaded once, for all the clients that are forked
from forked import forked

DEADLINE = 60
END = b"<F2B_END_COMMAND>"
programs = os.path.join(os.path.dirname(fail2ban.__file__), "../../../../bin")
given = json.load(sys.stdin)
options = ["-c", given["directory"], "-s", given["socket"], "-p", given["socket"] + ".pid"]


def client(words):
    return {"words": words, **forked(lambda: act_as_client(words))}


def act_as_client(words):
    sys.argv = [os.path.join(programs, "fail2ban-client"), *options, *words]
    runpy.run_path(sys.argv[0], run_name="__main__")


def until(condition):
    end = time.monotonic() + DEADLINE
    while not condition():
        if time.monotonic() > end:
            sys.exit("waited in vain")
        time.sleep(0.05)


def wire(requests):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(given["socket"])
        return [ask(connection, [bytes.fromhex(piece) for piece in pieces]) for pieces in requests]


def ask(connection, pieces):
    for piece in [*pieces, END]:
        connection.sendall(piece)
    answer = b""
    while not answer.endswith(END):
        piece = connection.recv(4096)
        if not piece:
            return "closed"
        answer += piece
    return repr(pickle.loads(answer[: -len(END)]))


def converse():
    until(lambda: all(text in client(words)["stdout"] for words, text in given["ready"]))
    return {"requests": wire(given["requests"]), "commands": [client(words) for words in given["commands"]]}


def serve():
    arguments = [sys.executable, "-S", os.path.join(programs, "fail2ban-server"), "-f", *options, "start"]
    return subprocess.Popen(arguments, cwd=given["directory"], stdout=subprocess.DEVNULL)


server = serve() if given["serve"] else None
try:
    print(json.dumps(converse()))
finally:
    if server:
        server.terminate()
        server.wait()
