"""What a browser would send when the form of an admin page is submitted as it came."""

from html.parser import HTMLParser

from django.urls import reverse


def page(model, name, *args):
    """The address of an admin page of a model: "changelist", "add", "change", "delete" or "history"."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def form_data(response):
    """The fields of the page's main form with the values that the page shows."""
    parser = _Form()
    parser.feed(response.content.decode())
    return parser.data


def add_row(data, prefix, **values):
    """Fill in one more row of the inline ``prefix``, as the page's script does from its empty row."""
    index = int(data[f"{prefix}-TOTAL_FORMS"])
    empty = f"{prefix}-__prefix__-"
    row = {key.removeprefix(empty): value for key, value in data.items() if key.startswith(empty)}
    data |= {f"{prefix}-{index}-{name}": value for name, value in (row | values).items()}
    data[f"{prefix}-TOTAL_FORMS"] = index + 1
    return index


class _Form(HTMLParser):
    """Collects the successful controls of the form with id ``<model>_form`` (HTML, 4.10.21.4)."""

    def __init__(self):
        super().__init__()
        self.data = {}
        self.inside = False
        self.text = None
        self.select = None

    def handle_starttag(self, tag, attributes):
        attrs = dict(attributes)
        if tag == "form":
            self.inside = attrs.get("id", "").endswith("_form") and attrs["id"] != "logout-form"
        if not self.inside:
            return
        if tag == "input":
            self._input(attrs)
        elif tag == "textarea":
            self.text = attrs["name"]
            self.data[self.text] = ""
        elif tag == "select":
            self.select = attrs["name"]
            self.multiple = "multiple" in attrs
            self.first = True
        elif tag == "option" and self.select:
            self._option(attrs)

    def _input(self, attrs):
        kind = attrs.get("type", "text")
        if kind in {"submit", "button", "file", "reset"} or "name" not in attrs:
            return
        if kind in {"checkbox", "radio"} and "checked" not in attrs:
            return
        self.data[attrs["name"]] = attrs.get("value", "on" if kind == "checkbox" else "")

    def _option(self, attrs):
        if self.multiple:
            if "selected" in attrs:
                self.data.setdefault(self.select, []).append(attrs["value"])
        elif self.first or "selected" in attrs:
            self.data[self.select] = attrs["value"]
        self.first = False

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.text = None
        elif tag == "select":
            self.select = None

    def handle_data(self, text):
        if self.text is not None:
            # The line break right after the tag is not part of the value.
            self.data[self.text] += text if self.data[self.text] else text.removeprefix("\r\n").removeprefix("\n")
