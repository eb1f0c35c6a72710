"""A page as its reader has it: the text of the HTML, and the Markdown without its escapes."""

import html.parser
import re

VOID = {"meta", "link", "br", "input"}


class Page(html.parser.HTMLParser):
    """What a browser would take from a page: its tags in order, their attributes, its text."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.parts, self.open = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"script", "style", "svg"} & set(self.open):
            self.parts.append(data)

    @property
    def text(self):
        return " ".join("".join(self.parts).split())


def unescaped(markdown):
    return re.sub(r"\\([\\`*_\[\]<>|~$#+=-])", r"\1", markdown)
