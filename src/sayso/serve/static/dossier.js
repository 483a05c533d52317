// The dossier: the slider of days, the quotes under a cell, arrow keys in the matrix. Without it every link still works.
"use strict";

(() => {
  const days = () => [...document.querySelectorAll(".days a")];

  function showSlider() {
    const slider = document.getElementById("as-of-slider");
    if (slider) slider.hidden = false;
  }

  document.addEventListener("input", (event) => {
    if (event.target.id !== "as-of-slider") return;
    const day = days()[Number(event.target.value)];
    document.getElementById("as-of-words").textContent = day ? day.dataset.words : "";
  });
  document.addEventListener("change", (event) => {
    if (event.target.id !== "as-of-slider") return;
    const day = days()[Number(event.target.value)];
    if (day) day.click();
  });

  function cellOf(row) {
    return row.previousElementSibling.querySelector('.cell[aria-expanded="true"]');
  }

  function close(row) {
    const cell = cellOf(row);
    row.replaceChildren();
    if (cell) {
      cell.setAttribute("aria-expanded", "false");
      cell.focus();
    }
    const address = new URL(location.href);
    ["proposition", "speaker"].forEach((name) => address.searchParams.delete(name));
    address.hash = "";
    history.replaceState(null, "", address);
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".quotes .close");
    if (!link) return;
    event.preventDefault();
    close(link.closest("tr.quotes"));
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const row = event.detail.target;
    if (!row) return;
    if (row.matches("tr.quotes")) {
      const cell = event.detail.requestConfig && event.detail.requestConfig.elt;
      row.previousElementSibling.querySelectorAll(".cell").forEach((other) => {
        other.setAttribute("aria-expanded", String(other === cell));
      });
    }
    if (row.id === "dossier") {
      const slider = document.getElementById("as-of-slider");
      showSlider();
      if (slider) slider.focus({ preventScroll: true });
    }
  });

  const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

  function next(cell, [down, right]) {
    const rows = [...cell.closest("tbody").querySelectorAll("tr:not(.quotes)")];
    let row = rows.indexOf(cell.closest("tr"));
    let column = cell.closest("td").cellIndex;
    for (;;) {
      row += down;
      column += right;
      const place = rows[row] && rows[row].cells[column];
      if (!place || column < 1) return null;
      const found = place.querySelector(".cell");
      if (found) return found;
    }
  }

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const row = event.target.closest("tr.quotes");
    const open = event.target.closest('.cell[aria-expanded="true"]');
    if (event.key === "Escape" && (row || open)) {
      close(row || open.closest("tr").nextElementSibling);
      return;
    }
    const cell = event.target.closest(".cell");
    if (cell && steps[event.key]) {
      event.preventDefault();
      const found = next(cell, steps[event.key]);
      if (found) found.focus();
    }
  });

  // What is folded is printed, too.
  let folded = [];
  window.addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open], .act)")];
    folded.forEach((details) => { details.open = true; });
  });
  window.addEventListener("afterprint", () => {
    folded.forEach((details) => { details.open = false; });
  });

  document.addEventListener("DOMContentLoaded", showSlider);
  document.addEventListener("htmx:historyRestore", showSlider);
})();
