// The desk by keyboard: a accepts, r rejects, e corrects, s skips, u undoes; words marked in the quote fill the form.
"use strict";

(() => {
  const typing = (target) => target.closest("input:not([type=checkbox]), select, textarea") !== null;
  const find = (what) => document.querySelector(what);

  function send(act) {
    const form = find(`form[data-act="${act}"]`);
    if (form) form.requestSubmit();
    return form !== null;
  }

  function open(name) {
    const details = find(`details#${name}`);
    if (!details) return false;
    for (const other of document.querySelectorAll("details.verdict")) other.open = other === details;
    const field = details.querySelector("select, input:not([type=hidden]), textarea");
    if (field) {
      field.focus();
      if (field.select && field.tagName === "INPUT") field.select();
    }
    return true;
  }

  const keys = {
    a: () => send("accept"),
    r: () => open("reject") || send("wrong"),
    e: () => open("correct"),
    s: () => send("skip"),
    u: () => send("undo"),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      for (const details of document.querySelectorAll("details.verdict")) details.open = false;
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      return;
    }
    if (typing(event.target) || find(".htmx-request:not(.hold)")) return;
    const marked = find(`[data-key="${CSS.escape(event.key)}"]`);
    const isLink = event.key === "Enter" && event.target.closest("a, button, summary");
    if (marked && !isLink) {
      event.preventDefault();
      marked.click();
    } else if (keys[event.key] && keys[event.key]()) {
      event.preventDefault();
    }
  });

  // Words marked in the quote are what the claim rests on, while it is corrected.
  document.addEventListener("selectionchange", () => {
    const quote = find("#quote");
    const words = find("details#correct[open] #words");
    const selection = document.getSelection();
    if (!quote || !words || !selection || selection.isCollapsed) return;
    if (quote.contains(selection.anchorNode) && quote.contains(selection.focusNode)) {
      words.value = selection.toString().trim();
    }
  });

  document.addEventListener("input", (event) => {
    const own = event.target.closest(".own");
    if (own) own.querySelector(".shown-comment").textContent = event.target.value;
  });

  // A refusal (somebody else was faster) comes back as the card with its reason: show it.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 409) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  document.addEventListener("htmx:responseError", (event) => {
    const told = find(".told");
    if (told) told.textContent = `That did not work (${event.detail.xhr.status}). Load the page anew.`;
  });

  document.documentElement.dataset.keys = "ready";

  // The address may ask for an act: a link from a dossier or a report.
  const asked = location.hash.slice(1);
  if (asked === "reject" || asked === "correct") open(asked);
  if (asked === "accept") {
    const button = find('form[data-act="accept"] button');
    if (button) button.focus();
  }
})();
