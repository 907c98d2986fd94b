// What the page asks the server. Every request says that it comes from this page.

import { required } from "./session.js";

const MARK = { "X-Requested-With": "file-transfer-page" };

/** What the server refused; `code` is stable, `message` is for people. */
export class Refused extends Error {
  constructor(status, code, sentence) {
    super(sentence);
    this.status = status;
    this.code = code;
  }
}

/** What an answer that is none of success says. */
export function refusal(status, text) {
  try {
    const problem = JSON.parse(text);
    return new Refused(status, problem.code, problem.detail);
  } catch {
    return new Refused(status, "UNKNOWN", status ? `The server answered ${status}.` : "The server cannot be reached.");
  }
}

/** Whoever is not logged in, or not any more, does it now; then it is asked again. */
async function ask(path, method, headers = {}, signal = undefined) {
  for (;;) {
    const answer = await askOnce(path, method, headers, signal);
    if (answer.status !== 401) {
      return succeeded(answer);
    }
    await required();
    signal?.throwIfAborted();
  }
}

async function askOnce(path, method, headers, signal) {
  try {
    return await fetch(path, { method, headers: { ...MARK, ...headers }, signal, redirect: "error" });
  } catch (failure) {
    throw failure.name === "AbortError" ? failure : refusal(0, "");
  }
}

async function succeeded(answer) {
  if (!answer.ok) {
    throw refusal(answer.status, await answer.text());
  }
  return answer;
}

/** Calls `onRights` with what may be done in a directory, then `onEntries` with more of it, each time some of it came. */
export async function list(path, signal, onRights, onEntries) {
  const answer = await ask(path, "GET", { Accept: "application/json" }, signal);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let whole = false;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    const lines = (rest + value).split("\n");
    rest = lines.pop();
    const entries = [];
    for (const line of lines) {
      if (line === "]}") {
        whole = true;
      } else if (line.startsWith('{"path":')) {
        onRights(new Set(JSON.parse(`${line}]}`).may));
      } else if (line.startsWith('{"name":')) {
        entries.push(JSON.parse(line.endsWith(",") ? line.slice(0, -1) : line));
      }
    }
    if (entries.length > 0) {
      onEntries(entries);
    }
  }
  if (!whole) {
    throw new Refused(0, "TRUNCATED", "Not all of this folder could be read.");
  }
}

/** The methods that a directory has. */
export async function methods(path) {
  const answer = await ask(path, "OPTIONS");
  return new Set((answer.headers.get("Allow") ?? "").split(/, */));
}

/** The fields of a file's head. */
export async function head(path) {
  return (await ask(path, "HEAD")).headers;
}

/** The first bytes of a file. */
export async function beginning(path, length, signal) {
  const answer = await ask(path, "GET", length > 0 ? { Range: `bytes=0-${length - 1}` } : {}, signal);
  return answer.arrayBuffer();
}

export async function remove(path) {
  await ask(path, "DELETE", path.endsWith("/") ? { Depth: "infinity" } : {});
}

export async function makeFolder(path) {
  await ask(path, "MKCOL");
}

/** Never replaces what has the new name. */
export async function move(from, to) {
  await ask(from, "MOVE", { Destination: location.origin + to, Overwrite: "F" });
}

export function markOf() {
  return MARK;
}
