// The rows of a listing. Only those that are seen are in the document, so a hundred thousand cost no more than fifty.

import { size, time } from "./format.js";
import { kindOf } from "./kinds.js";

const SPARE = 12;
const names = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

const COMPARE = {
  name: (a, b) => names.compare(a.name, b.name),
  size: (a, b) => (a.size ?? -1) - (b.size ?? -1) || names.compare(a.name, b.name),
  time: (a, b) => Date.parse(a.modified) - Date.parse(b.modified) || names.compare(a.name, b.name),
};

export class Table {
  #scroller = document.getElementById("list");
  #body = document.getElementById("rows");
  #table = document.getElementById("table");
  #all = [];
  #rows = [];
  #picked = new Set();
  #filter = "";
  #key = "name";
  #down = false;
  #pathOf;
  #onOpen;
  #onPick;
  #frame = 0;
  #shown = "";

  /** `pathOf(entry)`, `onOpen(entry)` for an entry that was chosen, `onPick(entries)` for those that are selected. */
  constructor({ pathOf, onOpen, onMore, onPick }) {
    this.#pathOf = pathOf;
    this.#onOpen = onOpen;
    this.#onPick = onPick;
    this.onMore = onMore;
    this.#scroller.addEventListener("scroll", () => this.#later(), { passive: true });
    new ResizeObserver(() => this.#later()).observe(this.#scroller);
    this.#body.addEventListener("click", (event) => this.#clicked(event));
    this.#body.addEventListener("keydown", (event) => this.#pressed(event));
    for (const button of this.#table.querySelectorAll("[data-sort]")) {
      button.addEventListener("click", () => this.#sortBy(button.dataset.sort));
    }
    document.getElementById("pick-all").addEventListener("change", (event) => this.pickAll(event.target.checked));
  }

  get rows() {
    return this.#rows.length;
  }

  get entries() {
    return this.#all.length;
  }

  find(name) {
    return this.#all.find((entry) => entry.name === name);
  }

  clear() {
    this.#all = [];
    this.#picked.clear();
    this.#scroller.scrollTop = 0;
    this.arrange();
  }

  /** More entries; they are put in order by `arrange`. */
  add(entries) {
    for (const entry of entries) {
      this.#all.push(entry);
    }
  }

  filter(text) {
    this.#filter = text.toLocaleLowerCase();
    this.#scroller.scrollTop = 0;
    this.arrange();
  }

  arrange() {
    const wanted = this.#filter;
    const rows = wanted ? this.#all.filter((entry) => entry.name.toLocaleLowerCase().includes(wanted)) : this.#all.slice();
    const compare = COMPARE[this.#key];
    const sign = this.#down ? -1 : 1;
    const directories = (entry) => (entry.kind === "directory" ? 0 : 1);
    rows.sort((a, b) => directories(a) - directories(b) || sign * compare(a, b));
    this.#rows = rows;
    this.#table.setAttribute("aria-rowcount", String(rows.length + 1));
    this.#shown = "";
    this.#draw();
    this.#picks();
  }

  pickAll(all) {
    this.#picked = new Set(all ? this.#rows : []);
    this.#shown = "";
    this.#draw();
    this.#picks();
  }

  #picks() {
    const all = document.getElementById("pick-all");
    all.checked = this.#rows.length > 0 && this.#picked.size >= this.#rows.length;
    all.indeterminate = this.#picked.size > 0 && !all.checked;
    this.#onPick([...this.#picked]);
  }

  #sortBy(key) {
    this.#down = this.#key === key ? !this.#down : key !== "name";
    this.#key = key;
    for (const button of this.#table.querySelectorAll("[data-sort]")) {
      const cell = button.closest("th");
      if (button.dataset.sort === key) {
        cell.setAttribute("aria-sort", this.#down ? "descending" : "ascending");
      } else {
        cell.removeAttribute("aria-sort");
      }
    }
    this.arrange();
  }

  #later() {
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  get #height() {
    return parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--row"));
  }

  #draw() {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const height = this.#height;
    const first = Math.max(0, Math.floor(this.#scroller.scrollTop / height) - SPARE);
    const seen = Math.ceil(this.#scroller.clientHeight / height) + 2 * SPARE;
    const last = Math.min(this.#rows.length, first + seen);
    const shown = `${first} ${last} ${height}`;
    if (shown === this.#shown) {
      return;
    }
    this.#shown = shown;
    const focused = document.activeElement?.closest?.("#rows tr")?.dataset.index;
    const control = document.activeElement?.dataset?.control;
    const rows = [gap(first * height)];
    for (let i = first; i < last; i++) {
      rows.push(this.#row(this.#rows[i], i));
    }
    rows.push(gap((this.#rows.length - last) * height));
    this.#body.replaceChildren(...rows);
    if (focused !== undefined) {
      this.#body.querySelector(`tr[data-index="${focused}"] [data-control="${control}"]`)?.focus({ preventScroll: true });
    }
  }

  #row(entry, index) {
    const row = element("tr");
    row.dataset.index = index;
    row.setAttribute("aria-rowindex", String(index + 2));
    const picked = this.#picked.has(entry);
    row.classList.toggle("picked", picked);
    const bytes = entry.size === undefined ? "" : size(entry.size);
    const when = time(entry.modified);
    row.append(pick(entry, picked), this.#name(entry, bytes, when), cell("size", bytes), cell("time", when), more(entry));
    return row;
  }

  #name(entry, bytes, when) {
    const link = element("a");
    link.href = this.#pathOf(entry);
    link.title = entry.name;
    link.dataset.control = "open";
    const both = element("span", "both");
    both.append(text("text", entry.name), text("below", [bytes, when].filter(Boolean).join(" · ")));
    both.firstChild.dir = "auto";
    both.lastChild.setAttribute("aria-hidden", "true");
    const icon = element("span", `icon is-${kindOf(entry)}`);
    link.append(icon, both);
    const found = cell("name", "");
    found.append(link);
    return found;
  }

  #entryAt(event) {
    const row = event.target.closest("tr[data-index]");
    return row ? this.#rows[Number(row.dataset.index)] : undefined;
  }

  #clicked(event) {
    const entry = this.#entryAt(event);
    const control = event.target.closest("[data-control]")?.dataset.control;
    if (!entry || !control || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    if (control === "pick") {
      this.#pick(entry, event.target.closest("tr"));
      return;
    }
    event.preventDefault();
    if (control === "more") {
      this.onMore(entry);
    } else {
      this.#onOpen(entry);
    }
  }

  #pick(entry, row) {
    if (!this.#picked.delete(entry)) {
      this.#picked.add(entry);
    }
    row.classList.toggle("picked", this.#picked.has(entry));
    this.#picks();
  }

  #pressed(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
    const step = steps[event.key];
    const row = event.target.closest("tr[data-index]");
    if (step === undefined || !row || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    event.preventDefault();
    const index = Math.max(0, Math.min(this.#rows.length - 1, Number(row.dataset.index) + step));
    const top = index * this.#height;
    const room = this.#scroller.clientHeight - 2 * this.#height;
    if (top < this.#scroller.scrollTop) {
      this.#scroller.scrollTop = top;
    } else if (top > this.#scroller.scrollTop + room) {
      this.#scroller.scrollTop = top - room;
    }
    this.#draw();
    this.#body.querySelector(`tr[data-index="${index}"] [data-control="${event.target.dataset.control}"]`)?.focus({ preventScroll: true });
  }
}

function element(tag, className = "") {
  const made = document.createElement(tag);
  made.className = className;
  return made;
}

function text(className, content) {
  const made = element("span", className);
  made.textContent = content;
  return made;
}

function cell(className, content) {
  const made = element("td", className);
  made.textContent = content;
  return made;
}

function gap(height) {
  const row = element("tr", "gap");
  row.setAttribute("aria-hidden", "true");
  const filler = element("td");
  filler.colSpan = 5;
  filler.style.height = `${height}px`;
  row.append(filler);
  return row;
}

function pick(entry, picked) {
  const made = element("td", "pick");
  const label = element("label", "hit");
  const box = element("input");
  box.type = "checkbox";
  box.checked = picked;
  box.dataset.control = "pick";
  box.setAttribute("aria-label", `Select ${entry.name}`);
  label.append(box);
  made.append(label);
  return made;
}

function more(entry) {
  const made = element("td", "more");
  const button = element("button");
  button.type = "button";
  button.textContent = "⋯";
  button.dataset.control = "more";
  button.setAttribute("aria-label", `More about ${entry.name}`);
  made.append(button);
  return made;
}
