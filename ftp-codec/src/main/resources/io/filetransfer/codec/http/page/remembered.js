// Uploads that the server holds, so that they go on after a reload: by the path that the file gets, and what tells the file.

const PREFIX = "upload ";
/** The server keeps them as long. */
const KEPT_MILLIS = 24 * 60 * 60 * 1000;

/** Where the browser keeps nothing, for as long as this page is open. */
const here = new Map();

function read(key) {
  if (here.has(key)) {
    return here.get(key);
  }
  try {
    const entry = JSON.parse(localStorage.getItem(key));
    return entry !== null && Date.now() - entry.since < KEPT_MILLIS ? entry : null;
  } catch {
    return null; // another program of this origin, or no storage
  }
}

/** The URL of an upload to this path, and of this file if one is given; null if there is none. */
export function urlOf(path, file = null) {
  const entry = read(PREFIX + path);
  const same = entry !== null && (file === null
    || (entry.name === file.name && entry.size === file.size && entry.modified === file.lastModified));
  return same ? entry.url : null;
}

export function keep(path, file, url) {
  const entry = { name: file.name, size: file.size, modified: file.lastModified, url, since: Date.now() };
  here.set(PREFIX + path, entry);
  try {
    localStorage.setItem(PREFIX + path, JSON.stringify(entry));
  } catch {
    // There is no room, or none at all.
  }
}

export function forget(path) {
  here.delete(PREFIX + path);
  localStorage.removeItem(PREFIX + path);
}

/** The paths of all of them. */
export function all() {
  const paths = [];
  for (const key of Object.keys(localStorage).filter((each) => each.startsWith(PREFIX))) {
    if (read(key) === null) {
      localStorage.removeItem(key);
    } else {
      paths.push(key.slice(PREFIX.length));
    }
  }
  return paths;
}

/** For whoever uses this browser next. */
export function forgetAll() {
  all().forEach(forget);
}
