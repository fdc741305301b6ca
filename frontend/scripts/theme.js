// Applies the chosen theme before the first paint: a classic script in the head, ahead of the styles.
// The app writes the choice (components/theme.rs); a choice made in another tab arrives as a storage event.
(() => {
  const apply = (choice) => {
    if (choice === "light" || choice === "dark") document.documentElement.dataset.theme = choice;
    else delete document.documentElement.dataset.theme;
  };
  try {
    apply(localStorage.getItem("docket.theme"));
  } catch {
    // Storage is blocked: the system's theme it is.
  }
  addEventListener("storage", (event) => {
    if (event.key === "docket.theme") apply(event.newValue);
  });
})();
