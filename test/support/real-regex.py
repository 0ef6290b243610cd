"""Answers each JSON list of arguments on standard input with what fail2ban-regex says to them: one JSON line of status,
stdout and stderr.
"""

import json
import sys

from fail2ban.client.fail2banregex import exec_command_line
from forked import forked

for line in sys.stdin:
    print(json.dumps(forked(lambda: exec_command_line(json.loads(line)))), flush=True)
