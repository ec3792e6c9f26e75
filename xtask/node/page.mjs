// Opens a report as a reader would and says what is wrong with it.
//
//   node page.mjs BROWSER AXE REPORT SELECTOR [SCREENSHOT-STEM]
//
// In light and in dark: with scripts off, is the verdict on the first screen, does anything complain, is anything
// loaded, is the page wider than the screen; with scripts on, what does axe find. And does it print. Findings go to
// standard output, a line each; the exit code is 1 where there is one that counts.
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Browser } from './browser.mjs';

const [browserPath, axePath, report, selector, stem] = process.argv.slice(2);
const SCREEN = { width: 1366, height: 768 };
const url = pathToFileURL(resolve(report)).href;
let failures = 0;
const say = (text) => console.log(text);
const wrong = (text) => { failures += 1; say(`WRONG  ${text}`); };

const browser = new Browser(browserPath);
try {
  for (const scheme of ['light', 'dark']) {
    await withoutScripts(scheme);
    await accessibility(scheme);
  }
  await print();
} catch (error) {
  wrong(`the page could not be looked at: ${error.message}`);
} finally {
  await browser.close();
}
say(failures ? `${failures} findings` : 'nothing is wrong with the page');
process.exitCode = failures ? 1 : 0;

// A tab that shows the report; complaints and requests are noted from before the first byte.
async function open(scheme, scripts) {
  const tab = await browser.tab();
  const where = `${scheme}, scripts ${scripts ? 'on' : 'off'}`;
  tab.on(({ method, params }) => {
    if (method === 'Runtime.consoleAPICalled') wrong(`${where}: console.${params.type}`);
    if (method === 'Runtime.exceptionThrown') wrong(`${where}: ${params.exceptionDetails.text}`);
    if (method === 'Log.entryAdded') wrong(`${where}: ${params.entry.level}: ${params.entry.text}`);
    const target = method === 'Network.requestWillBeSent' ? params.request.url : url;
    if (target !== url && !target.startsWith('data:')) wrong(`${where}: loads ${target}`);
  });
  for (const domain of ['Page', 'Runtime', 'Log', 'Network', 'DOM']) await tab.send(`${domain}.enable`);
  await tab.send('Emulation.setDeviceMetricsOverride', { ...SCREEN, deviceScaleFactor: 1, mobile: false });
  const features = [{ name: 'prefers-color-scheme', value: scheme }];
  await tab.send('Emulation.setEmulatedMedia', { features });
  await tab.send('Emulation.setScriptExecutionDisabled', { value: !scripts });
  const loaded = tab.event('Page.loadEventFired');
  await tab.send('Page.navigate', { url });
  await loaded;
  return tab;
}

async function withoutScripts(scheme) {
  const tab = await open(scheme, false);
  const { root } = await tab.send('DOM.getDocument');
  const { nodeId } = await tab.send('DOM.querySelector', { nodeId: root.nodeId, selector });
  if (!nodeId) {
    wrong(`${scheme}: nothing on the page is ${selector}`);
  } else {
    const { model } = await tab.send('DOM.getBoxModel', { nodeId });
    const [left, top, , , right, bottom] = model.border;
    const inside = left >= 0 && top >= 0 && right <= SCREEN.width && bottom <= SCREEN.height;
    const place = `${selector} at ${[left, top, right, bottom].map(Math.round).join(', ')}`;
    const screen = `${SCREEN.width}x${SCREEN.height}`;
    if (inside && bottom > top) say(`right  ${scheme}: ${place}: on the first screen of ${screen}`);
    else wrong(`${scheme}: ${place}: not on the first screen of ${screen}`);
  }
  const { cssContentSize } = await tab.send('Page.getLayoutMetrics');
  if (cssContentSize.width > SCREEN.width) wrong(`${scheme}: ${cssContentSize.width} pixels wide`);
  if (stem) {
    const { data } = await tab.send('Page.captureScreenshot', { format: 'png' });
    const file = `${stem}-${scheme}.png`;
    writeFileSync(file, Buffer.from(data, 'base64'));
    say(`wrote  ${file}`);
  }
}

async function accessibility(scheme) {
  const tab = await open(scheme, true);
  const run = async (expression) => {
    const { result, exceptionDetails } = await tab.send('Runtime.evaluate', {
      expression, awaitPromise: true, returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
  await run(`${readFileSync(axePath, 'utf8')}; true`);
  const found = await run(`axe.run(document, { resultTypes: ['violations'] }).then((r) => ({
    version: r.testEngine.version, passed: r.passes.length,
    violations: r.violations.map((v) => ({
      id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.length, target: String(v.nodes[0]?.target) })) }))`);
  say(`right  ${scheme}: axe ${found.version} passed ${found.passed} rules`);
  for (const { id, impact, help, nodes, target } of found.violations) {
    const text = `${scheme}: axe ${impact}: ${id}: ${help} (${nodes} places, first ${target})`;
    if (impact === 'serious' || impact === 'critical') wrong(text);
    else say(`note   ${text}`);
  }
}

async function print() {
  const tab = await open('light', false);
  const { data } = await tab.send('Page.printToPDF', { printBackground: true, preferCSSPageSize: true });
  const pdf = Buffer.from(data, 'base64');
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  if (pages) say(`right  prints on ${pages} pages`);
  else wrong('does not print');
  if (stem) {
    writeFileSync(`${stem}.pdf`, pdf);
    say(`wrote  ${stem}.pdf`);
  }
}
