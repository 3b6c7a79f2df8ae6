# Python's imaplib, which parses nothing inside a response. Prints what a pass of the others prints.
import imaplib, re, sys, time

work, port, user, password, mailbox, line = sys.argv[1:7]
NOOPS, APPENDS, SEARCHES = 500, 200, 50
imaplib._MAXLINE = 1 << 24


def memory(name):
    for status in open("/proc/self/status"):
        if status.startswith(name):
            return int(status.split()[1]) << 10
    return 0


client = imaplib.IMAP4("127.0.0.1", int(port))
client.login(user, password)
client.select(mailbox)
if "-" in work and work != "W1-collected" or work == "W8":
    print("not offered")
    sys.exit()
message = b"From: a@example.test\r\nSubject: one of many\r\n\r\n"
while len(message) < 20000:
    message += b"The quick brown fox jumps over the lazy dog and is home in time for tea.\r\n"
if work == "W6":
    client.create("Sink")
try:
    open("/proc/self/clear_refs", "w").write("5")
except OSError:
    pass
rows = octets = slowest = 0
wall, cpu = time.perf_counter_ns(), time.process_time_ns()
if work in ("W1", "W1-collected", "W2"):
    # A literal makes several parts of a row.
    data = client.uid("FETCH", "1:*", line.split(" ", 3)[3])[1]
    heads = (part[0] if isinstance(part, tuple) else part for part in data)
    rows = sum(1 for head in heads if re.match(rb"\d+ \(UID ", head))
elif work in ("W3", "W4"):
    _, data = client.fetch(line.split(" ")[1], "(BODY.PEEK[])")
    for part in data:
        if isinstance(part, tuple):
            rows += 1
            octets += len(part[1])
elif work in ("W5", "W6", "W7"):
    for _ in range({"W5": NOOPS, "W6": APPENDS, "W7": SEARCHES}[work]):
        begun = time.perf_counter_ns()
        if work == "W5":
            rows += client.noop()[0] == "OK"
        elif work == "W6":
            rows += client.append("Sink", None, None, message)[0] == "OK"
        else:
            rows += len(client.uid("SEARCH", "ALL")[1][0].split())
        slowest = max(slowest, time.perf_counter_ns() - begun)
cpu, wall = time.process_time_ns() - cpu, time.perf_counter_ns() - wall
print(f"cpu={cpu} wall={wall} slowest={slowest} peak={memory('VmHWM:')} rows={rows} octets={octets}")
if work == "W6":
    client.delete("Sink")
