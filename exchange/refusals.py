"""Why a batch can't do what was asked, in words for the person who asked."""

from publishing.refusals import Refusal


class BatchRefused(Refusal):
    """Nothing was written. ``reasons`` are sentences, at most ``MOST_SAID`` of them."""

    MOST_SAID = 50

    def __init__(self, reasons):
        left = len(reasons) - self.MOST_SAID
        said = [*reasons[: self.MOST_SAID], *([f"还有 {left} 条没有列出。"] if left > 0 else [])]
        super().__init__(said)
