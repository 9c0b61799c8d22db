// Shows how far the work on a batch is, and opens the page again when it is done. Comfort only: without script a link does.
(() => {
  "use strict";
  const part = document.getElementById("batch-progress");
  if (!part) return;
  const EVERY = 1_000; // milliseconds
  const bar = part.querySelector("progress");
  const line = part.querySelector("[role=status]");

  const left = (seconds) => {
    if (seconds === null) return "";
    return seconds >= 90 ? `，还要约 ${Math.round(seconds / 60)} 分钟` : `，还要约 ${Math.max(1, seconds)} 秒`;
  };

  const look = async () => {
    try {
      const answer = await fetch(part.dataset.url, { headers: { Accept: "application/json" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const now = await answer.json();
      if (!now.busy) {
        window.location.reload();
        return;
      }
      bar.value = now.percent;
      if (now.total) line.textContent = `${now.done} / ${now.total}${left(now.left)}`;
    } catch {
      // the network, or a login that lapsed: the page says what it last knew
    }
    window.setTimeout(look, EVERY);
  };
  window.setTimeout(look, EVERY);
})();
