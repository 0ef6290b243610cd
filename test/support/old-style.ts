/** An action as many have it from Fail2Ban's times: a chain by name, and what stops it names the port and empties the chain. */
export const oldStyle = (protocol: string): string => `
[Definition]
actionstart = iptables -N f2b-<name>
              iptables -A f2b-<name> -j RETURN
              iptables -I INPUT -p ${protocol} -m multiport --dports <port> -j f2b-<name>
actionstop = iptables -D INPUT -p ${protocol} -m multiport --dports <port> -j f2b-<name>
             iptables -F f2b-<name>
             iptables -X f2b-<name>
actionban = iptables -I f2b-<name> 1 -s <ip> -j <blocktype>
actionunban = iptables -D f2b-<name> -s <ip> -j <blocktype>
[Init]
blocktype = DROP
`;
