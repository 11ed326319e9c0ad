// VS Code in a headless browser, with what a user does there as functions.
import { createRequire } from "node:module";

/** How long anything may take, in ms: a busy machine is slow, not broken. */
const Patience = Number(process.env.PATIENCE ?? 240_000);

export class Workbench {
    /** @param {string} tools folder with playwright-core  @param {string} pictures folder for screenshots */
    static async open(tools, address, pictures, colorScheme = "light") {
        const { chromium } = createRequire(`${tools}/`)("playwright-core");
        const browser = await chromium.launch({
            executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
            args: [
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
            ],
        });
        const page = await browser.newPage({ viewport: { width: 1280, height: 2400 }, colorScheme });
        page.setDefaultTimeout(Patience);
        await page.goto(address, { waitUntil: "commit" });
        await page.waitForSelector(".monaco-workbench .explorer-folders-view .monaco-list-row");
        return new Workbench(browser, page, pictures);
    }

    constructor(browser, page, pictures) {
        Object.assign(this, { browser, page, pictures });
    }

    close() {
        return this.browser.close();
    }

    /** A picture of the window; with a height, of its upper part. */
    shot(name, height) {
        return this.page.screenshot({
            path: `${this.pictures}/${name}.png`,
            ...(height ? { clip: { x: 0, y: 0, width: 1280, height } } : {}),
        });
    }

    /** A picture of some cells with their outputs, and of as many pixels below. */
    async cut(name, first, last = first, below = 0) {
        const [from, to] = [await this.cell(first).boundingBox(), await this.cell(last).boundingBox()];
        const clip = { x: from.x, y: from.y, width: from.width, height: to.y + to.height + below - from.y };
        await this.page.mouse.move(640, 10); // no hover
        await this.page.screenshot({ path: `${this.pictures}/${name}.png`, clip });
    }

    /** Waits until a condition gives something true. */
    async until(condition, what) {
        const start = Date.now();
        for (;;) {
            const value = await Promise.resolve(condition()).catch(() => undefined);
            if (value) return value;
            const waited = Date.now() - start;
            if (waited > Patience)
                throw new Error(`expected ${what} within ${Patience} ms; the outputs read:\n${(await this.outputs()).slice(0, 1500)}`);
            await this.page.waitForTimeout(Math.min(500, 10 + waited / 20)); // whoever looks takes time away from what is looked at
        }
    }

    /** Does something and gives the milliseconds until a condition holds. */
    async time(act, condition, what) {
        const start = Date.now();
        await act();
        await this.until(condition, what);
        return Date.now() - start;
    }

    command(name) {
        return this.quickly("F1", `>${name}`, name);
    }

    async openFile(file) {
        await this.quickly("Control+P", file, file);
        await this.page.waitForSelector(`.tab.active:has-text('${file}')`);
        await this.page.waitForSelector(".notebookOverlay:visible .cell-list-container");
        await this.hasKernel();
    }

    /** Waits until the notebook in view has chosen its kernel. */
    hasKernel() {
        return this.page.locator(".kernel-label:visible", { hasText: "C# (Reining)" }).first().waitFor();
    }

    // The box on top: opened by a key, filled, the row that has the text taken.
    async quickly(key, text, row) {
        const box = this.page.locator(".quick-input-widget");
        await box.waitFor({ state: "hidden" });
        await this.page.keyboard.press(key);
        await box.locator("input.input").first().fill(text);
        await box.locator(".quick-input-list .monaco-list-row", { hasText: row }).first().click();
        await box.waitFor({ state: "hidden" });
    }

    toolbar(name) {
        return this.page.locator(".notebook-toolbar-container:visible").getByText(name, { exact: true }).first().click();
    }

    /** Clears the outputs and runs all cells, so that what is seen afterwards is new. */
    async runAnew() {
        await this.toolbar("Clear All Outputs");
        await this.until(async () => !(await this.outputs()).trim(), "no outputs");
        await this.runAll();
    }

    runAll() {
        return this.toolbar("Run All");
    }

    /** The cells of the visible notebook. */
    get cells() {
        return this.page.locator(".notebookOverlay:visible .cell-list-container .monaco-list-row:has(> .cell-inner-container, > .cell)");
    }

    cell(text) {
        return this.cells.filter({ hasText: text }).last();
    }

    /** The last one; rows stand in any order in the document. */
    async lastCell() {
        await this.cells.first().waitFor({ state: "attached" });
        const numbers = await this.cells.evaluateAll(rows => rows.map(row => Number(row.dataset.index)));
        return this.page.locator(`.notebookOverlay:visible .cell-list-container .monaco-list-row[data-index='${Math.max(...numbers)}']`);
    }

    /** Puts the cursor into a cell. */
    async edit(text) {
        await this.enter(this.cell(text));
    }

    async enter(cell) {
        await cell.locator(".monaco-editor .view-lines").first().click();
        await this.until(() => cell.locator(".monaco-editor.focused").count(), "the cursor in the cell");
    }

    /** Whether a cell has failed. */
    async failed() {
        return (await this.cells.locator(".codicon-notebook-state-error").count()) > 0;
    }

    /** Whether no cell runs or waits. */
    async idle() {
        const busy = ".codicon-notebook-state-executing, .codicon-notebook-state-pending";
        return !(await this.cells.locator(busy).count());
    }

    async runCell(text) {
        await this.edit(text);
        await this.page.keyboard.press("Control+Enter");
    }

    /** A new code cell at the end, in edit mode. */
    async addCell(text) {
        const last = await this.lastCell();
        const before = await last.getAttribute("data-index");
        await this.enter(last);
        await this.toolbar("Code"); // below the cell with the cursor
        await this.until(async () => (await (await this.lastCell()).getAttribute("data-index")) > Number(before), "a new cell");
        await this.enter(await this.lastCell());
        await this.page.keyboard.type(text, { delay: 25 });
    }

    /** Takes the cell away in which the cursor is. */
    async removeCell() {
        const before = await this.cells.count();
        await this.command("Notebook: Delete Cell");
        await this.until(async () => (await this.cells.count()) < before, "one cell less");
    }

    /** The frames in which VS Code draws the outputs of what is in view. */
    async frames() {
        const found = [];
        for (const frame of this.page.frames()) {
            const isShown = async () =>
                (await frame.locator("#container").count()) && (await (await frame.parentFrame().frameElement()).isVisible());
            if (await isShown().catch(() => false)) found.push(frame);
        }
        return found;
    }

    /** Evaluates in the frame of the visible notebook. */
    async inOutputs(evaluate, argument) {
        for (const frame of await this.frames()) {
            const value = await frame.evaluate(evaluate, argument).catch(() => undefined);
            if (value) return value;
        }
    }

    /** The text of all outputs that VS Code has drawn. */
    async outputs() {
        let text = "";
        for (const frame of await this.frames())
            text += await frame
                .locator("#container")
                .innerText()
                .catch(() => "");
        return text;
    }

    shows(text) {
        return async () => (await this.outputs()).includes(text);
    }

    async save() {
        await this.page.keyboard.press("Escape");
        await this.page.keyboard.press("Control+S");
        await this.until(async () => !(await this.page.locator(".tab.active.dirty").count()), "the notebook saved");
    }
}
