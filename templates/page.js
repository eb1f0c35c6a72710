(() => {
  const folds = [...document.querySelectorAll("details")];
  let opened = [];
  const open = (many, how) => many.forEach((one) => { one.open = how; });
  addEventListener("beforeprint", () => {
    opened = folds.filter((one) => !one.open);
    open(opened, true);
  });
  addEventListener("afterprint", () => open(opened, false));

  const tools = document.querySelector(".tools");
  if (!tools) return;
  const [search, button, status] = ["input", "button", "[role=status]"].map((name) => tools.querySelector(name));
  const inputs = [...tools.parentElement.querySelectorAll("details")];
  button.addEventListener("click", () => {
    const all = inputs.some((one) => !one.open);
    open(inputs, all);
    button.textContent = all ? "Close all" : "Open all";
  });
  search.addEventListener("input", () => {
    const words = search.value.trim().toLowerCase();
    let found = 0;
    for (const fold of inputs) {
      const file = fold.querySelector("summary").textContent.toLowerCase();
      const rows = [...fold.querySelectorAll("tbody tr")];
      for (const row of rows) {
        row.hidden = !(file.includes(words) || row.textContent.toLowerCase().includes(words));
      }
      const left = rows.filter((row) => !row.hidden).length;
      found += left;
      fold.hidden = left === 0;
      fold.open = words !== "" && left > 0;
    }
    status.textContent = words ? `${found} found` : "";
  });
  tools.hidden = false;
})();
