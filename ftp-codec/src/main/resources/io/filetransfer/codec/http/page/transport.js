// How one file travels. Whatever takes this module's place keeps `send` and what it promises.

import { head, markOf, refusal, Refused } from "./api.js";
import { required } from "./session.js";

/** A larger file is asked about before it is sent, so that nobody sends in vain. */
const ASK_FIRST = 1 << 20;

/** Whether a file that was stopped goes on where it was; here it begins again. */
export const RESUMES = false;

/**
 * Sends a file. Nothing is replaced unless `replaces` is its ETag as it was seen. Rejects with `Refused`; its code is EXISTS
 * if there is such a file, and ABORTED if the signal said so.
 */
export async function send(path, file, { replaces = null, signal, onProgress }) {
  if (replaces === null && file.size > ASK_FIRST && (await etagOf(path)) !== null) {
    throw new Refused(412, "EXISTS", "A file has this name.");
  }
  const condition = replaces === null ? ["If-None-Match", "*"] : ["If-Match", replaces];
  while ((await put(path, file, condition, signal, onProgress)) === 401) {
    await required();
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

/** Resolves with the status: one of success, or 401. */
function put(path, file, condition, signal, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const aborted = () => reject(new Refused(0, "ABORTED", "It was stopped."));
    if (signal.aborted) {
      aborted();
      return;
    }
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.open("PUT", path);
    request.setRequestHeader(...condition);
    for (const [name, value] of Object.entries(markOf())) {
      request.setRequestHeader(name, value);
    }
    if (file.lastModified) {
      request.setRequestHeader("X-OC-Mtime", String(Math.floor(file.lastModified / 1000)));
    }
    request.upload.onprogress = (event) => onProgress(event.loaded);
    const ended = () => request.status < 300 || request.status === 401;
    request.onload = () => (ended() ? resolve(request.status) : reject(refusal(request.status, request.responseText)));
    request.onerror = () => reject(refusal(0, ""));
    request.onabort = aborted;
    request.send(file);
  });
}
