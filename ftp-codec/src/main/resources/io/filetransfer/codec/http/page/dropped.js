// Files and folders that were dropped or chosen, as { path, file }; a folder's path ends in a slash and has no file.

import { escapeName } from "./paths.js";

/** Of a drop. What the event has must be taken before it ends, so this reads it at once. */
export async function ofDrop(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const found = [];
  const waiting = entries.map((entry) => ({ entry, directory: "" }));
  while (waiting.length > 0) {
    const { entry, directory } = waiting.pop();
    const path = directory + escapeName(entry.name);
    if (entry.isDirectory) {
      found.push({ path: `${path}/`, file: null });
      for (const child of await children(entry)) {
        waiting.push({ entry: child, directory: `${path}/` });
      }
    } else {
      found.push({ path, file: await new Promise((resolve, reject) => entry.file(resolve, reject)) });
    }
  }
  return found;
}

/** A reader gives some at a time, and none at the end. */
async function children(directory) {
  const reader = directory.createReader();
  const found = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) {
      return found;
    }
    found.push(...some);
  }
}

/** Of an input, of files or of a folder. */
export function ofInput(files) {
  const folders = new Set();
  const found = [...files].map((file) => {
    const parts = (file.webkitRelativePath || file.name).split("/").map(escapeName);
    for (let i = 1; i < parts.length; i++) {
      folders.add(`${parts.slice(0, i).join("/")}/`);
    }
    return { path: parts.join("/"), file };
  });
  return [...[...folders].map((path) => ({ path, file: null })), ...found];
}
