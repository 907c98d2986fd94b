// What is uploaded: in which order, how many at once, and what became of each.

import { makeFolder } from "./api.js";
import { etagOf, giveUp, send } from "./transport.js";

const AT_ONCE = 4;

/** One file. Its state is waiting, sending, paused, done, exists, failed or cancelled. */
class Upload {
  state = "waiting";
  sent = 0;
  /** Whether it waits for the server to be reached. */
  unreached = false;
  problem = "";
  replaces = null;
  abort = null;

  constructor(path, directory, file) {
    this.path = path;
    this.directory = directory;
    this.file = file;
  }

  get ended() {
    return this.state !== "waiting" && this.state !== "sending" && this.state !== "paused";
  }
}

export class Uploads {
  #all = [];
  #waiting = [];
  #sending = 0;
  #paused = false;
  #folders = new Map();
  #onChange;
  #onIdle;

  /** `onChange(upload)` when one has another state or more was sent; `onIdle()` when all have ended. */
  constructor(onChange, onIdle) {
    this.#onChange = onChange;
    this.#onIdle = onIdle;
  }

  get all() {
    return this.#all;
  }

  get paused() {
    return this.#paused;
  }

  get active() {
    return this.#sending > 0 || this.#waiting.length > 0;
  }

  /** Whether some are neither sent nor given up. */
  get open() {
    return this.active || this.#all.some((upload) => upload.state === "paused");
  }

  /** Files and folders into a directory; folders first, each before what is in it. */
  add(directory, items) {
    const folders = items.filter((item) => item.file === null).map((item) => item.path);
    folders.sort((a, b) => a.split("/").length - b.split("/").length);
    for (const path of folders) {
      this.#makeOnce(directory, path);
    }
    for (const { path, file } of items) {
      if (file !== null) {
        const upload = new Upload(directory + path, directory, file);
        this.#all.push(upload);
        this.#waiting.push(upload);
        this.#onChange(upload);
      }
    }
    if (items.length > 0 && !this.active) {
      Promise.allSettled(this.#folders.values()).then(() => this.#idle());
    }
    this.#next();
  }

  /** A folder that is there already is as good. */
  #makeOnce(directory, path) {
    const whole = directory + path;
    const parent = whole.slice(0, whole.lastIndexOf("/", whole.length - 2) + 1);
    const before = this.#folders.get(parent) ?? Promise.resolve();
    const made = before.then(() => makeFolder(whole)).catch((failure) => {
      if (failure.status !== 405 && failure.code !== "EXISTS") {
        throw failure;
      }
    });
    made.catch(() => {}); // whoever waits for it says so
    this.#folders.set(whole, made);
  }

  #next() {
    while (!this.#paused && this.#sending < AT_ONCE && this.#waiting.length > 0) {
      this.#run(this.#waiting.shift());
    }
  }

  async #run(upload) {
    this.#sending++;
    upload.abort = new AbortController();
    this.#turn(upload, "sending");
    try {
      await this.#folders.get(upload.path.slice(0, upload.path.lastIndexOf("/") + 1));
      await send(upload.path, upload.file, {
        replaces: upload.replaces,
        signal: upload.abort.signal,
        onProgress: (sent) => {
          upload.sent = Math.min(sent, upload.file.size);
          this.#onChange(upload);
        },
        onWait: (waits) => {
          upload.unreached = waits;
          this.#onChange(upload);
        },
      });
      upload.sent = upload.file.size;
      this.#turn(upload, "done");
    } catch (failure) {
      this.#failed(upload, failure);
    }
    this.#sending--;
    this.#next();
    this.#idle();
  }

  #idle() {
    if (!this.active) {
      this.#folders.clear();
      this.#onIdle();
    }
  }

  #failed(upload, failure) {
    upload.unreached = false;
    if (failure.code === "ABORTED") {
      if (upload.state === "sending") {
        this.#waiting.unshift(upload);
        this.#turn(upload, "waiting");
      }
      return;
    }
    upload.problem = failure.message;
    this.#turn(upload, failure.status === 412 ? "exists" : "failed");
  }

  #turn(upload, state) {
    upload.state = state;
    this.#onChange(upload);
  }

  pause(paused) {
    this.#paused = paused;
    if (paused) {
      this.#all.filter((upload) => upload.state === "sending").forEach((upload) => upload.abort.abort());
    }
    this.#next();
  }

  /** One of them stands still until it is resumed. */
  hold(upload) {
    this.#stop(upload, "paused");
  }

  cancel(upload) {
    if (!upload.ended) {
      this.#stop(upload, "cancelled");
      upload.sent = 0;
      giveUp(upload.path);
    }
  }

  #stop(upload, state) {
    const sending = upload.state === "sending";
    this.#waiting = this.#waiting.filter((other) => other !== upload);
    this.#turn(upload, state);
    if (sending) {
      upload.abort.abort();
    } else {
      this.#idle();
    }
  }

  resume(upload) {
    this.retry(upload);
  }

  retry(upload) {
    upload.problem = "";
    this.#waiting.push(upload);
    this.#turn(upload, "waiting");
    this.#next();
  }

  /** The reader wants what is there to be replaced: as it is now, not what comes later. */
  async replace(upload) {
    try {
      await giveUp(upload.path); // it was to be a new one
      upload.replaces = await etagOf(upload.path);
      this.retry(upload);
    } catch (failure) {
      this.#failed(upload, failure);
    }
  }

  /** Those that have ended are forgotten. */
  clear() {
    this.#all = this.#all.filter((upload) => !upload.ended);
  }
}
