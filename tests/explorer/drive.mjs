// The scenario: what a hand does with the explorer's page. Arguments: address, folder with playwright-core, folder for pictures, the
// explorer's process, which is ended at last.
import { createRequire } from "node:module";

const [address, tools, pictures, server] = process.argv.slice(2);
const PATIENCE = 60_000; // a busy machine is slow, not broken
const { chromium } = createRequire(`${tools}/`)("playwright-core");
let passed = 0,
    failed = 0,
    page;

async function check(what, action) {
    try {
        const said = await action();
        passed++;
        console.log(`ok      ${what}${typeof said === "string" ? `: ${said}` : ""}`);
    } catch (error) {
        failed++;
        console.log(`FAILED  ${what}: ${error.message}`);
        await page?.screenshot({ path: `${pictures}/failed-${failed}.png` }).catch(() => {});
    }
}

function expect(condition, what) {
    if (!condition) throw new Error(`expected ${what}`);
}

const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"],
});
const complaints = [];

async function open(options) {
    const context = await browser.newContext(options);
    page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    page.on("console", m => m.type() === "error" && complaints.push(m.text()));
    page.on("pageerror", e => complaints.push(e.message));
    page.on("request", r => r.url().startsWith(address) || r.url().startsWith("data:") || complaints.push(`asked for ${r.url()}`));
    await page.goto(address);
    await drawn(1);
    await idle();
}

const count = () => page.evaluate(() => Number(document.body.dataset.drawn ?? 0));
const drawn = least => page.waitForFunction(n => Number(document.body.dataset.drawn ?? 0) >= n, least);
/** Until the pictures of the last move are there. */
const idle = () => page.waitForSelector("#stage[aria-busy=false]");
/** Pixels of every picture, as texts that can be compared. */
const shown = () => page.evaluate(() => [...document.querySelectorAll("canvas")].map(c => c.toDataURL()));
const value = i => page.evaluate(n => document.querySelectorAll("#sliders input")[n].valueAsNumber, i);

/** Does something, waits for the next pictures, and gives those before and after. */
async function change(action) {
    const [before, n] = [await shown(), await count()];
    await action();
    await drawn(n + 1);
    await idle();
    return { before, after: await shown() };
}

await open({ viewport: { width: 1280, height: 860 } });
const model = await page.evaluate(async () => (await fetch("/api/model")).json());
const names = model.factors.map(f => f.name);
const first = 0,
    made = Math.max(0, model.captions.findIndex(c => c.includes("generator"))), // the picture that a net makes
    turning = model.dragged ? names.indexOf(model.dragged[0]) : first;

await check("a slider for each factor, a canvas for each picture, the time", async () => {
    expect((await page.locator("#sliders input[type=range]").count()) === names.length, `${names.length} sliders`);
    expect((await page.locator("canvas[role=img]").count()) === model.captions.length, `${model.captions.length} pictures`);
    const time = await page.locator("#latency").textContent();
    expect(/^server \d+\.\d ms · round trip \d+\.\d ms$/.test(time), `the latency, got '${time}'`);
    await page.screenshot({ path: `${pictures}/wide.png`, fullPage: true });
    return time;
});
await check("the keyboard moves a slider, and the picture follows", async () => {
    await page.getByLabel(names[turning], { exact: true }).focus();
    const { before, after } = await change(() => page.keyboard.press("End"));
    expect((await value(turning)) === model.factors[turning].most, "the largest value");
    expect(before[0] !== after[0] && before[made] !== after[made], "other pictures");
});
await check("a value's button sets it back", async () => {
    const { after } = await change(() => page.getByTitle(`Set ${names[turning]} back`).click());
    expect((await value(turning)) === model.factors[turning].default, "the default value");
    expect(after.length === model.captions.length, "pictures");
});
await check("random moves many sliders, reset brings all back", async () => {
    const start = await shown();
    await change(() => page.click("#random"));
    const moved = (await Promise.all(names.map((_, i) => value(i)))).filter((v, i) => v !== model.factors[i].default).length;
    expect(moved > names.length / 2, `most of ${names.length} sliders moved, got ${moved}`);
    await page.screenshot({ path: `${pictures}/random.png`, fullPage: true });
    await change(() => page.click("#reset"));
    expect(JSON.stringify(await shown()) === JSON.stringify(start), "the first pictures again");
});
await check("a hand that draws on a picture turns the head", async () => {
    if (!model.dragged) return "nothing to turn";
    const box = await page.locator("canvas").nth(1).boundingBox();
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const { before, after } = await change(async () => {
        await page.mouse.move(x, y);
        await page.mouse.down();
        await page.mouse.move(x + box.width / 4, y, { steps: 5 });
        await page.mouse.up();
    });
    expect((await value(turning)) > model.factors[turning].default, `more of ${names[turning]}`);
    expect(before[made] !== after[made], "another picture");
});
await check("a fast hand leaves no queue: the last state is shown", async () => {
    const n = await count();
    const sent = await page.evaluate(async i => {
        let requests = 0;
        const own = window.fetch;
        window.fetch = (...all) => (requests++, own(...all));
        const slider = document.querySelectorAll("#sliders input")[i];
        for (let k = 0; k <= 200; k++) {
            slider.value = Number(slider.min) + k * (slider.max - slider.min) / 200;
            slider.dispatchEvent(new Event("input"));
            if (k % 20 === 0) await new Promise(resolve => setTimeout(resolve, 5));
        }
        window.fetch = own;
        return requests;
    }, turning);
    await drawn(n + 1);
    await idle();
    const now = await shown();
    await change(() => page.getByTitle(`Set ${names[turning]} back`).click());
    await page.getByLabel(names[turning], { exact: true }).focus();
    const { after } = await change(() => page.keyboard.press("End"));
    expect(JSON.stringify(now) === JSON.stringify(after), "the pictures of the last of 201 states");
    expect(sent < 100, `fewer requests than states, got ${sent}`);
    return `${sent} requests for 201 states`;
});

await open({ viewport: { width: 1280, height: 860 }, colorScheme: "dark" });
await check("dark: light letters on a dark page", async () => {
    const [ink, paper] = await page.evaluate(() => {
        const style = getComputedStyle(document.body);
        return [style.color, style.backgroundColor].map(c => c.match(/\d+/g).slice(0, 3).reduce((a, b) => a + Number(b), 0));
    });
    expect(ink > 500 && paper < 150, `bright ${ink} on dark ${paper}`);
    await page.screenshot({ path: `${pictures}/dark.png`, fullPage: true });
});

await open({ viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });
await check("phone: nothing is wider than the window, pictures stay in sight, fingers fit", async () => {
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width <= 390, `at most 390 pixels, got ${width}`);
    await page.screenshot({ path: `${pictures}/phone.png` });
    await page.locator("#sliders .row").last().scrollIntoViewIfNeeded();
    const box = await page.locator("canvas").nth(1).boundingBox();
    expect(box.y >= 0 && box.y + box.height <= 400, `the picture in the upper half, got ${box.y} to ${box.y + box.height}`);
    const heights = await page.evaluate(() => [...document.querySelectorAll("#sliders input, button")].map(e => e.getBoundingClientRect().height));
    expect(Math.min(...heights) >= 40, `at least 40 pixels high, got ${Math.min(...heights)}`);
    await page.screenshot({ path: `${pictures}/phone-below.png` });
});
await check("phone: a tap on a slider moves it", async () => {
    await page.evaluate(() => scrollTo(0, 0));
    const slider = page.locator("#sliders input").nth(first);
    const box = await slider.boundingBox();
    const { before, after } = await change(() => page.touchscreen.tap(box.x + box.width * 0.9, box.y + box.height / 2));
    expect((await value(first)) > model.factors[first].default, "a larger value");
    expect(before[0] !== after[0], "another picture");
});
await check("no error in the console, no request to elsewhere", () => expect(complaints.length === 0, `none, got ${complaints.join("; ")}`));
await check("when the explorer has ended, the page says so", async () => {
    process.kill(Number(server), "SIGTERM");
    await page.waitForTimeout(1500);
    await page.locator("#random").tap();
    await page.waitForSelector("#message:not([hidden])");
    const text = await page.locator("#message").textContent();
    expect(text.includes("has ended"), `an explanation, got '${text}'`);
});

await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
