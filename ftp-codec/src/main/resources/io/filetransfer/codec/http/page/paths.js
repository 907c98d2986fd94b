// Names as parts of URLs. A path here is always escaped, begins with a slash and is a directory's if it ends in one.

/** The path of the directory that this page shows. */
export function here() {
  return location.pathname;
}

export function escapeName(name) {
  return encodeURIComponent(name.toWellFormed ? name.toWellFormed() : name);
}

/** Of an entry of a listing; its bytes, if its name is no text. */
export function pathOf(directory, entry) {
  const part = entry.nameEscaped ?? escapeName(entry.name);
  return directory + part + (entry.kind === "directory" ? "/" : "");
}

/** What is shown of one escaped part. */
export function shown(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The directories from the root to a path, each as { path, label }. */
export function steps(path) {
  const parts = path.split("/").filter(Boolean);
  const found = [{ path: "/", label: "Files" }];
  parts.forEach((part, i) => found.push({ path: `/${parts.slice(0, i + 1).join("/")}/`, label: shown(part) }));
  return found;
}
