// Map and timeline of the incidents page. What they draw comes from /incidents/found.json under the page's own query
// string; a brush or a click only ever changes that query string.
"use strict";

(() => {
  const GRADES = ["Confirmed", "Contested", "Fair", "Weak", "Discounted", "Ungraded"];
  // Steps of the day axis, and how a tick reads: no hours, the same in every country.
  const DAYS = [1, 2, 7, 14, 30, 61, 91, 182, 365, 730, 1825, 3650];
  const dayWords = (seconds) => new Date(seconds * 1000).toISOString().slice(0, { day: 10, week: 10, month: 7, year: 4 }[found.periods.grain]);
  let map = null;
  let marks = null;
  let plot = null;
  let found = null;
  let bars = "grades";

  const gradeColour = (grade) => SAYSO_MAP.colour(`--${grade.toLowerCase()}`);
  const query = () => document.getElementById("found").dataset.query;

  function go(changes) {
    const wanted = new URLSearchParams(query());
    for (const [name, value] of Object.entries(changes)) {
      if (value) wanted.set(name, value);
      else wanted.delete(name);
    }
    // A link like those of the facets: htmx then swaps, remembers and goes back in one way.
    const link = document.createElement("a");
    link.href = `/incidents?${wanted}`;
    link.hidden = true;
    document.getElementById("found").append(link);
    htmx.process(link);
    link.click();
  }

  function strongest(grades) {
    return GRADES.find((grade) => grades[grade]) || "Ungraded";
  }

  // Words of a mark as elements: titles come from reports, so nothing of them is ever read as HTML.
  function popup(mark) {
    const box = document.createElement("div");
    const head = document.createElement("strong");
    head.textContent = `${mark.name}: ${mark.count} ${mark.count === 1 ? "incident" : "incidents"}`;
    const list = document.createElement("ul");
    for (const [id, title] of mark.incidents) {
      const link = document.createElement("a");
      link.href = `/incidents/${encodeURIComponent(id)}`;
      link.textContent = title;
      const item = document.createElement("li");
      item.append(link);
      list.append(item);
    }
    box.append(head, list);
    if (mark.count > mark.incidents.length) {
      const more = document.createElement("p");
      more.textContent = `and ${mark.count - mark.incidents.length} more`;
      box.append(more);
    }
    return box;
  }

  function drawMark(mark) {
    const grade = strongest(mark.grades);
    const own = gradeColour(grade);
    const radius = 5 + Math.min(14, 3 * Math.sqrt(mark.count - 1));
    const label = `${mark.name}: ${mark.count}`;
    const kinds = Object.keys(mark.grades).length;
    if (mark.shape === "country") {
      const shapes = SAYSO_MAP.shapeOf(found.numeric[mark.country]);
      return L.geoJSON({ type: "FeatureCollection", features: shapes }, { style: { color: own, weight: 1.5, fillColor: "url(#hatch)", fillOpacity: 0.9 } });
    }
    if (mark.shape === "area") {
      return L.circle([mark.lat, mark.lon], { radius: 60000, color: own, weight: 1.5, dashArray: "4 4", fillColor: "url(#hatch)", fillOpacity: 0.9 });
    }
    const isRing = mark.shape === "ring";
    const dot = L.circleMarker([mark.lat, mark.lon], { radius, color: isRing ? own : SAYSO_MAP.colour("--ground"), weight: isRing ? 3 : 1.5, fillColor: own, fillOpacity: isRing ? 0.12 : 0.85 });
    dot.options.alt = label;
    if (!mark.grades.Contested) return dot;
    // Contested: a ring of two tones around it.
    const outer = L.circleMarker([mark.lat, mark.lon], { radius: radius + 4, color: gradeColour("Contested"), weight: 3, fill: false });
    const inner = L.circleMarker([mark.lat, mark.lon], { radius: radius + 4, color: SAYSO_MAP.colour(kinds > 1 ? "--fair" : "--words"), weight: 3, fill: false, dashArray: "6 6" });
    return L.featureGroup([outer, inner, dot]);
  }

  function addHatch() {
    const svg = document.querySelector("#map .leaflet-overlay-pane svg");
    if (!svg || svg.querySelector("#hatch")) return;
    const box = document.createElementNS("http://www.w3.org/2000/svg", "defs");
    const pattern = document.createElementNS("http://www.w3.org/2000/svg", "pattern");
    for (const [name, value] of Object.entries({ id: "hatch", width: 8, height: 8, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" })) pattern.setAttribute(name, value);
    const line = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [name, value] of Object.entries({ width: 2, height: 8, fill: SAYSO_MAP.colour("--contested") })) line.setAttribute(name, value);
    pattern.append(line);
    box.append(pattern);
    svg.prepend(box);
  }

  async function drawMap() {
    if (!map) map = await SAYSO_MAP.makeMap(document.getElementById("map"));
    if (marks) marks.remove();
    marks = L.featureGroup(found.map.marks.map((mark) => drawMark(mark).bindPopup(() => popup(mark)).bindTooltip(document.createTextNode(`${mark.name}: ${mark.count}`).textContent.replace(/[<&]/g, ""))));
    marks.addTo(map);
    addHatch();
    const bounds = marks.getBounds();
    if (bounds.isValid()) map.fitBounds(bounds.pad(0.15), { maxZoom: 5, animate: false });
    const note = document.getElementById("map-note");
    note.textContent = `${found.map.placed} on the map` + (found.map.unplaced ? `, ${found.map.unplaced} without a place` : "") + ". Dot: a place · ring: a district · hatched: a province or country · two-tone ring: contested.";
  }

  function stacked(periods) {
    if (bars === "killed") {
      return { names: ["at most", "at least"], rows: [periods.map((p) => p.killed[1]), periods.map((p) => p.killed[0])], colours: [SAYSO_MAP.colour("--line"), SAYSO_MAP.colour("--confirmed")] };
    }
    const kinds = GRADES.filter((grade) => periods.some((p) => p.grades[grade]));
    const sums = periods.map(() => 0);
    const rows = kinds.map((grade) => periods.map((p, i) => (sums[i] += p.grades[grade] || 0)));
    // The tallest is drawn first, so that the others stand before it.
    return { names: kinds.reverse(), rows: rows.reverse(), colours: kinds.map(gradeColour) };
  }

  function drawTimeline() {
    const box = document.getElementById("timeline");
    const periods = found.periods.periods;
    if (plot) plot.destroy();
    plot = null;
    box.replaceChildren();
    const title = document.getElementById("timeline-title");
    const count = periods.reduce((sum, p) => sum + Object.values(p.grades).reduce((a, b) => a + b, 0), 0);
    title.textContent = `${count} by ${found.periods.grain}` + (found.periods.undated ? `, ${found.periods.undated} without a day` : "");
    if (!periods.length) return;
    const { names, rows, colours } = stacked(periods);
    const words = SAYSO_MAP.colour("--quiet");
    const lines = { stroke: SAYSO_MAP.colour("--line"), width: 1 };
    const seconds = periods.map((p) => Date.parse(p.start) / 1000);
    const width = periods.length > 1 ? (seconds[seconds.length - 1] - seconds[0]) / (periods.length - 1) : 86400;
    plot = new uPlot(
      {
        width: box.clientWidth,
        height: box.clientHeight,
        cursor: { drag: { x: true, y: false, setScale: false }, points: { show: false } },
        scales: { x: { time: false, range: [seconds[0] - width / 2 - 1, seconds[seconds.length - 1] + width / 2 + 1] }, y: { range: (_, low, high) => [0, Math.max(1, high)] } },
        axes: [{ stroke: words, grid: { show: false }, ticks: lines, space: 72, incrs: DAYS.map((days) => days * 86400), values: (_, ticks) => ticks.map(dayWords) }, { stroke: words, grid: lines, ticks: lines, size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 100000, 1000000] }],
        series: [{}, ...names.map((name, i) => ({ label: name, fill: colours[i], stroke: colours[i], width: 0, points: { show: false }, paths: uPlot.paths.bars({ size: [0.9, 48] }) }))],
        hooks: {
          setSelect: [
            (self) => {
              if (self.select.width < 4) return;
              const from = self.posToVal(self.select.left, "x") - width / 2;
              const to = self.posToVal(self.select.left + self.select.width, "x") + width / 2;
              const inside = periods.filter((_, i) => seconds[i] >= from && seconds[i] <= to);
              if (inside.length) go({ since: inside[0].start, until: inside[inside.length - 1].end });
            },
          ],
        },
      },
      [seconds, ...rows],
      box,
    );
  }

  async function draw() {
    const answer = await fetch(`/incidents/found.json?${query()}`);
    if (!answer.ok) return;
    found = await answer.json();
    drawTimeline();
    await drawMap();
    document.getElementById("map").dataset.ready = "yes";
  }

  function move(step) {
    const links = [...document.querySelectorAll("table.incidents .title")];
    if (!links.length) return;
    const here = links.indexOf(document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, here + step))].focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "/") document.querySelector("#ask [name=q]").focus();
    else return;
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-bars]");
    if (!button) return;
    bars = button.dataset.bars;
    for (const other of document.querySelectorAll("[data-bars]")) other.setAttribute("aria-pressed", String(other === button));
    drawTimeline();
  });
  document.addEventListener("DOMContentLoaded", draw);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "found" && !event.target.querySelector("#found")) return;
    if (map && !document.body.contains(map.getContainer())) map = null;
    draw();
  });
  window.addEventListener("resize", () => plot && plot.setSize({ width: document.getElementById("timeline").clientWidth, height: document.getElementById("timeline").clientHeight }));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
})();
