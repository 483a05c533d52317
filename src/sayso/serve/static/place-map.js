// A small map of one place: a dot where the point means something, a ring for a district, hatching for a province or
// a country.
"use strict";

(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const DISTRICT_KM = 20;
  const PROVINCE_KM = 60;
  const NEAR = { dot: 5, ring: 7, area: 6 };

  function hatch(map) {
    const svg = map.getPanes().overlayPane.querySelector("svg");
    if (!svg || svg.querySelector("#place-hatch")) return;
    const box = document.createElementNS(SVG, "defs");
    const pattern = document.createElementNS(SVG, "pattern");
    const stripe = document.createElementNS(SVG, "path");
    const wanted = { id: "place-hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse" };
    for (const [name, value] of Object.entries(wanted)) pattern.setAttribute(name, value);
    stripe.setAttribute("d", "M0 7 L7 0");
    stripe.setAttribute("class", "hatching");
    pattern.append(stripe);
    box.append(pattern);
    svg.prepend(box);
  }

  function makeMark({ shape, number }, point) {
    const hatched = { className: "mark-area", fillColor: "url(#place-hatch)", interactive: false };
    if (shape === "country") return L.geoJSON({ type: "FeatureCollection", features: SAYSO_MAP.shapeOf(number) }, hatched);
    if (shape === "area") return L.circle(point, { radius: PROVINCE_KM * 1000, ...hatched });
    if (shape === "ring") return L.circle(point, { radius: DISTRICT_KM * 1000, className: "mark-ring", interactive: false });
    return L.circleMarker(point, { radius: 6, className: "mark-dot", interactive: false });
  }

  async function draw(place) {
    if (place.dataset.drawn) return;
    place.dataset.drawn = "yes";
    const point = [Number(place.dataset.lat), Number(place.dataset.lon)];
    const map = await SAYSO_MAP.makeMap(place, { zoomAnimation: false, fadeAnimation: false });
    const mark = makeMark(place.dataset, point);
    if (place.dataset.shape !== "country") map.setView(point, NEAR[place.dataset.shape]);
    mark.addTo(map);
    if (place.dataset.shape === "country") map.fitBounds(mark.getBounds());
    hatch(map);
    place.dataset.ready = "yes";
  }

  // No id: htmx copies the attributes of what has one when it swaps, Leaflet's styles among them, and the policy refuses.
  function drawAll() {
    const place = document.querySelector(".place-map");
    if (place && window.L) draw(place);
  }

  document.addEventListener("DOMContentLoaded", drawAll);
  document.addEventListener("htmx:afterSettle", drawAll);
  document.addEventListener("htmx:historyRestore", drawAll);
})();
