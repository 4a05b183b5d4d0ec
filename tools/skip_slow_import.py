"""A pytest plugin, loaded first, that spares every pytest process nearly two seconds of imports.

nbformat loads jsonschema, and jsonschema a grammar of international web addresses (rfc3987_syntax) that takes
that long to prepare. jsonschema does without it where it is missing, and no notebook needs it.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)  # importing it now fails at once
