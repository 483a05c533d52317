// A map of the world without any tile server: Natural Earth's countries, drawn from a file beside this one.
"use strict";

const SAYSO_MAP = (() => {
  let countries = null;

  // The colour that a token has now, as a canvas understands it.
  function colour(name) {
    const probe = document.createElement("span");
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  }

  async function readCountries() {
    if (!countries) {
      const answer = await fetch("/static/vendor/countries-50m.json");
      const world = await answer.json();
      countries = topojson.feature(world, world.objects.countries);
      // Shapes across the date line are drawn as they come; nothing is projected but by Leaflet.
    }
    return countries;
  }

  // A map in an element: land, borders, no zoom by wheel unless the map has been clicked.
  async function makeMap(element, settings = {}) {
    const map = L.map(element, { worldCopyJump: true, minZoom: 1, maxZoom: 11, scrollWheelZoom: false, attributionControl: true, ...settings });
    map.attributionControl.setPrefix(false).addAttribution("Natural Earth · GeoNames (CC BY 4.0)");
    map.setView([20, 15], 1);
    map.createPane("land").style.zIndex = 200;
    const land = L.geoJSON(await readCountries(), { pane: "land", interactive: false, className: "land" });
    land.addTo(map);
    map.on("click", () => map.scrollWheelZoom.enable());
    map.on("mouseout", () => map.scrollWheelZoom.disable());
    return map;
  }

  function shapeOf(code) {
    return countries.features.filter((shape) => shape.id === code);
  }

  return { makeMap, readCountries, shapeOf, colour };
})();
