// How one file travels. A small one is stored by one request. A larger one is an upload that the server holds (tus): what came
// of it is kept, so it goes on there after a pause, a lost connection or a reload.

import { head, markOf, refusal, Refused } from "./api.js";
import * as remembered from "./remembered.js";
import { required } from "./session.js";

/** Up to here it is not worth a second request. */
const SMALL = 4 << 20;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;
/** In vain, one after the other, before somebody has to say that it goes on: some ten minutes. */
const MAX_TRIES = 25;

const TUS = { "Tus-Resumable": "1.0.0" };

/**
 * Sends a file. Nothing is replaced unless `replaces` is its ETag as it was seen. `onWait(waits)` tells whether it waits for the
 * server to be reached. Rejects with `Refused`; its code is EXISTS if there is such a file, and ABORTED if the signal said so.
 */
export async function send(path, file, { replaces = null, signal, onProgress, onWait }) {
  const condition = replaces === null ? ["If-None-Match", "*"] : ["If-Match", replaces];
  if (file.size <= SMALL) {
    await persistently(file, signal, onWait, () => put(path, file, condition, signal, onProgress));
    return;
  }
  let last = -1;
  await persistently(file, signal, onWait, async (again) => {
    const { url, offset } = await place(path, file, condition, signal);
    if (offset > last) {
      again();
      last = offset;
    }
    onProgress(offset);
    await append(url, file, offset, signal, (sent) => {
      again();
      onProgress(sent);
    });
    remembered.forget(path);
  });
}

/** The server forgets what it holds of an upload that was given up. */
export async function giveUp(path) {
  const url = remembered.urlOf(path);
  remembered.forget(path);
  if (url) {
    await call("DELETE", url, TUS).catch(() => {}); // it forgets it by itself after a day
  }
}

/** The ETag of a file; null if there is none. */
export async function etagOf(path) {
  try {
    return (await head(path)).get("ETag");
  } catch (failure) {
    if (failure.status === 404) {
      return null;
    }
    throw failure;
  }
}

/** Tries until it is done or it makes no sense. `attempt(again)` calls `again()` when it came further. */
async function persistently(file, signal, onWait, attempt) {
  let tries = 0;
  for (;;) {
    try {
      await attempt(() => {
        tries = 0;
        onWait(false);
      });
      return;
    } catch (failure) {
      tries++;
      if (!isPassing(failure) || tries > MAX_TRIES || !(await isReadable(file))) {
        throw failure;
      }
    }
    onWait(true);
    await pause(Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tries - 1)), signal);
    onWait(false);
  }
}

/** Lost connections, an earlier piece that the server still reads, a server that is busy or goes down. */
function isPassing(failure) {
  return failure instanceof Refused && failure.code !== "ABORTED"
    && ([0, 408, 423, 502, 503, 504].includes(failure.status) || failure.code === "OFFSET_MISMATCH");
}

/** A file that changed since it was chosen cannot be read any more: that is no matter of the connection. */
async function isReadable(file) {
  try {
    await file.slice(0, 1).arrayBuffer();
    return true;
  } catch {
    throw new Refused(0, "CHANGED", "The file cannot be read, or has changed; choose it again.");
  }
}

/** Ends early when the browser is online again. */
function pause(millis, signal) {
  return new Promise((resolve, reject) => {
    const over = (then) => () => {
      clearTimeout(timer);
      window.removeEventListener("online", online);
      signal.removeEventListener("abort", stopped);
      then();
    };
    const online = over(resolve);
    const stopped = over(() => reject(aborted()));
    const timer = setTimeout(online, millis);
    window.addEventListener("online", online);
    signal.addEventListener("abort", stopped);
  });
}

/** Where a file goes on: an upload of it that the server still holds, or a new one. */
async function place(path, file, condition, signal) {
  const known = remembered.urlOf(path, file);
  if (known) {
    const held = await holds(known, file, signal);
    if (held !== null) {
      return { url: known, offset: held };
    }
    remembered.forget(path);
  }
  const fields = { ...TUS, "Upload-Length": String(file.size), [condition[0]]: condition[1], ...times(file) };
  const answer = await call("POST", path, fields, { signal });
  const url = answer.getResponseHeader("Location");
  remembered.keep(path, file, url);
  return { url, offset: 0 };
}

/** How much of it the server has; null if it has none. Also the reason why all of it has no name yet. */
async function holds(url, file, signal) {
  try {
    const answer = await call("HEAD", url, TUS, { signal });
    const length = answer.getResponseHeader("Upload-Length");
    return length === null || Number(length) === file.size ? Number(answer.getResponseHeader("Upload-Offset")) : null;
  } catch (failure) {
    if (failure.status === 404 || failure.status === 410) {
      return null;
    }
    throw failure;
  }
}

/** The rest, in one request: what came of it when that is cut is not lost. */
async function append(url, file, offset, signal, onProgress) {
  if (offset === file.size) {
    return;
  }
  const fields = { ...TUS, "Upload-Offset": String(offset), "Content-Type": "application/offset+octet-stream" };
  await call("PATCH", url, fields, {
    body: file.slice(offset).slice(0, file.size - offset, "application/offset+octet-stream"),
    signal,
    onProgress: (sent) => onProgress(offset + sent),
  });
}

function put(path, file, condition, signal, onProgress) {
  return call("PUT", path, { [condition[0]]: condition[1], ...times(file) }, { body: file, signal, onProgress });
}

function times(file) {
  return file.lastModified ? { "X-OC-Mtime": String(Math.floor(file.lastModified / 1000)) } : {};
}

function aborted() {
  return new Refused(0, "ABORTED", "It was stopped.");
}

/** One request, once more after a login if there is none. */
async function call(method, path, fields, { body = null, signal = null, onProgress = null } = {}) {
  for (;;) {
    const answer = await callOnce(method, path, fields, body, signal, onProgress);
    if (answer.status !== 401) {
      return answer;
    }
    await required();
  }
}

/** Resolves with an answer of success, or 401. Uploads tell how far they are only this way. */
function callOnce(method, path, fields, body, signal, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    if (signal?.aborted) {
      reject(aborted());
      return;
    }
    signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.open(method, path);
    for (const [name, value] of Object.entries({ ...markOf(), ...fields })) {
      request.setRequestHeader(name, value);
    }
    if (onProgress !== null) {
      request.upload.onprogress = (event) => onProgress(event.loaded);
    }
    const ended = () => request.status < 300 || request.status === 401;
    request.onload = () => (ended() ? resolve(request) : reject(refusal(request.status, request.responseText)));
    request.onerror = () => reject(refusal(0, ""));
    request.onabort = () => reject(aborted());
    request.send(body);
  });
}
