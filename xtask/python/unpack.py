"""Copies chosen members of a wheel into a folder.

usage: unpack.py WHEEL FOLDER RULE...

A rule is PATTERN=TARGET. PATTERN matches names inside the wheel (shell style, `*` crosses `/`).
A TARGET that ends in `/` is a folder for the part of the name from the folder of the pattern's first `*`
on; one that ends in `/.` is a folder for base names; any other is the file's new name. A PATTERN may step
into an archive inside the archive with `!`. Progress goes to standard output as `Progress DONE of TOTAL`,
in bytes.
"""

import fnmatch
import io
import os
import sys
import tarfile
import zipfile


class Zip:
    def __init__(self, source):
        self.archive = zipfile.ZipFile(source)

    def members(self):
        return [(m.filename, m.file_size) for m in self.archive.infolist() if not m.is_dir()]

    def open(self, name):
        return self.archive.open(name)


class Tar:
    def __init__(self, source):
        self.archive = tarfile.open(fileobj=source)

    def members(self):
        return [(m.name, m.size) for m in self.archive.getmembers() if m.isfile()]

    def open(self, name):
        return self.archive.extractfile(name)


def archive(name, source):
    return Tar(source) if name.endswith((".tgz", ".tar.gz")) else Zip(source)


def choose(holder, pattern):
    """Every (archive, name, size) that the pattern matches, stepping inward at `!`."""
    first, _, rest = pattern.partition("!")
    found = [(n, s) for n, s in holder.members() if fnmatch.fnmatchcase(n, first)]
    if not found:
        raise SystemExit(f"unpack: nothing in the wheel matches {pattern}")
    if not rest:
        return [(holder, n, s) for n, s in found]
    inner = [archive(n, io.BytesIO(holder.open(n).read())) for n, _ in found]
    return [hit for a in inner for hit in choose(a, rest)]


def target(folder, pattern, where, name):
    if where.endswith("/."):
        path = os.path.join(folder, where[:-1], os.path.basename(name))
    elif where.endswith("/"):
        prefix = pattern.rpartition("!")[2].partition("*")[0]
        cut = prefix.rpartition("/")[0]
        path = os.path.join(folder, where, name[len(cut):].lstrip("/"))
    else:
        path = os.path.join(folder, where)
    if not os.path.abspath(path).startswith(os.path.abspath(folder) + os.sep):
        raise SystemExit("unpack: a member of the wheel points outside the folder")
    return path


def main(wheel, folder, rules):
    holder = archive(wheel, open(wheel, "rb"))
    work = []
    for rule in rules:
        pattern, _, where = rule.rpartition("=")
        for a, name, size in choose(holder, pattern):
            work.append((a, name, size, target(folder, pattern, where, name)))
    total, done = sum(size for _, _, size, _ in work), 0
    for a, name, _, path in work:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with a.open(name) as source, open(path, "wb") as out:
            while block := source.read(8 << 20):
                out.write(block)
                done += len(block)
                if len(block) == 8 << 20:
                    print(f"Progress {done} of {total}", flush=True)
    print(f"Progress {total} of {total}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
