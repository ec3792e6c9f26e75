// A headless Chromium on a pipe: the DevTools protocol without a port and without a library.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PATIENCE_MS = 60_000;

export class Browser {
  #child; #profile; #next = 1; #waiting = new Map(); #listeners = []; #rest = '';

  constructor(program) {
    this.#profile = mkdtempSync(join(tmpdir(), 'page-'));
    this.#child = spawn(program, [
      '--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run',
      '--disable-background-networking', '--remote-debugging-pipe', `--user-data-dir=${this.#profile}`, 'about:blank',
    ], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    this.#child.stdio[4].setEncoding('utf8').on('data', (text) => this.#read(text));
    this.#child.on('exit', () => this.#fail(new Error('the browser ended')));
    this.#child.on('error', (error) => this.#fail(error));
  }

  #read(text) {
    const messages = (this.#rest + text).split('\0');
    this.#rest = messages.pop();
    for (const message of messages.map((m) => JSON.parse(m))) {
      const waiting = this.#waiting.get(message.id);
      if (!waiting) {
        for (const listener of this.#listeners) listener(message);
        continue;
      }
      this.#waiting.delete(message.id);
      clearTimeout(waiting.timer);
      if (message.error) waiting.reject(new Error(`${waiting.method}: ${message.error.message}`));
      else waiting.resolve(message.result);
    }
  }

  #fail(error) {
    for (const waiting of this.#waiting.values()) {
      clearTimeout(waiting.timer);
      waiting.reject(error);
    }
    this.#waiting.clear();
  }

  #call(method, params, sessionId) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method}: no answer`)), PATIENCE_MS);
      this.#waiting.set(id, { method, resolve, reject, timer });
      this.#child.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + '\0');
    });
  }

  // A tab: `send(method, params)`, `on(listener)`, `event(method)`.
  async tab() {
    const { targetId } = await this.#call('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.#call('Target.attachToTarget', { targetId, flatten: true });
    const on = (listener) => this.#listeners.push((m) => { if (m.sessionId === sessionId) listener(m); });
    const event = (method) => new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method}: did not happen`)), PATIENCE_MS);
      on((m) => { if (m.method === method) { clearTimeout(timer); resolve(m.params); } });
    });
    return { send: (method, params = {}) => this.#call(method, params, sessionId), on, event };
  }

  async close() {
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill();
    await ended;
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
