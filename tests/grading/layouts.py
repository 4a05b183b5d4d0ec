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
