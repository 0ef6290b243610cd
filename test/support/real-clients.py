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
import tempfile
import time

import fail2ban
import fail2ban.client.fail2banclient  # loaded once, for all the clients that are forked

DEADLINE = 60
END = b"<F2B_END_COMMAND>"
programs = os.path.join(os.path.dirname(fail2ban.__file__), "../../../../bin")
given = json.load(sys.stdin)
options = ["-c", given["directory"], "-s", given["socket"], "-p", given["socket"] + ".pid"]


def client(words):
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            os._exit(act_as_client(words, out.fileno(), err.fileno()) & 255)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        return {"words": words, "status": status, "stdout": read(out), "stderr": read(err)}


def act_as_client(words, out, err):
    os.dup2(out, 1)
    os.dup2(err, 2)
    sys.argv = [os.path.join(programs, "fail2ban-client"), *options, *words]
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
    except SystemExit as end:
        return end.code or 0
    finally:
        for stream in (sys.stdout, sys.stderr):
            if not stream.closed:
                stream.flush()
    return 0


def read(file):
    file.seek(0)
    return file.read().decode()


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
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen(arguments, stdout=subprocess.DEVNULL, env=environment)


server = serve() if given["serve"] else None
try:
    print(json.dumps(converse()))
finally:
    if server:
        server.terminate()
        server.wait()
