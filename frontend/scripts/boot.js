// Starts the app. Takes the place of trunk's inline loader, so that no script of the page is inline.
const app = document.querySelector('meta[name="app"]').dataset;

try {
  const { default: start } = await import(app.script);
  await start({ module_or_path: app.wasm });
} catch (fault) {
  document.getElementById("unstarted").hidden = false;
  throw fault;
}
