#!/usr/bin/env python3
"""Exchanges a name in a served directory with something else, over and over, as fast as another program can.

Usage: flip.py NAME OTHER SECONDS KEPT

NAME and OTHER change places in one step each time. One of them is like KEPT (a file or a directory), the other is a link
or a pipe. When NAME is gone, because a client moved or removed it, what is missing is made again. Prints how often they
changed places.
"""
import ctypes
import os
import shutil
import sys
import time

EXCHANGE = 2
HERE = -100
libc = ctypes.CDLL(None, use_errno=True)


def exchange(one, other):
    if libc.renameat2(HERE, os.fsencode(one), HERE, os.fsencode(other), EXCHANGE) == 0:
        return True
    return False


def restore(name, other, kept, make_odd):
    """Whichever of the two clients have taken away."""
    plain = os.path.isdir if os.path.isdir(kept) else os.path.isfile
    try:
        if os.path.islink(other) or not plain(other):
            shutil.copytree(kept, name) if os.path.isdir(kept) else shutil.copyfile(kept, name)
        else:
            make_odd(name)
    except OSError:
        pass  # a client was faster


def main(name, other, seconds, kept):
    end = time.monotonic() + float(seconds)
    if os.path.islink(other):
        target = os.readlink(other)
        make_odd = lambda path: os.symlink(target, path)
    else:
        make_odd = os.mkfifo
    count = 0
    while time.monotonic() < end:
        if exchange(name, other):
            count += 1
        else:
            restore(name, other, kept, make_odd)
        time.sleep(0.00005)
    print(count)


main(*sys.argv[1:])
