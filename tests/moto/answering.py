"""A person at a terminal: waits for a question, lets somebody else change a rule meanwhile, and answers."""

import json
import os
import pty
import subprocess
import sys

answer, change, program = sys.argv[1], sys.argv[2], sys.argv[3:]
child, terminal = pty.fork()
if child == 0:
    os.execv(program[0], program)
said = b""
answered = False
while True:
    try:
        piece = os.read(terminal, 65536)
    except OSError:
        break
    if not piece:
        break
    said += piece
    if b"[y/N]" in said and not answered:
        answered = True
        if change:
            aws, group, cidr = change.split(" ")
            filters = json.dumps([{"Name": "group-id", "Values": [group]}])
            call = [aws, "ec2", "describe-security-group-rules", "--filters", filters, "--output", "json"]
            rules = json.loads(subprocess.check_output(call))["SecurityGroupRules"]
            rule = next(one for one in rules if one.get("FromPort") == 23)
            new = {"IpProtocol": "tcp", "FromPort": 23, "ToPort": 23, "CidrIpv4": cidr}
            edit = json.dumps([{"SecurityGroupRuleId": rule["SecurityGroupRuleId"], "SecurityGroupRule": new}])
            call = [aws, "ec2", "modify-security-group-rules", "--group-id", group, "--security-group-rules", edit]
            subprocess.check_call(call, stdout=subprocess.DEVNULL)
        os.write(terminal, answer.encode() + b"\n")
_, status = os.waitpid(child, 0)
sys.stdout.buffer.write(said)
sys.exit(os.waitstatus_to_exitcode(status))
