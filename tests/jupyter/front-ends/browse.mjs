// Drives a notebook page as a user does: menu, keyboard, toolbar. Arguments: classic|lab, address, notebook, working folder.
import { createRequire } from "node:module";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";

const [what, address, notebook, work] = process.argv.slice(2);
const { chromium } = createRequire(`${work}/`)("playwright-core");

const pages = {
  classic: {
    path: `/notebooks/notebooks/${notebook}`,
    ready: "#kernel_indicator_icon.kernel_idle_icon",
    idle: "#kernel_indicator_icon.kernel_idle_icon",
    busy: "#kernel_indicator_icon.kernel_busy_icon",
    cells: ".code_cell",
    output: ".output_area",
    error: ".output_error",
    picture: ".output_png img",
    editor: ".code_cell.selected .CodeMirror",
    completions: "#complete option, #complete .completions-item, #complete",
    interrupt: "button[data-jupyter-action='jupyter-notebook:interrupt-kernel']",
    version: page => page.evaluate(() => window.Jupyter.version),
    text: cell => cell.locator(".CodeMirror").evaluate(element => element.CodeMirror.getValue()),
    async runAll(page) {
      await page.click("#celllink");
      await page.click("#run_all_cells a");
    },
    async lastCell(page) {
      await page.keyboard.press("Escape");
      await page.evaluate(() => window.Jupyter.notebook.select(window.Jupyter.notebook.ncells() - 1));
      await page.keyboard.press("Escape");
      await page.keyboard.press("b");
      await page.keyboard.press("Enter");
    },
  },
  lab: {
    path: `/lab/tree/notebooks/${notebook}?reset`,
    ready: "#jp-main-statusbar >> text=/NET .C#. . Idle/", // a cell run earlier makes JupyterLab ask for a kernel
    idle: ".jp-Notebook-ExecutionIndicator[data-status='idle']",
    busy: ".jp-Notebook-ExecutionIndicator[data-status='busy']",
    cells: ".jp-CodeCell",
    output: ".jp-OutputArea-child",
    error: ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error'], .jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']",
    picture: ".jp-RenderedImage img",
    editor: ".jp-CodeCell.jp-mod-active .cm-content",
    completions: ".jp-Completer-item",
    interrupt: "[data-command='notebook:interrupt-kernel']",
    version: page => page.evaluate(() => JSON.parse(document.getElementById("jupyter-config-data").textContent).appVersion),
    text: cell => cell.locator(".cm-content").innerText(),
    async runAll(page) {
      await page.click(".Toastify__toast >> text=/^No$/", { timeout: 5_000 }).catch(() => {}); // an offer of news, the first time
      await page.click(".lm-MenuBar-itemLabel >> text=/^Run$/");
      await page.click(".lm-Menu-itemLabel >> text=/^Run All Cells$/");
    },
    async lastCell(page) {
      await page.keyboard.press("Escape");
      await page.locator(".jp-Notebook").press("End").catch(() => {});
      await page.locator(".jp-Notebook .jp-Cell").last().locator(".jp-InputPrompt").click();
      await page.keyboard.press("b");
      await page.keyboard.press("Enter");
    },
  },
};

const ui = pages[what];
const profile = mkdtempSync(`${tmpdir()}/front-ends-`);
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  viewport: { width: 1000, height: 640 },
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const page = browser.pages()[0] ?? (await browser.newPage());
page.setDefaultTimeout(120_000);
page.on("dialog", dialog => dialog.accept());

const shot = name => page.screenshot({ path: `${work}/${what}-${name}.png` });
const say = text => console.log(`${what}: ${text}`);
function check(condition, text) {
  if (!condition) throw new Error(text);
}
const cellWith = text => page.locator(ui.cells).filter({ hasText: text }).last();
async function show(locator, name) {
  await locator.scrollIntoViewIfNeeded();
  await page.waitForTimeout(300);
  await shot(name);
}

try {
  await page.goto(address + ui.path);
  await page.waitForSelector(ui.ready);
  say(`${await ui.version(page)}, ${await page.evaluate(() => navigator.userAgent.match(/Chrome\/\S+/)[0])}: the kernel is ready`);

  await ui.runAll(page);
  await page.waitForSelector(ui.busy, { timeout: 30_000 });
  const training = cellWith("trainer.Fit(rae, run)");
  await training.scrollIntoViewIfNeeded();
  const seen = await page.waitForFunction(() => [...document.querySelectorAll("progress")].filter(bar => bar.value > 0.1 * bar.max && bar.value < bar.max).map(bar => [bar.value, bar.max])[0], null, { timeout: 400_000 });
  await training.locator("progress").scrollIntoViewIfNeeded();
  await shot("progress");
  say(`progress bar at ${(await seen.jsonValue()).join(" of ")}`);

  const last = cellWith("results.ClaimTable()").locator("table").first();
  await last.waitFor({ timeout: 400_000 });
  await page.waitForSelector(ui.idle);
  check((await page.locator(ui.error).count()) === 0, "a cell failed: " + (await page.locator(ui.error).allInnerTexts()).join("\n"));
  const figure = cellWith("Figure.Curves(").locator(ui.picture);
  const grid = cellWith("ImageGrid.OfRows(").locator(ui.picture);
  for (const [name, locator] of [["figure", figure], ["grid", grid]]) {
    await locator.scrollIntoViewIfNeeded();
    const width = await locator.evaluate(image => image.complete && image.naturalWidth);
    check(width > 100, `expected a picture in the output of the ${name} cell`);
    await show(locator, name);
    say(`${name}: a picture ${width} pixels wide`);
  }
  await show(last, "table");

  await ui.lastCell(page);
  await page.keyboard.type("digits.Tra", { delay: 60 });
  const asked = Date.now();
  await page.keyboard.press("Tab");
  // A single match is put in at once; several come as a list.
  const cell = page.locator(ui.editor).locator("xpath=ancestor::*[contains(@class,'code_cell') or contains(@class,'jp-CodeCell')][1]");
  for (;;) {
    const text = (await ui.text(cell)).trim();
    if (text === "digits.Train") break;
    check(Date.now() - asked < 30_000, `expected digits.Train after Tab, got '${text}'`);
    if (await page.locator(ui.completions).first().isVisible()) await page.keyboard.press("Enter");
    await page.waitForTimeout(50);
  }
  say(`Tab completed digits.Train in ${Date.now() - asked} ms`);
  await page.keyboard.type(".", { delay: 60 });
  await page.keyboard.press("Tab");
  await page.locator(ui.completions).first().waitFor();
  await page.waitForTimeout(300);
  await shot("completion");
  say("completion list: " + (await page.locator(ui.completions).allInnerTexts()).join(" ").replace(/\s+/g, " ").slice(0, 100));
  await page.keyboard.press("Escape");
  if (what === "classic") await page.keyboard.press("Enter");

  await ui.lastCell(page);
  await page.keyboard.type("while (true) ;", { delay: 30 });
  await page.keyboard.press("Shift+Enter");
  await page.waitForSelector(ui.busy);
  await page.waitForTimeout(2000);
  const pressed = Date.now();
  await page.click(ui.interrupt);
  const stopped = page.locator(ui.output).filter({ hasText: "Interrupted" }).last();
  await stopped.waitFor({ timeout: 15_000 });
  await page.waitForSelector(ui.idle);
  say(`the endless loop stopped ${Date.now() - pressed} ms after the button`);
  await ui.lastCell(page);
  await page.keyboard.type("digits.Test.Count", { delay: 30 });
  await page.keyboard.press("Shift+Enter");
  await page.locator(ui.output).filter({ hasText: "10000" }).last().waitFor();
  await show(stopped, "interrupt");
  say("variables are still there. OK");
} catch (error) {
  await shot("failed");
  console.error(`${what}: FAILED: ${error.message}`);
  process.exitCode = 1;
} finally {
  await browser.close();
  rmSync(profile, { recursive: true, force: true });
}
