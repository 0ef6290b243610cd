"""Cloudflare, Telegram, AbuseIPDB, and whois beside them, on an address of this machine: far-services.py ADDRESS CERTIFICATE NOTES

Whatever is asked becomes a line of JSON in NOTES. Cloudflare's rules are kept, so that one that was made is found and deleted.
"""

import http.server
import json
import socketserver
import ssl
import sys
import threading
import urllib.parse

address, certificate, notes = sys.argv[1:]
rules = {}


class Whois(socketserver.StreamRequestHandler):
    def handle(self):
        asked = self.rfile.readline().decode().split()[-1]
        self.wfile.write(f"network of {asked}: abuse@example.net\n".encode())


class Web(http.server.BaseHTTPRequestHandler):
    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        with open(notes, "a") as file:
            asked = {"method": self.command, "host": self.headers["Host"], "path": self.path, "body": body}
            print(json.dumps({**asked, "headers": {key.lower(): value for key, value in self.headers.items()}}), file=file)
        said = json.dumps(self.cloudflare(body) if "firewall" in self.path else {"ok": True}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_GET = do_POST = do_DELETE = answer

    def cloudflare(self, body):
        path, _, query = self.path.partition("?")
        if self.command == "POST":
            rule = {"id": f"{len(rules) + 1:032x}", **json.loads(body)}
            rules[rule["id"]] = rule
            return {"success": True, "result": rule}
        if self.command == "DELETE":
            return {"success": rules.pop(path.rpartition("/")[2], None) is not None}
        asked = dict(urllib.parse.parse_qsl(query))
        value = asked.get("configuration_value") or asked.get("configuration.value")
        found = [rule for rule in rules.values() if value in (None, rule["configuration"]["value"])]
        return {"success": True, "result": found}

    def log_message(self, *_):
        pass


socketserver.ThreadingTCPServer.allow_reuse_address = True
whois = socketserver.ThreadingTCPServer((address, 43), Whois)
threading.Thread(target=whois.serve_forever, daemon=True).start()
web = http.server.ThreadingHTTPServer((address, 443), Web)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate)
web.socket = context.wrap_socket(web.socket, server_side=True)
web.serve_forever()
