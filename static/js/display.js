// Larger text and colours without a reload. Comfort only: the buttons belong to a form that the server answers by
// setting the same cookies (zhuzhou_cms/display.py), and it writes the choice into each page.
"use strict";
{
  const root = document.documentElement;
  const COOKIES = { size: "display_size", theme: "display_theme" };
  const REMEMBERED = { size: ["large"], theme: ["light", "dark"] };
  const KEPT = 365 * 24 * 60 * 60; // seconds

  const cookie = (name) => document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.split("=")[1];

  const remember = (name, value) => {
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `${COOKIES[name]}=${value}; path=/; max-age=${KEPT}; samesite=lax${secure}`;
  };

  // Pages that the server draws without looking at the request (an error, say) and pages out of the history.
  const restore = () => {
    for (const [name, values] of Object.entries(REMEMBERED)) {
      const value = cookie(COOKIES[name]);
      if (values.includes(value)) root.dataset[name] = value;
      else if (name in root.dataset) delete root.dataset[name];
    }
  };

  document.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!event.target.matches(".display") || !button?.name) return;
    remember(button.name, button.value);
    event.preventDefault(); // where no cookies are kept, the choice holds for this page at least
    root.dataset[button.name] = button.value;
    // The pressed button has given way to its opposite.
    const buttons = [...event.target.querySelectorAll(`button[name="${button.name}"]`)];
    buttons.find((other) => other !== button)?.focus();
  });
  window.addEventListener("pageshow", restore);
}
