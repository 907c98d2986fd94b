// The page: one directory at a time. What is seen is where the address bar says.

import * as api from "./api.js";
import * as archive from "./archive.js";
import { Details } from "./details.js";
import { askName, confirm } from "./dialogs.js";
import { ofDrop, ofInput } from "./dropped.js";
import { count } from "./format.js";
import { escapeName, here, pathOf, steps } from "./paths.js";
import { forgetAll } from "./remembered.js";
import * as session from "./session.js";
import { Table } from "./table.js";
import { UploadsView } from "./uploads-view.js";

const byId = (id) => document.getElementById(id);
const ARRANGE_MILLIS = 700;

let methods = new Set();
let rights = new Set();
let picked = [];
let loading = new AbortController();

const table = new Table({
  pathOf: (entry) => pathOf(here(), entry),
  onOpen: (entry) => (entry.kind === "directory" ? go(pathOf(here(), entry)) : open(entry)),
  onMore: (entry) => open(entry),
  onPick: (entries) => showPicked(entries),
});
const details = new Details({ rename, remove });
const uploads = new UploadsView(() => load());

/** Whether files may be stored here, and folders made. */
function mayStore() {
  return rights.has("write") || rights.has("create");
}

function open(entry) {
  details.open(entry, pathOf(here(), entry), {
    read: rights.has("read"),
    rename: methods.has("MOVE") && rights.has("delete") && mayStore(),
    remove: rights.has("delete"),
  });
}

/** Only what may be done here is offered. */
function offer() {
  const folders = methods.has("MKCOL") && mayStore();
  byId("new-folder").hidden = !folders;
  byId("choose-folder").hidden = !folders;
  byId("choose-files").hidden = !mayStore();
  byId("download-all").hidden = !rights.has("read");
  byId("download-all").href = archive.ofFolder(here());
  showPicked(picked);
}

function go(path) {
  history.pushState(null, "", path);
  byId("filter").value = "";
  table.filter("");
  load().then(() => byId("list").focus({ preventScroll: true }));
}

function say(text) {
  byId("status").textContent = text;
}

/** In the place of rows. */
function state(title = "", text = "", again = false) {
  const place = byId("state");
  place.replaceChildren();
  place.hidden = title === "";
  const strong = document.createElement("strong");
  strong.textContent = title;
  place.append(strong, text);
  if (again) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Try again";
    button.addEventListener("click", () => load());
    place.append(document.createElement("br"), button);
  }
}

function crumbs() {
  const found = steps(here());
  document.title = found.at(-1).label;
  byId("crumbs").replaceChildren(...found.map((step, i) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = step.path;
    link.textContent = step.label;
    link.dir = "auto";
    if (i === found.length - 1) {
      link.setAttribute("aria-current", "page");
    }
    link.addEventListener("click", (event) => {
      if (!event.ctrlKey && !event.metaKey && !event.shiftKey) {
        event.preventDefault();
        go(step.path);
      }
    });
    item.append(link);
    return item;
  }));
}

/** Reads the directory anew; the first rows are seen at once, and in order. */
async function load() {
  loading.abort();
  const mine = new AbortController();
  loading = mine;
  crumbs();
  table.clear();
  state();
  say("Loading…");
  let next = 0;
  try {
    const allowed = (may) => {
      rights = may;
      offer();
    };
    await api.list(here(), mine.signal, allowed, (entries) => {
      table.add(entries);
      const now = performance.now();
      if (now > next) {
        table.arrange();
        next = performance.now() + Math.max(ARRANGE_MILLIS, 5 * (performance.now() - now)); // mostly it reads
        say(`Loading… ${count(table.entries, "entry", "entries")}`);
      }
    });
    table.arrange();
    told();
  } catch (failure) {
    if (!mine.signal.aborted) {
      table.arrange();
      failed(failure);
    }
  }
}

function told() {
  const filtered = table.rows !== table.entries;
  say(filtered ? `${count(table.rows, "entry", "entries")} of ${table.entries}` : count(table.entries, "entry", "entries"));
  if (table.entries === 0) {
    state("This folder is empty", mayStore() ? "Drop files and folders here, or upload them by the buttons above." : "");
  } else if (table.rows === 0) {
    state("Nothing has such a name", "The filter looks at names only.");
  } else {
    state();
  }
}

const TITLES = { 403: "You may not see this folder", 404: "There is no such folder" };

function failed(failure) {
  say("");
  if (table.entries > 0) {
    say(`Not all of this folder was read: ${failure.message}`);
    return;
  }
  state(TITLES[failure.status] ?? "This folder cannot be shown", failure.message, failure.status !== 404);
}

function showPicked(entries) {
  picked = entries;
  byId("selection").hidden = entries.length === 0;
  byId("selected").textContent = count(entries.length, "entry selected", "entries selected");
  byId("download-selected").hidden = !rights.has("read");
  byId("delete-selected").hidden = !rights.has("delete");
}

/** One after the other; what was not done is said, and does not keep the rest from it. */
async function forEach(entries, done, work) {
  const problems = [];
  for (const entry of entries) {
    try {
      await work(entry);
    } catch (failure) {
      problems.push(`${entry.name}: ${failure.message}`);
    }
  }
  await load();
  say(problems.length === 0 ? done : problems.slice(0, 5).join(" "));
}

async function remove(entries) {
  const what = entries.length === 1 ? `“${entries[0].name}”` : count(entries.length, "entry", "entries");
  const folders = entries.some((entry) => entry.kind === "directory");
  const text = folders ? "Folders are deleted with all that is in them. It cannot be taken back." : "It cannot be taken back.";
  if (await confirm(`Delete ${what}?`, text, "Delete")) {
    await forEach(entries, `${what} deleted.`, (entry) => api.remove(pathOf(here(), entry)));
  }
}

async function rename(entry) {
  const name = await askName("Rename", "New name", entry.name, "Rename");
  if (name !== null && name !== entry.name) {
    const slash = entry.kind === "directory" ? "/" : "";
    await forEach([entry], `Renamed to “${name}”.`, () => api.move(pathOf(here(), entry), here() + escapeName(name) + slash));
  }
}

async function newFolder() {
  const name = await askName("New folder", "Name", "", "Make");
  if (name !== null) {
    await forEach([{ name }], `Folder “${name}” made.`, () => api.makeFolder(`${here()}${escapeName(name)}/`));
  }
}

function download() {
  if (picked.length === 1 && picked[0].kind === "file") {
    const link = document.createElement("a");
    link.href = pathOf(here(), picked[0]);
    link.download = picked[0].name;
    link.click();
  } else {
    archive.download(here(), picked, () => say("The selected entries cannot be downloaded together."));
  }
}

function upload(items) {
  if (!mayStore()) {
    say("You may not upload anything here.");
    return;
  }
  if (items.some((item) => item.file === null) && !methods.has("MKCOL")) {
    say("This server takes no folders; choose the files that are in them.");
    return;
  }
  uploads.add(here(), items);
}

function inputs() {
  for (const [button, input] of [["choose-files", "files"], ["choose-folder", "folder"]]) {
    byId(button).addEventListener("click", () => byId(input).click());
    byId(input).addEventListener("change", (event) => {
      upload(ofInput(event.target.files));
      event.target.value = "";
    });
  }
}

function drops() {
  let inside = 0;
  const over = (change) => {
    inside = Math.max(0, inside + change);
    byId("drop").hidden = inside === 0;
  };
  document.addEventListener("dragenter", () => over(1));
  document.addEventListener("dragleave", () => over(-1));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", async (event) => {
    event.preventDefault();
    over(-inside);
    try {
      upload(await ofDrop(event.dataTransfer));
    } catch (failure) {
      say(`What was dropped cannot be read: ${failure.message}`);
    }
  });
}

async function offers() {
  try {
    methods = await api.methods(here());
  } catch {
    methods = new Set(); // the listing says what is wrong
  }
  offer();
}

async function account() {
  const { user, session: ends } = await session.who();
  byId("account").hidden = user === null;
  byId("account-name").textContent = user ?? "";
  byId("account-name").title = user ?? "";
  byId("logout").hidden = !ends;
  return user;
}

async function leave() {
  forgetAll(); // whoever uses this browser next learns of nothing
  await session.leave();
  location.reload();
}

/** This page stands in the place of a file that only a user may have: it is gone to once there is one. */
async function toFile() {
  const key = `tried ${here()}`;
  if ((await account()) === null) {
    await session.required();
  } else if (sessionStorage.getItem(key)) {
    sessionStorage.removeItem(key);
    state("This file cannot be shown", "You are logged in, and the server asks for a login again.");
    return;
  }
  sessionStorage.setItem(key, "1");
  location.replace(location.href);
}

byId("filter").addEventListener("input", (event) => {
  table.filter(event.target.value.trim());
  told();
});
byId("new-folder").addEventListener("click", newFolder);
byId("download-selected").addEventListener("click", download);
byId("delete-selected").addEventListener("click", () => remove(picked));
byId("clear-selected").addEventListener("click", () => table.pickAll(false));
byId("logout").addEventListener("click", leave);
document.addEventListener("login", account);
window.addEventListener("popstate", () => load());
if (here().endsWith("/")) {
  sessionStorage.clear();
  inputs();
  drops();
  offers();
  load();
  account();
} else {
  toFile();
}
