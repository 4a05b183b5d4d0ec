"""Notebooks of strangers who want marks, files, or the machine: the hostile part of the suite, as data.

An attack runs inside a solved sheet. Where it gets what it wanted it calls `escaped(...)`, which the grader
sees as the note of a cell or the error of an answer; `CANARIES` stands for the paths of files that must stay
as they are.
`harmless`: safe to run without any sandbox, so that the attack itself can be shown to work.
"""

from __future__ import annotations

import json
from dataclasses import replace

from tests.grading.submissions import ALL_05, SubmissionCase, hand_in

PRELUDE = """\
import ctypes, errno, os, signal, socket, struct, subprocess, sys, threading, time
def escaped(what):
    raise SystemExit('ESCAPED: ' + what)
def tried(what, act):
    'Does the attack get through? Whatever else comes of it, the cell goes on.'
    try:
        got = act()
    except Exception:
        return
    escaped(what + ' ' + repr(got)[:60])
def call(number, *arguments):
    'A system call, past everything that Python knows.'
    libc = ctypes.CDLL(None, use_errno=True)
    got = libc.syscall(number, *[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])
    if got < 0:
        raise OSError(ctypes.get_errno(), 'refused')
    return got
"""

FRAMES = (
    PRELUDE
    + """
import json
import numpy as np
from inside.wire import pack
from inside.runner import Channel
import gc
channel = next(thing for thing in gc.get_objects() if issubclass(type(thing), Channel))
def everywhere(data):
    if hasattr(channel, 'call'):  # the door of WebAssembly
        channel.call(b'f' + data)
        return
    for fd in range(3, 1024):
        try:
            os.set_blocking(fd, True)
            os.write(fd, data)
        except OSError:
            pass
def frame(header, *buffers):
    head = header if isinstance(header, bytes) else json.dumps(header).encode()
    return b'LLv1' + struct.pack('>I', len(head)) + head + b''.join(buffers)
right = dict(say='value', there=True, value=np.array([46, 58, -38, 36]))
"""
)


def attack(name: str, code: str, lost: str = "", prelude: str = PRELUDE, **more) -> SubmissionCase:
    """Return a solved sheet with hostile code in its last cell."""
    return hand_in(name, lost=lost, last=prelude + code, **more)


def forgery(name: str, code: str, lost: str = "", **more) -> SubmissionCase:
    """Return a solved sheet whose last cell writes into the grader's channel."""
    return attack(name, code, lost, FRAMES, **more)


def trap(name: str, number: str, code: str, lost: str | None = None, **more) -> SubmissionCase:
    """Return a solved sheet in which one answer is hostile; by default it loses that question alone."""
    return hand_in(name, lost=number if lost is None else lost, first=PRELUDE, change={number: code}, **more)


ENDS = (
    attack("os._exit", "os._exit(0)"),
    attack("os.abort", "os.abort()"),
    attack("a crash by ctypes", "ctypes.string_at(0)"),
    attack(
        "a crash by recursion",
        """
sys.setrecursionlimit(10**9)
def deeper(n):
    return deeper(n + 1) + 1
threading.stack_size(2**26)
t = threading.Thread(target=deeper, args=(0,))
t.start()
t.join()
deeper(0)
""",
    ),
    attack("sleeps for an hour", "time.sleep(3600)", short=True),
    attack(
        "cannot be interrupted",
        """
for s in range(1, 65):
    try:
        signal.signal(s, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    pass
""",
        short=True,
    ),
    attack(
        "stops its own process",
        """
os.kill(os.getpid(), signal.SIGSTOP)
signal.raise_signal(signal.SIGSTOP)
""",
        short=True,
    ),
    attack(
        "an alarm later",
        """
signal.setitimer(signal.ITIMER_REAL, 0.3)
time.sleep(3)
""",
        short=True,
    ),
    attack(
        "at exit",
        """
import atexit
atexit.register(lambda: open('/tmp/late', 'w'))
import _thread
_thread.interrupt_main()
os._exit(3)
""",
    ),
    attack("closes everything", "os.closerange(0, 1000)"),
    attack(
        "closes its output",
        """
os.close(1)
os.close(2)
""",
    ),
    attack(
        "output without end",
        """
while True:
    os.write(1, b'x' * 65536)
""",
        short=True,
    ),
    attack(
        "output without end, from many threads",
        """
def shout():
    while True:
        os.write(2, b'x' * 65536)
for i in range(8):
    threading.Thread(target=shout, daemon=True).start()
shout()
""",
        short=True,
    ),
    attack(
        "traces itself",
        """
def slow(frame, event, argument):
    time.sleep(0.2)
    return slow
sys.settrace(slow)
""",
        short=True,
    ),
    trap(
        "works three times, then kills",
        "05.4a",
        """
calls = []
def layer(W, b, g, a):
    calls.append(1)
    len(calls) > 3 and os._exit(0)
    return g(W @ a + b)
""",
    ),
    trap(
        "kills at every call",
        "05.2a",
        """
def my_softmax(z):
    os._exit(0)
""",
    ),
    trap(
        "exits at every call",
        "05.2a",
        """
def my_softmax(z):
    sys.exit()
""",
    ),
    trap(
        "a thread that kills later",
        "05.4a",
        """
def layer(W, b, g, a):
    threading.Timer(0.05, os._exit, (0,)).start()
    time.sleep(0.2)
    return g(W @ a + b)
""",
    ),
    trap(
        "a call-back without end",
        "05.4a",
        """
def layer(W, b, g, a):
    while True:
        g(W @ a + b)
""",
        short=True,
    ),
    trap(
        "an object that lies about itself",
        "05.2a",
        """
class Liar:
    __module__ = 'numpy'
    def __class__(self): escaped('class')
    def __getattr__(self, name): raise SystemExit('getattr ' + name)
    def __array__(self, *a, **k): os._exit(0)
    def __eq__(self, other): return True
    def __reduce__(self): return os.system, ('true',)
    def __reduce_ex__(self, n): return os.system, ('true',)
    def __repr__(self): raise KeyboardInterrupt
    def __len__(self): return -1
    def __iter__(self): return self
    def __next__(self): return 1
    def __bool__(self): raise MemoryError
    def __hash__(self): os._exit(1)
class Meta(type):
    def __getattribute__(self, name): os._exit(1)
    def __instancecheck__(self, thing): return True
def my_softmax(z):
    return Liar()
""",
    ),
    trap(
        "an answer whose kind kills",
        "05.2a",
        """
class Meta(type):
    def __getattribute__(self, name):
        os._exit(1)
class Bad(metaclass=Meta):
    pass
def my_softmax(z):
    return Bad()
""",
    ),
    trap(
        "an error that cannot be told",
        "05.2a",
        """
class Bad(BaseException):
    def __str__(self):
        raise self
    __repr__ = __str__
def my_softmax(z):
    raise Bad
""",
    ),
    trap(
        "an error that holds no letters",
        "05.2a",
        r"""
def my_softmax(z):
    raise ValueError('\ud800 \x00 \x1b[2J <b> =1+1')
""",
    ),
)

TAKES = (
    attack(
        "a bomb of processes",
        """
made = 0
for i in range(300):
    try:
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
        made += 1
    except OSError:
        break
made > 64 and escaped(f'{made} processes')
""",
    ),
    attack(
        "a bomb of threads",
        """
for i in range(5000):
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
time.sleep(5)
escaped('5000 threads')
""",
        short=True,
    ),
    attack(
        "a bomb of memory, numpy",
        """
import numpy as np
kept = [np.ones(2**25) for i in range(40)]
escaped('10 GB')
""",
    ),
    attack(
        "a bomb of memory, lists",
        """
kept = []
while len(kept) < 10**9:
    kept += [bytearray(2**16)] + list(range(10**5))
escaped('lists')
""",
    ),
    attack(
        "a bomb of shared memory",
        """
for place in ('/dev/shm/x', '/run/shm/x', '/dev/x', '/x', '/var/tmp/x'):
    tried(place, lambda: open(place, 'wb').write(b'x'))
fd = os.memfd_create('x')
os.write(fd, b'x' * 2**20)
escaped('memfd')
""",
    ),
    attack(
        "one file without end",
        """
try:
    with open('large', 'wb') as file:
        for i in range(1000):
            file.write(b'x' * 2**20)
except OSError:
    pass
os.stat('large').st_size > 200 * 2**20 and escaped('a large file')
""",
        short=True,
    ),
    attack(
        "many files",
        """
for i in range(40):
    with open(f'part{i}', 'wb') as file:
        file.write(b'x' * 2**23)
        file.flush()
time.sleep(1)
escaped('320 MB in files')
""",
        short=True,
    ),
    attack(
        "empty files and folders without end",
        """
for i in range(10**6):
    os.mkdir(f'd{i}')
    open(f'd{i}/f', 'w').close()
escaped('a million folders')
""",
        short=True,
    ),
    attack(
        "room on the disk that nothing is written in",
        """
file = os.open('f', os.O_CREAT | os.O_RDWR)
tried('fallocate', lambda: call(285, file, 1, 0, 2**34))
""",
    ),
    attack(
        "files that are mapped and have no name any more",
        """
libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
for i in range(5):
    with open('f', 'wb+') as file:
        file.write(b'x' * 2**26)
        file.flush()
        libc.mmap(None, ctypes.c_size_t(4096), 1, 1, file.fileno(), ctypes.c_long(0))
    os.unlink('f')
time.sleep(1)
escaped('320 MB in files that nobody sees')
""",
        short=True,
    ),
    attack(
        "files on their way in a message",
        """
import array
one, other = socket.socketpair()
with open('f', 'wb+') as file:
    file.write(b'x')
    sent = array.array('i', [file.fileno()])
    tried('sendmsg', lambda: one.sendmsg([b'x'], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, sent)]))
""",
    ),
    attack(
        "open files that the first thread does not see",
        """
tried('close_range', lambda: call(436, 900, 901, 2))
stack = ctypes.create_string_buffer(2**16)
tried('clone', lambda: call(56, 0x100 | 0x800 | 0x10000, ctypes.addressof(stack) + 2**15, 0, 0, 0))
""",
    ),
    attack(
        "memory behind a first thread that has ended",
        """
def eat():
    kept = []
    while True:
        kept.append(b'x' * 2**24)
threading.Thread(target=eat).start()
ctypes.CDLL(None).pthread_exit(None)
""",
        short=True,
    ),
    attack(
        "wants to outlive the grader",
        """
tried('prctl', lambda: call(157, 1, 0, 0, 0, 0))
""",
    ),
    attack(
        "folders in folders",
        """
for i in range(2000):
    os.mkdir('d')
    os.chdir('d')
time.sleep(0.3)
""",
    ),
    attack(
        "files that come and go",
        """
end = time.time() + 1
while time.time() < end:
    names = [f'f{i}' for i in range(50)]
    for n in names:
        open(n, 'w').close()
    for n in names:
        os.remove(n)
""",
    ),
    attack(
        "raises its own limits",
        """
import resource
for what in (resource.RLIMIT_AS, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE):
    soft, hard = resource.getrlimit(what)
    tried('limit', lambda: resource.setrlimit(what, (hard + 1, hard + 1)))
""",
    ),
)

READS = (
    attack(
        "reads passwords and homes",
        """
for path in ('/etc/passwd', '/etc/shadow', '/etc/hostname', '/var/log/dpkg.log'):
    tried(path, lambda: open(path).read())
tried('/home', lambda: os.listdir('/home'))
""",
        harmless=True,
    ),
    attack(
        "reads canaries",
        """
for path in CANARIES:
    tried(path, lambda: open(path).read())
""",
        harmless=True,
    ),
    attack(
        "writes canaries",
        """
for path in CANARIES:
    for act in (lambda: open(path, 'r+').write('x'), lambda: open(path, 'a').write('x'),
            lambda: os.truncate(path, 0), lambda: os.utime(path),
            lambda: os.chmod(path, 0o777), lambda: os.link(path, 'l'),
            lambda: open(os.path.join(os.path.dirname(path), 'new'), 'w'), lambda: os.rename(path, 'mine'),
            lambda: os.remove(path)):
        try:
            act()
        except OSError:
            pass
""",
    ),
    attack(
        "writes wherever it can",
        """
for top in ('/', '/usr', '/etc', '/course', '/proc/self', '/dev', sys.prefix, sys.base_prefix,
            os.path.dirname(os.__file__), os.path.dirname(sys.modules['inside.runner'].__file__)):
    tried(top, lambda: open(os.path.join(top, 'owned-by-a-notebook'), 'w'))
""",
    ),
    attack(
        "links to canaries",
        """
for i, path in enumerate(CANARIES):
    for link in (os.link, os.symlink):
        try:
            link(path, f'link{i}')
        except OSError:
            continue
        tried('through a link', lambda: open(f'link{i}').read())
""",
    ),
    attack(
        "links in its folder",
        """
os.path.exists('/etc/passwd') or None
for i in range(20):
    try:
        os.symlink('/', f's{i}')
        os.symlink('.', f't{i}')
    except OSError:
        pass
""",
    ),
    attack(
        "reads other processes",
        """
for path in ('/proc/1/environ', '/proc/self/environ', f'/proc/{os.getppid()}/environ'):
    try:
        text = open(path, 'rb').read()
    except OSError:
        continue
    b'GRADER_SECRET' in text and escaped(path)
for pid in [p for p in os.listdir('/proc') if p.isdigit() and int(p) != os.getpid()]:
    tried(pid, lambda: open(f'/proc/{pid}/cmdline').read())
""",
    ),
    attack(
        "looks at the environment",
        """
'GRADER_SECRET' in os.environ and escaped('environment')
for name in os.environ:
    name.startswith(('PYTEST', 'SSH', 'USER', 'LOGNAME')) and escaped(name)
""",
    ),
    attack(
        "looks for the questions",
        """
import importlib
for name in ('lecture_lib.course', 'lecture_lib.questions.q05', 'lecture_lib.checking.api',
             'lecture_lib.grading'):
    tried(name, lambda: importlib.import_module(name))
for top in {*sys.path, '/course', os.getcwd()}:
    for folder, _, names in os.walk(top):
        found = [n for n in names if n.startswith(('q05.', 'solved.json', '05_forward'))]
        found and escaped(folder + str(found))
""",
    ),
    attack(
        "looks for the questions in memory",
        """
import gc
for thing in gc.get_objects():
    if type(thing).__name__ in ('Question', 'Mistake', 'Verdict', 'Sheet', 'Mark'):
        escaped(type(thing).__name__)
frame = sys._getframe()
while frame:
    'truth' in frame.f_locals and escaped('truth on the stack')
    frame = frame.f_back
""",
    ),
)

REACHES = (
    attack(
        "the network",
        """
for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW):
    for family in (socket.AF_INET, socket.AF_INET6):
        def reach():
            with socket.socket(family, kind) as s:
                s.settimeout(0.5)
                s.connect((HOST if family == socket.AF_INET else '::1', PORT))
                s.send(b'hello')
        tried('network', reach)
""",
    ),
    attack(
        "UNIX sockets",
        """
def reach(address):
    with socket.socket(socket.AF_UNIX) as s:
        s.connect(address)
        s.send(b'x')
for address in UNIX:
    tried('socket', lambda: reach(address))
""",
    ),
    attack(
        "new programs",
        """
for act in (lambda: subprocess.run(['/bin/true'], check=True),
            lambda: os.posix_spawn('/bin/true', ['true'], {}),
            lambda: os.system('true') == 0 or 1 / 0, lambda: os.popen('echo x').read() or 1 / 0):
    tried('a program', act)
""",
        harmless=True,
    ),
    attack(
        "signals to others",
        """
for pid in (-1, os.getppid(), 1):
    if pid != os.getpid():
        tried('kill', lambda: os.kill(pid, 0))
""",
    ),
    attack(
        "signals by fcntl",
        """
import fcntl
r, w = os.pipe()
def by_fcntl():
    fcntl.fcntl(r, fcntl.F_SETOWN, PARENT)
    fcntl.fcntl(r, 10, signal.SIGURG)
    fcntl.fcntl(r, fcntl.F_SETFL, os.O_ASYNC)
    os.write(w, b'x')
try:
    by_fcntl()
except OSError:
    pass
""",
    ),
    attack(
        "system calls",
        """
buffer = ctypes.create_string_buffer(4096)
for name, *arguments in (('mount', 165, b'none', b'/tmp', b'tmpfs', 0, 0), ('unshare', 272, 0x10000000),
        ('ptrace', 101, 0, 0, 0, 0),
        ('bpf', 321, 0, buffer, 128), ('keyctl', 250, 0, -3, 1), ('io_uring', 425, 8, buffer),
        ('process_vm_readv', 310, 1, buffer, 1, buffer, 1, 0), ('userfaultfd', 323, 0),
        ('perf', 298, buffer, 0, -1, -1, 0),
        ('clone of a user', 56, 0x10000000 | 17, 0, 0, 0, 0), ('setns', 308, 3, 0),
        ('pivot_root', 155, b'.', b'.'),
        ('chroot', 161, b'.'), ('pidfd', 434, 1, 0), ('new limits for another', 302, 1, 7, buffer, 0),
        ('handle', 304, 3, buffer, 0), ('module', 175, buffer, 1, b''), ('fsopen', 430, b'tmpfs', 0)):
    tried(name, lambda: call(*arguments))
""",
    ),
    attack(
        "devices",
        """
import stat
for number in ((1, 1), (1, 8), (8, 0), (254, 0)):
    try:
        os.mknod('device', stat.S_IFBLK | 0o600, os.makedev(*number))
    except OSError:
        continue
    escaped('a device')
""",
    ),
    attack(
        "its own privileges",
        """
for act in (lambda: os.chroot('.'), lambda: os.sethostname(b'x') if hasattr(os, 'sethostname') else 1 / 0,
            lambda: os.nice(-5), lambda: os.setpriority(0, os.getppid() or 1, 10)):
    tried('privilege', act)
""",
    ),
    attack(
        "typing for the teacher",
        """
import fcntl
for fd in range(3):
    tried('typing', lambda: fcntl.ioctl(fd, 0x5412, b'x'))
""",
    ),
)

FORGES = (
    forgery(
        "a right answer with the number to come",
        """
for ahead in range(1, 40):
    everywhere(pack({**right, 'number': channel.number + ahead}))
""",
        "",
    ),
    forgery(
        "a right answer with the number of now",
        """
everywhere(pack({**right, 'number': channel.number}))
""",
        ALL_05,
    ),
    forgery("no magic", "everywhere(b'hello, grader' * 100)"),
    forgery("a header of 4 GB", "everywhere(b'LLv1' + b'\\xff' * 4)"),
    forgery(
        "NaN for a header",
        """
everywhere(frame(b'NaN'))
everywhere(frame(b'{"bytes": [NaN], "is": {}}'))
""",
    ),
    forgery("deep JSON", "everywhere(frame(b'[' * 100_000 + b']' * 100_000))"),
    forgery(
        "JSON of a thousand digits",
        """
everywhere(frame(b'{"bytes": [' + b'9' * 100_000 + b'], "is": {}}'))
""",
    ),
    forgery("too many arrays", "everywhere(frame({'bytes': [0] * 200_000, 'is': {}}))"),
    forgery("sizes below zero", "everywhere(frame({'bytes': [-1], 'is': {}}))"),
    forgery(
        "arrays of impossible shapes",
        """
everywhere(frame({'bytes': [0], 'is': {'value': {'k': 'array', 'kind': 'f8',
    'shape': [0, 2**24, 2**24, 2**24], 'at': 0}}}, b''))
""",
    ),
    forgery("an array for a number", "everywhere(pack({**right, 'number': np.array([1, 2])}))"),
    forgery(
        "an array for an error",
        """
everywhere(pack({'say': 'ran', 'error': np.array([1, 2]), 'number': channel.number}))
""",
        ALL_05,
    ),
    forgery(
        "a list for an error",
        """
everywhere(pack({'say': 'ran', 'error': [[0.5]], 'number': channel.number}))
""",
        ALL_05,
    ),
    forgery(
        "half a frame, then nothing",
        """
everywhere(pack(right)[:20])
time.sleep(60)
""",
        short=True,
    ),
    forgery(
        "byte by byte",
        """
for byte in frame({'bytes': [2**24] * 4, 'is': {'a': 'x' * 9**6}}):
    everywhere(bytes([byte]))
""",
        short=True,
    ),
    forgery(
        "a call-back, and no ear for its answer",
        """
everywhere(pack({'say': 'callback', 'key': 0, 'arguments': [1], 'number': channel.number}))
time.sleep(0.2)
os._exit(0)
""",
    ),
    forgery(
        "call-backs without end",
        """
data = pack({'say': 'callback', 'key': -1, 'arguments': ['x'], 'number': channel.number}) * 500
while True:
    everywhere(data)
""",
        short=True,
    ),
    forgery(
        "an answer from a thread",
        """
def meddle():
    for i in range(2000):
        everywhere(pack({**right, 'number': channel.number}))
        time.sleep(0.001)
threading.Thread(target=meddle, daemon=True).start()
time.sleep(0.3)
""",
        disturbs=True,
    ),
    forgery(
        "other tools in the child",
        """
import builtins, inside.wire, inside.runner
np.allclose = np.array_equal = np.isclose = lambda *a, **k: True
json.loads = json.dumps = struct.pack = struct.unpack = lambda *a, **k: b''
builtins.len = builtins.isinstance = builtins.abs = lambda *a: 10**9
inside.wire.pack = inside.runner.pack = lambda *a, **k: frame({'bytes': [], 'is': {}})
""",
    ),
    trap(
        "all comparisons true",
        "05.2a",
        """
np.allclose = np.array_equal = np.isclose = np.all = lambda *a, **k: True
def my_softmax(z):
    return z
""",
    ),
    trap(
        "a reply of a class that is always equal",
        "05.1a",
        """
class Always(np.ndarray):
    def __eq__(self, other):
        return True
    def __array_function__(self, *a):
        return True
z = np.zeros(4).view(Always)
""",
    ),
    trap(
        "a guess for every case",
        "05.4b",
        """
def n_parameters(sizes):
    return 17
""",
    ),
    trap(
        "looks at the stack for what is expected",
        "05.2a",
        """
def my_softmax(z):
    frame = sys._getframe()
    while frame:
        for name in ('truth', 'wanted', 'expected', 'question'):
            if name in frame.f_locals:
                escaped(name)
        frame = frame.f_back
    return z
""",
    ),
    trap(
        "changes the cases of the next one",
        "05.2a",
        """
shown = [0]
def my_softmax(z):
    shown[0] += 1
    r = np.exp(z)
    if shown[0] > 5:
        z[:] = np.nan
    return r
""",
    ),
    trap("long texts in a long list", "05.1a", "z = ['a' * 20000] + ['b'] * 19900"),
    trap(
        "a table that grows when it is compared",
        "05.2a",
        """
def my_softmax(z):
    return np.ones((2**22, 1), np.int8)
""",
    ),
    trap("16,000 small arrays", "05.1a", "z = [np.array([i]) for i in range(16_000)]"),
    trap("keys that collide", "05.1a", "z = {(2**61 - 1) * (i + 1): i for i in range(9_000)}"),
)

ATTACKS = (*ENDS, *TAKES, *READS, *REACHES, *FORGES)


def with_targets(handed: SubmissionCase, **names) -> SubmissionCase:
    """Return the attack with the paths and addresses of this run put in for CANARIES, HOST, PORT, UNIX, PARENT."""
    data = handed.data
    for name, value in names.items():
        data = data.replace(name.encode(), json.dumps(repr(value))[1:-1].encode())
    return replace(handed, data=data)
