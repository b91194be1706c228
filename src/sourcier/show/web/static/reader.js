// What a page alone cannot do: tie a mark to its row, and reach the search by a key. Every page works without it.
"use strict";

(() => {
  const lit = "lit";

  // Elements that speak of one thing share an attribute; pointing at one lights them all.
  function tie(attribute) {
    for (const element of document.querySelectorAll(`[${attribute}]`)) {
      const same = () => document.querySelectorAll(`[${attribute}="${CSS.escape(element.getAttribute(attribute))}"]`);
      const light = (on) => same().forEach((other) => other.classList.toggle(lit, on));
      element.addEventListener("pointerenter", () => light(true));
      element.addEventListener("pointerleave", () => light(false));
      element.addEventListener("focusin", () => light(true));
      element.addEventListener("focusout", () => light(false));
    }
  }

  // An arrow of the river and its row in the table name the same two articles.
  for (const element of document.querySelectorAll("[data-from][data-to]")) {
    element.setAttribute("data-pair", `${element.dataset.from} ${element.dataset.to}`);
  }
  tie("data-pair");
  tie("data-statement");

  // A click on a marked statement brings its row into sight.
  document.addEventListener("click", (event) => {
    const mark = event.target.closest("mark[data-statement]");
    if (!mark) return;
    const row = document.querySelector(`.said [data-statement="${CSS.escape(mark.dataset.statement)}"]`);
    if (row) row.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  });

  // While work is waiting, ask how it stands, and show the page anew when something changed.
  const busy = document.querySelector(".requests[data-busy]");
  if (busy) {
    const open = [...busy.querySelectorAll("[data-state=waiting], [data-state=working]")];
    const look = async () => {
      for (const row of open) {
        const answer = await fetch(`/api/request/${encodeURIComponent(row.dataset.request)}`);
        if (!answer.ok) continue;
        const told = await answer.json();
        if (told.state !== row.dataset.state || String(told.done) !== row.dataset.done) return location.reload();
      }
      return setTimeout(look, 1500);
    };
    setTimeout(look, 800);
  }

  // A bookmark opened this page: say that it is ready, take what the opener hands over, and let the person decide.
  const form = document.querySelector("form[data-receive]");
  if (form && window.opener) {
    window.addEventListener("message", (event) => {
      const { address, html } = event.data ?? {};
      if (event.source !== window.opener || typeof address !== "string" || typeof html !== "string") return;
      if (new URL(address).origin !== event.origin) return;
      form.elements.address.value = address;
      form.elements.html.value = html;
      form.querySelector("button").disabled = false;
      document.querySelector("[data-wait]").hidden = true;
    });
    window.opener.postMessage("ready", "*");
  }

  // The credit line is copied by a button, too; without script it is selected and copied by hand.
  const copy = document.querySelector("[data-copy]");
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      const line = document.querySelector("[data-cite]");
      line.select();
      await navigator.clipboard.writeText(line.value).catch(() => document.execCommand("copy"));
      document.querySelector("[data-copied]").hidden = false;
    });
  }

  // "/" goes to the search, as on most sites that can be searched, unless somebody is writing.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    const find = document.getElementById("find");
    if (find) {
      event.preventDefault();
      find.focus();
      find.select();
    }
  });
})();
