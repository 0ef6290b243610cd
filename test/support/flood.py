"""Datagrams without a break from one to the other; each writes how many it has seen so far into FILE.
flood.py send ADDRESS PORT FILE | flood.py count PORT FILE"""
import os
import socket
import sys
import time

what, *address, port, file = sys.argv[1:]
out = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
if what == 'count':
    sock.bind(('', int(port)))
seen = 0
while True:
    if what == 'count':
        sock.recv(100)
    else:
        sock.sendto(b'x', (address[0], int(port)))
        time.sleep(0.0005)
    seen += 1
    os.pwrite(out, b'%12d' % seen, 0)
