"""Reads streams with a plain XREADGROUP over a socket, as any client would: python3 read_stream.py PORT GROUP STREAM...

Prints a JSON line an entry, acknowledges it, and ends when nothing has come for a second.
"""
import json
import socket
import sys

port, group, *streams = sys.argv[1:]
connection = socket.create_connection(("127.0.0.1", int(port)))
replies = connection.makefile("rb")


def reply():
    line = replies.readline()
    kind, rest = line[:1], line[1:].rstrip(b"\r\n")
    if kind == b"$":
        if rest == b"-1":
            return None
        text = replies.read(int(rest) + 2)[:-2]
        return text.decode()
    if kind == b"*":
        return None if rest == b"-1" else [reply() for _ in range(int(rest))]
    if kind == b"-":
        raise RuntimeError(rest.decode())
    return rest.decode()


def call(*words):
    parts = [str(word).encode() for word in words]
    request = b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)
    connection.sendall(request)
    return reply()


for stream in streams:
    try:
        call("XGROUP", "CREATE", stream, group, "0", "MKSTREAM")
    except RuntimeError as error:
        if not str(error).startswith("BUSYGROUP"):
            raise

while True:
    found = call("XREADGROUP", "GROUP", group, "python", "COUNT", 10, "BLOCK", 1000, "STREAMS", *streams, *[">" for _ in streams])
    if found is None:
        break
    for stream, entries in found:
        for entry_id, fields in entries:
            print(json.dumps({"stream": stream, **dict(zip(fields[::2], fields[1::2]))}), flush=True)
            call("XACK", stream, group, entry_id)
