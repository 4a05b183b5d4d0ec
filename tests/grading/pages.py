"""A page as a browser would see it: its tags, its attributes and its text."""

from html.parser import HTMLParser


class Reader(HTMLParser):
    """Keeps a page's tags and attributes and its text, as a browser would see them."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.text, self.open = [], [], "", []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes
        if tag not in ("meta", "rect", "line", "br", "img", "input"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def read(page):
    """Return what was read of a page that is well formed."""
    reader = Reader(page)
    assert reader.open == []  # every element that begins also ends, in order
    return reader
