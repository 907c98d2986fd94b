"""Runs a program on a terminal of its own and answers its question.

terminal.py QUESTION ANSWER PROGRAM [ARGUMENT]...

What the program shows goes to standard output; its exit code is this one's.
"""
import os
import pty
import sys

question, answer = sys.argv[1].encode(), sys.argv[2].encode()
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[3], sys.argv[3:])
shown = b""
answered = False
while True:
    try:
        some = os.read(terminal, 4096)
    except OSError:  # the program has ended
        break
    if not some:
        break
    shown += some
    if not answered and question in shown:
        answered = True
        os.write(terminal, answer + b"\n")
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(shown)
sys.stdout.flush()
sys.exit(os.waitstatus_to_exitcode(status))
