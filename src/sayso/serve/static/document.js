// The document: words and facts light each other up; j and k go through the facts, a, r and e open a review.
// Nothing here cuts text or counts characters: the server has cut it, each piece names what covers it.
"use strict";

(() => {
  const reader = document.getElementById("reader");
  const text = document.getElementById("text");
  const list = document.getElementById("facts");
  if (!reader || !text || !list) return;

  const byId = new Map();
  text.querySelectorAll("[data-a]").forEach((piece) => {
    piece.dataset.a.split(" ").forEach((id) => {
      if (!byId.has(id)) byId.set(id, []);
      byId.get(id).push(piece);
    });
  });
  const factOf = new Map();
  list.querySelectorAll(".fact").forEach((fact) => factOf.set(fact.dataset.fact, fact));

  let lit = [];
  function light(ids) {
    lit.forEach((one) => one.classList.remove("is-lit"));
    lit = ids.flatMap((id) => [...(byId.get(id) || []), ...(factOf.has(id) ? [factOf.get(id)] : [])]);
    lit.forEach((one) => one.classList.add("is-lit"));
  }

  const isShown = (fact) => fact.checkVisibility();
  const idsOf = (piece) => piece.dataset.a.split(" ").filter((id) => id && factOf.has(id));

  list.addEventListener("mouseover", (event) => {
    const fact = event.target.closest(".fact");
    if (fact) light([fact.dataset.fact]);
  });
  list.addEventListener("focusin", (event) => {
    const fact = event.target.closest(".fact");
    if (fact) light([fact.dataset.fact]);
  });
  text.addEventListener("mouseover", (event) => {
    const piece = event.target.closest("[data-a]");
    light(piece ? idsOf(piece) : []);
  });

  // Some words stand in several layers: each click goes to the next of their facts, the narrowest first.
  let last = null;
  text.addEventListener("click", (event) => {
    const piece = event.target.closest("[data-a]");
    if (!piece || !getSelection().isCollapsed) return;
    const facts = idsOf(piece).reverse().map((id) => factOf.get(id)).filter(isShown);
    if (!facts.length) return;
    const turn = last && last.piece === piece ? (last.turn + 1) % facts.length : 0;
    last = { piece, turn };
    facts[turn].focus();
  });

  function step(by) {
    const shown = [...factOf.values()].filter(isShown);
    if (!shown.length) return;
    const now = shown.indexOf(document.activeElement.closest(".fact"));
    const fact = shown[now < 0 ? 0 : Math.min(shown.length - 1, Math.max(0, now + by))];
    fact.focus();
    const piece = (byId.get(fact.dataset.fact) || [])[0];
    if (piece) piece.scrollIntoView({ block: "center" });
  }

  const acts = { a: "accept", r: "reject", e: "correct" };
  function review(act) {
    const fact = document.activeElement.closest(".fact[data-claim]");
    if (fact) location.assign(`/review/${encodeURIComponent(fact.dataset.claim)}#${act}`);
  }

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input:not([type=checkbox]), textarea, select");
    if (isTyping || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key in acts) review(acts[event.key]);
    else return;
    event.preventDefault();
  });

  document.querySelectorAll(".bar-of-chips input").forEach((chip) => {
    chip.addEventListener("change", () => {
      const address = new URL(location.href);
      if ("judged" in chip.dataset) {
        reader.classList.toggle("only-judged", chip.checked);
        if (chip.checked) address.searchParams.set("judged", "1");
        else address.searchParams.delete("judged");
      } else {
        reader.classList.toggle(`hides-${chip.dataset.kind}`, !chip.checked);
        const hidden = [...document.querySelectorAll(".bar-of-chips [data-kind]:not(:checked)")];
        if (hidden.length) address.searchParams.set("hide", hidden.map((one) => one.dataset.kind).join(","));
        else address.searchParams.delete("hide");
      }
      history.replaceState(null, "", address);
    });
  });

  const target = list.querySelector(".is-target");
  if (target) list.scrollTop = target.offsetTop - list.offsetTop - 40;
})();
