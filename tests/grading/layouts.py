"""Files as students hand them in, laid out in folders and packed into zips."""

import io
import zipfile


def zipped(members):
    """Return a zip of these files, given by their names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name, data)
    return file.getvalue()
