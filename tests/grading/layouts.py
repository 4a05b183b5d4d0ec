"""Files as students hand them in, laid out in folders and packed into archives."""

import io
import tarfile
import zipfile


def zipped(members):
    """Return a zip of these files, given by their names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return file.getvalue()


def tarred(members, how="gz"):
    """Return a tar of these files; a member may be a TarInfo without content."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=f"w:{how}") as made:
        for name, data in members.items():
            info = data if isinstance(data, tarfile.TarInfo) else tarfile.TarInfo(name)
            content = b"" if isinstance(data, tarfile.TarInfo) else data
            info.name, info.size = name, len(content)
            made.addfile(info, io.BytesIO(content))
    return file.getvalue()


def lay(folder, tree):
    """Write these files, texts or bytes by their paths, below a folder; return the folder."""
    for path, data in tree.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder
