// A small map of one place: a dot where the point means something, a ring for a district, hatching for a province or
// a country. The base map is one file from this server; no tile is fetched from anywhere.
"use strict";

(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const DISTRICT_KM = 20;
  const PROVINCE_KM = 80;
  let shapes = null;

  function readShapes() {
    shapes ||= fetch("/static/vendor/countries-50m.json")
      .then((answer) => answer.json())
      .then((atlas) => topojson.feature(atlas, atlas.objects.countries));
    return shapes;
  }

  function hatch(map) {
    const svg = map.getPanes().overlayPane.querySelector("svg");
    if (!svg || svg.querySelector("#hatch")) return;
    const defs = document.createElementNS(SVG, "defs");
    const pattern = document.createElementNS(SVG, "pattern");
    const stripe = document.createElementNS(SVG, "path");
    const wanted = { id: "hatch", width: 7, height: 7, patternUnits: "userSpaceOnUse" };
    Object.entries(wanted).forEach(([name, value]) => pattern.setAttribute(name, value));
    stripe.setAttribute("d", "M0 7 L7 0");
    stripe.setAttribute("class", "hatching");
    pattern.append(stripe);
    defs.append(pattern);
    svg.prepend(defs);
  }

  function draw(place) {
    if (place.dataset.drawn) return;
    place.dataset.drawn = "1";
    const { kind, shape, name } = place.dataset;
    const point = [Number(place.dataset.lat), Number(place.dataset.lon)];
    const map = L.map(place, {
      attributionControl: false,
      scrollWheelZoom: false,
      zoomAnimation: false,
      fadeAnimation: false,
      minZoom: 2,
      maxZoom: 9,
      renderer: L.svg({ padding: 0.5 }),
    });
    map.setView(kind === "country" ? [0, 0] : point, 5);
    readShapes().then((world) => {
      L.geoJSON(world, { interactive: false, className: "land" }).addTo(map);
      hatch(map);
      if (kind === "dot") {
        L.circleMarker(point, { radius: 6, className: "mark-dot", interactive: false }).addTo(map);
      } else if (kind === "ring") {
        L.circle(point, { radius: DISTRICT_KM * 1000, className: "mark-ring", interactive: false }).addTo(map);
        map.setZoom(7);
      } else if (kind === "area") {
        L.circle(point, {
          radius: PROVINCE_KM * 1000, className: "mark-area", fillColor: "url(#hatch)", interactive: false,
        }).addTo(map);
      } else {
        const country = world.features.find((feature) => feature.id === shape);
        if (!country) return;
        const layer = L.geoJSON(country, {
          className: "mark-area", fillColor: "url(#hatch)", interactive: false,
        }).addTo(map);
        map.fitBounds(layer.getBounds());
      }
      place.dataset.ready = name;
    });
  }

  function drawAll() {
    const place = document.getElementById("place-map");
    if (place && window.L) draw(place);
  }

  document.addEventListener("DOMContentLoaded", drawAll);
  document.addEventListener("htmx:afterSettle", drawAll);
  document.addEventListener("htmx:historyRestore", drawAll);
})();
