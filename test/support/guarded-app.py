"""A web application that lets in nobody who says "wrong", and logs as another would: guarded-app.py PORT APP LOG"""

import datetime
import http.server
import json
import sys

port, app, log = sys.argv[1:]


def ectlogger(at, ip, status, path):
    said = "Authentication failed: Invalid or expired magic link token" if status == 401 else "Authentication successful for joe"
    level = "WARNING" if status == 401 else "INFO"
    return f"{at:%Y-%m-%d %H:%M:%S} [{level}] [AUTH] {said} - IP: {ip}"


def meshmonitor(at, ip, status, path):
    return f'{ip} - - [{at:%d/%b/%Y:%H:%M:%S +0000}] "POST {path} HTTP/1.1" {status} 45 "https://meshmonitor.example.com/login" "curl/7.88.1"'


def owncloud(at, ip, status, path):
    said = f"Login failed: 'aaa' (Remote IP: '{ip}')" if status == 401 else "Login of 'aaa'"
    entry = {"reqId": "x", "level": 2, "time": f"{at:%Y-%m-%dT%H:%M:%S+00:00}", "remoteAddr": ip, "app": "core", "message": said}
    return json.dumps(entry, separators=(",", ":"))


def flask(at, ip, status, path):
    said = "WARNING: Login failed for user" if status == 401 else "INFO: Login of user"
    return f"{at:%Y-%m-%d %H:%M:%S},050 {said} 'aaa' [IP: {ip}]"


def fastapi(at, ip, status, path):
    return f'{at:%Y-%m-%d %H:%M:%S},050 - uvicorn.access - INFO - {ip}:51234 - "POST {path} HTTP/1.1" {status}'


lines = {line.__name__: line for line in (ectlogger, meshmonitor, owncloud, flask, fastapi)}


class Login(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status = 401 if b"wrong" in body else 200
        ip = self.headers.get("X-Forwarded-For") or self.client_address[0]
        with open(log, "a") as file:
            print(lines[app](datetime.datetime.utcnow(), ip, status, self.path), file=file)
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("", int(port)), Login).serve_forever()
