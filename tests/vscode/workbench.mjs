// VS Code in a headless browser, with what a user does there as functions.
import { createRequire } from "node:module";

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
        page.setDefaultTimeout(60_000);
        await page.goto(address, { waitUntil: "commit", timeout: 90_000 });
        await page.waitForSelector(".monaco-workbench .explorer-folders-view .monaco-list-row", { timeout: 90_000 });
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

    /** Waits until a condition gives something true. */
    async until(condition, what, timeout = 60_000) {
        const end = Date.now() + timeout;
        for (;;) {
            const value = await Promise.resolve(condition()).catch(() => undefined);
            if (value) return value;
            if (Date.now() > end)
                throw new Error(`expected ${what} within ${timeout} ms; the outputs read:\n${(await this.outputs()).slice(0, 1500)}`);
            await this.page.waitForTimeout(15);
        }
    }

    /** Does something and gives the milliseconds until a condition holds. */
    async time(act, condition, what, timeout) {
        const start = Date.now();
        await act();
        await this.until(condition, what, timeout);
        return Date.now() - start;
    }

    async command(name) {
        await this.page.keyboard.press("F1");
        await this.page.locator(".quick-input-widget input").fill(`>${name}`);
        await this.page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().click();
    }

    async openFile(file) {
        await this.page.keyboard.press("Control+P");
        await this.page.locator(".quick-input-widget input").fill(file);
        await this.page.locator(".quick-input-list .monaco-list-row", { hasText: file }).first().click();
        await this.page.waitForSelector(`.tab.active:has-text('${file}')`);
        await this.page.waitForSelector(".notebookOverlay .cell-list-container");
        await this.page.waitForSelector(".kernel-label:has-text('C# (Reining)')");
    }

    toolbar(name) {
        return this.page.click(`.notebook-toolbar-container >> text=${name}`);
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

    async edit(text) {
        await this.cell(text).locator(".monaco-editor .view-lines").first().click();
    }

    async runCell(text) {
        await this.edit(text);
        await this.page.keyboard.press("Control+Enter");
    }

    /** A new code cell at the end, in edit mode. */
    async addCell(text) {
        const before = await this.cells.count();
        await this.cells.last().locator(".monaco-editor .view-lines").first().click();
        await this.page.keyboard.press("Escape");
        await this.page.keyboard.press("b");
        await this.until(async () => (await this.cells.count()) > before, "a new cell");
        await this.cells.last().locator(".monaco-editor .view-lines").first().click();
        await this.page.keyboard.type(text, { delay: 25 });
    }

    /** The frames in which VS Code draws outputs. */
    async frames() {
        const found = [];
        for (const frame of this.page.frames())
            if (
                await frame
                    .locator("#container")
                    .count()
                    .catch(() => 0)
            )
                found.push(frame);
        return found;
    }

    /** Evaluates in the frame of the visible notebook. */
    async inOutputs(evaluate, argument) {
        for (const frame of (await this.frames()).reverse()) {
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
