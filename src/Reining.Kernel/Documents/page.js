(function () {
  var dark = window.matchMedia("(prefers-color-scheme: dark)");
  var narrow = window.matchMedia("(max-width: 40rem)");

  // Colors of the page in place of those that the figure leaves to the default; its own stay.
  function theme(layout) {
    var style = getComputedStyle(document.documentElement);
    var ink = style.getPropertyValue("--ink").trim(), line = style.getPropertyValue("--line").trim();
    var update = { paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", "font.color": ink, "legend.bgcolor": "rgba(0,0,0,0)" };
    Object.keys(layout).filter(function (name) { return /^[xy]axis\d*$/.test(name); }).forEach(function (name) {
      update[name + ".gridcolor"] = update[name + ".zerolinecolor"] = update[name + ".linecolor"] = line;
      update[name + ".color"] = ink;
    });
    return update;
  }

  // Lines and marks that a dark page would swallow, by their own color's darkness; what the figure says is kept for the light page.
  function lines(place, chart) {
    chart.data.forEach(function (trace, index) {
      var color = (trace.line && trace.line.color) || "";
      var parts = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
      if (!parts) return;
      var light = (0.299 * parseInt(parts[1], 16) + 0.587 * parseInt(parts[2], 16) + 0.114 * parseInt(parts[3], 16)) / 255;
      if (light < 0.4) Plotly.restyle(place, { "line.color": dark.matches ? "#c9d1d9" : color }, [index]);
    });
  }

  // Plotly labels 2 and 5 between the powers of ten until they run into each other.
  function ticks(layout) {
    var update = {};
    Object.keys(layout).filter(function (name) { return /^[xy]axis\d*$/.test(name) && layout[name].type === "log"; }).forEach(function (name) {
      var axis = layout[name], decades = Math.abs(axis.range[1] - axis.range[0]);
      if (axis.tickmode === "array" || axis._input && axis._input.dtick) return;
      update[name + ".dtick"] = decades > 8 ? 2 : decades >= 1.5 ? 1 : "D2";
      update[name + ".exponentformat"] = "power";
    });
    return update;
  }

  document.querySelectorAll("figure.plotly").forEach(function (figure) {
    var place = figure.querySelector("div");
    var chart = JSON.parse(figure.querySelector("script").textContent);
    var config = Object.assign({ responsive: true, displaylogo: false }, chart.config);
    if (narrow.matches) config.displayModeBar = false; // it would cover the title, and fingers zoom without it
    var layout = Object.assign({}, chart.layout || {});
    if (narrow.matches) {
      var height = (layout.height || 450) + 20 * chart.data.length;
      layout = Object.assign(layout, { width: undefined, autosize: true, height: height, legend: { orientation: "h", x: 0, y: -0.25, font: { size: 11 } } });
      layout.margin = Object.assign({}, layout.margin, { l: 10, r: 10 });
      ["xaxis", "yaxis"].forEach(function (name) { if (layout[name]) layout[name] = Object.assign({}, layout[name], { automargin: true }); });
    }
    Plotly.newPlot(place, chart.data, layout, config).then(function () {
      Plotly.relayout(place, Object.assign(theme(place._fullLayout), ticks(place._fullLayout)));
      lines(place, chart);
    });
    // What is drawn while folded away has no width.
    var folded = figure.closest("details");
    if (folded) folded.addEventListener("toggle", function () { if (folded.open) Plotly.Plots.resize(place); });
    dark.addEventListener("change", function () { Plotly.relayout(place, theme(place._fullLayout)); lines(place, chart); });
  });
})();
