// All about one entry, and what can be done with it.

import { head } from "./api.js";
import { ofFolder } from "./archive.js";
import { number, size, time } from "./format.js";
import { show } from "./preview.js";

const byId = (id) => document.getElementById(id);
const dialog = byId("details");

export class Details {
  #entry;
  #path;
  #stop = new AbortController();

  /** `rename(entry)` and `remove([entry])` do what they say; they ask the reader before. */
  constructor({ rename, remove }) {
    byId("details-close").addEventListener("click", () => dialog.close());
    byId("details-copy").addEventListener("click", () => this.#copy());
    byId("details-rename").addEventListener("click", () => this.#leave(() => rename(this.#entry)));
    byId("details-delete").addEventListener("click", () => this.#leave(() => remove([this.#entry])));
    dialog.addEventListener("close", () => {
      this.#stop.abort();
      byId("preview").replaceChildren(); // sound ends with it
    });
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog && event.offsetY < 0) {
        dialog.close();
      }
    });
  }

  #leave(then) {
    dialog.close();
    then();
  }

  async open(entry, path, may) {
    this.#entry = entry;
    this.#path = path;
    this.#stop = new AbortController();
    const file = entry.kind === "file";
    byId("details-name").textContent = entry.name;
    const folder = entry.kind === "directory";
    byId("details-download").hidden = !may.read || !(file || folder);
    byId("details-download").href = folder ? ofFolder(path) : path;
    byId("details-download").download = folder ? `${entry.name}.zip` : entry.name;
    byId("details-rename").hidden = !may.rename;
    byId("details-delete").hidden = !may.remove;
    byId("details-copy").textContent = "Copy link";
    byId("facts").replaceChildren();
    this.#fact("Kind", entry.kind);
    if (entry.size !== undefined) {
      this.#fact("Size", `${size(entry.size)} (${number(entry.size)})`);
    }
    this.#fact("Changed", time(entry.modified));
    if (entry.mode) {
      this.#fact("Mode", entry.mode);
    }
    byId("preview").replaceChildren();
    dialog.showModal();
    byId("details-close").focus();
    if (file && may.read) {
      const signal = this.#stop.signal;
      await Promise.allSettled([this.#digest(path, signal), show(entry, path, byId("preview"), signal)]);
    }
  }

  #fact(term, what) {
    const name = document.createElement("dt");
    const value = document.createElement("dd");
    name.textContent = term;
    value.textContent = what;
    byId("facts").append(name, value);
  }

  async #digest(path, signal) {
    const digest = (await head(path)).get("Repr-Digest");
    const parts = /^([a-z0-9-]+)=:([A-Za-z0-9+/=]+):/.exec(digest ?? "");
    if (parts && !signal.aborted) {
      const bytes = [...atob(parts[2])].map((c) => c.charCodeAt(0).toString(16).padStart(2, "0"));
      this.#fact(parts[1] === "crc32c" ? "CRC-32C" : "SHA-256", bytes.join(""));
    }
  }

  /** Without a secure connection there is no clipboard for pages: then the link is shown for copying by hand. */
  async #copy() {
    const link = new URL(this.#path, location.href).href;
    try {
      await navigator.clipboard.writeText(link);
      byId("details-copy").textContent = "Copied";
    } catch {
      this.#fact("Link", link);
    }
  }
}
