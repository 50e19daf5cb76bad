// Improves the page; everything works without it.
"use strict";
(() => {
  const box = document.querySelector("input[type=search]");
  const hits = [...document.querySelectorAll(".hits > li")];
  const marks = [...document.querySelectorAll(".whole mark")];
  let here = -1;

  const go = (list, step) => {
    if (!list.length) return;
    list[here]?.classList.remove("here");
    here = Math.min(Math.max(here + step, 0), list.length - 1);
    list[here].classList.add("here");
    list[here].scrollIntoView({ block: "center" });
    list[here].querySelector?.("a.open")?.focus({ preventScroll: true });
  };

  // "/" asks, j and k walk through the hits, n and p through the matches of an article.
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target === box) {
      if (event.key === "Escape") box.blur();
      return;
    }
    if (event.key === "/") { event.preventDefault(); box.focus(); box.select(); }
    if (event.key === "j") go(hits, 1);
    if (event.key === "k") go(hits, -1);
    if (event.key === "n") go(marks, 1);
    if (event.key === "p") go(marks, -1);
  });

  const copy = document.querySelector(".copy");
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(location.href);
      copy.textContent = "copied";
    });
  }

  // A stretch of bars that is brushed is a range of time.
  const svg = document.querySelector(".timeline svg");
  if (svg) {
    const bars = [...svg.querySelectorAll("a")];
    const at = (event) => {
      const box = svg.getBoundingClientRect();
      const place = Math.floor(((event.clientX - box.left) / box.width) * bars.length);
      return Math.min(Math.max(place, 0), bars.length - 1);
    };
    let from = null, to = null;
    svg.addEventListener("pointerdown", (event) => { from = to = at(event); event.preventDefault(); });
    window.addEventListener("pointermove", (event) => {
      if (from === null) return;
      to = at(event);
      const [first, last] = [Math.min(from, to), Math.max(from, to)];
      bars.forEach((bar, number) => bar.classList.toggle("brushed", number >= first && number <= last));
    });
    window.addEventListener("pointerup", () => {
      if (from === null) return;
      const [first, last] = [Math.min(from, to), Math.max(from, to)];
      from = null;
      if (first === last) return;
      const address = new URL(location.href);
      const kept = address.searchParams.getAll("filter").filter((it) => !it.startsWith("date:"));
      address.searchParams.delete("filter");
      address.searchParams.delete("offset");
      kept.forEach((it) => address.searchParams.append("filter", it));
      address.searchParams.append("filter", `date:${bars[first].dataset.value}..${bars[last].dataset.value}`);
      location.assign(address);
    });
    svg.addEventListener("click", (event) => { if (to !== null && bars.some((bar) => bar.classList.contains("brushed"))) event.preventDefault(); });
    svg.addEventListener("dragstart", (event) => event.preventDefault());
  }
})();
