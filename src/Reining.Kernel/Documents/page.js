document.querySelectorAll("figure.plotly").forEach(function (figure) {
  var place = figure.querySelector("div");
  var chart = JSON.parse(figure.querySelector("script").textContent);
  var config = Object.assign({ responsive: true, displaylogo: false }, chart.config);
  Plotly.newPlot(place, chart.data, chart.layout || {}, config);
});
