/** An action of the demonstration in the specification: commands of several lines, and parameters for one family alone. */
export const sayAction = `[Definition]
actionban = echo <text> <ip> <port> <name>
   logger "%% <fq-hostname>"
actionunban =
[Init]
port = 1
text = x
timeout = 30
fam = v4
[Init?family=inet6]
fam = v6
`;
