// The uploads as the reader sees them.

import { count, duration, size } from "./format.js";
import { shown } from "./paths.js";
import * as remembered from "./remembered.js";
import { giveUp } from "./transport.js";
import { Uploads } from "./uploads.js";

const MAX_NAMED = 3;
const byId = (id) => document.getElementById(id);
const WORDS = { waiting: "Waits", paused: "Paused", done: "Done", exists: "Is there already", cancelled: "Cancelled" };
const BUTTONS = {
  waiting: ["cancel"], sending: ["hold", "cancel"], paused: ["resume", "cancel"], done: [], exists: ["replace"], failed: ["retry"], cancelled: ["retry"],
};
const LABELS = { cancel: "Cancel", hold: "Pause", resume: "Resume", replace: "Replace", retry: "Try again" };

export class UploadsView {
  #uploads;
  #lines = new Map();
  #changed = new Set();
  #scheduled = false;
  #rate = 0;
  #sentBefore = 0;
  #clock = performance.now();

  /** `onIdle()` when all have ended. */
  constructor(onIdle) {
    this.#uploads = new Uploads((upload) => this.#later(upload), () => {
      this.#later();
      onIdle();
    });
    byId("uploads-pause").addEventListener("click", () => {
      this.#uploads.pause(!this.#uploads.paused);
      this.#later();
    });
    byId("uploads-cancel").addEventListener("click", () => this.#each(["waiting", "sending", "paused"], "cancel"));
    byId("uploads-replace").addEventListener("click", () => this.#each(["exists"], "replace"));
    byId("uploads-close").addEventListener("click", () => this.#close());
    byId("cut-forget").addEventListener("click", () => {
      remembered.all().forEach(giveUp);
      byId("cut").hidden = true;
      byId("choose-files").focus();
    });
    this.#tellCut();
    window.addEventListener("beforeunload", (event) => {
      if (this.#uploads.open) {
        event.preventDefault();
      }
    });
  }

  /** What an earlier visit began: the browser hands out no file a second time, so the reader has to choose it again. */
  #tellCut() {
    const paths = remembered.all();
    byId("cut").hidden = paths.length === 0;
    const some = paths.slice(0, MAX_NAMED).map((path) => path.split("/").map(shown).join("/")).join(", ");
    const more = paths.length > MAX_NAMED ? ", …" : "";
    byId("cut-text").textContent =
      `${count(paths.length, "upload was", "uploads were")} cut: ${some}${more}. Choose the same again, in the same folder, to go on.`;
  }

  add(directory, items) {
    byId("cut").hidden = true;
    this.#uploads.add(directory, items);
  }

  #each(states, action) {
    this.#uploads.all.filter((upload) => states.includes(upload.state)).forEach((upload) => this.#uploads[action](upload));
  }

  #close() {
    this.#uploads.clear();
    this.#lines.clear();
    byId("uploads-list").replaceChildren();
    byId("uploads").hidden = true;
    byId("choose-files").focus();
  }

  /** No more than four times a second, however much happens. */
  #later(upload) {
    if (upload) {
      this.#changed.add(upload);
    }
    if (!this.#scheduled) {
      this.#scheduled = true;
      setTimeout(() => this.#draw(), 250);
    }
  }

  #draw() {
    this.#scheduled = false;
    for (const upload of this.#changed) {
      this.#line(upload);
    }
    this.#changed.clear();
    this.#summary();
  }

  #summary() {
    const all = this.#uploads.all;
    const of = (state) => all.filter((upload) => upload.state === state).length;
    const counted = all.filter((upload) => upload.state !== "cancelled");
    const total = counted.reduce((sum, upload) => sum + upload.file.size, 0);
    const sent = counted.reduce((sum, upload) => sum + upload.sent, 0);
    const active = this.#uploads.active;
    const open = this.#uploads.open;
    byId("uploads").hidden = all.length === 0;
    byId("uploads-progress").value = total > 0 ? sent / total : active ? 0 : 1;
    byId("uploads-progress").hidden = !active;
    byId("uploads-pause").hidden = !active;
    byId("uploads-cancel").hidden = !open;
    byId("uploads-close").hidden = open;
    byId("uploads-replace").hidden = of("exists") < 2;
    byId("uploads-pause").textContent = this.#uploads.paused ? "Resume all" : "Pause all";
    const parts = [`${count(of("done"), "file", "files")} of ${counted.length} uploaded`];
    if (of("exists") > 0) {
      parts.push(`${of("exists")} there already`);
    }
    if (of("failed") > 0) {
      parts.push(`${of("failed")} failed`);
    }
    if (of("paused") > 0) {
      parts.push(`${of("paused")} paused`);
    }
    if (active) {
      parts.push(this.#uploads.paused ? "paused" : this.#speed(sent, total));
    }
    const summary = parts.filter(Boolean).join(", ");
    if (byId("uploads-summary").textContent !== summary) {
      byId("uploads-summary").textContent = summary;
    }
  }

  #speed(sent, total) {
    const now = performance.now();
    const seconds = (now - this.#clock) / 1000;
    if (seconds >= 1) {
      const rate = Math.max(0, sent - this.#sentBefore) / seconds;
      this.#rate = this.#rate > 0 ? 0.7 * this.#rate + 0.3 * rate : rate;
      this.#clock = now;
      this.#sentBefore = sent;
    }
    return this.#rate < 1 ? "" : `${size(this.#rate)}/s, ${duration((total - sent) / this.#rate)} left`;
  }

  #line(upload) {
    let line = this.#lines.get(upload);
    if (!line) {
      line = made();
      line.querySelector(".what").textContent = upload.path.slice(upload.directory.length).split("/").map(shown).join("/");
      this.#lines.set(upload, line);
      byId("uploads-list").append(line);
    }
    line.querySelector(".how").textContent = how(upload);
    if (line.dataset.state !== upload.state) {
      line.dataset.state = upload.state;
      line.querySelector(".do").replaceChildren(...BUTTONS[upload.state].map((action) => this.#button(action, upload)));
    }
  }

  #button(action, upload) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = LABELS[action];
    button.setAttribute("aria-label", `${LABELS[action]}: ${upload.file.name}`);
    button.addEventListener("click", () => this.#uploads[action](upload));
    return button;
  }
}

function how(upload) {
  if (upload.state === "failed") {
    return upload.problem;
  }
  if (upload.state === "sending" && upload.unreached) {
    return "Waits for the server";
  }
  if (upload.state === "sending" || upload.state === "paused") {
    const part = upload.file.size > 0 ? `${Math.floor((100 * upload.sent) / upload.file.size)} %` : "";
    return upload.state === "paused" ? `Paused ${part}` : part;
  }
  return WORDS[upload.state];
}

function made() {
  const line = document.createElement("li");
  for (const name of ["what", "how", "do"]) {
    const part = document.createElement("span");
    part.className = name;
    line.append(part);
  }
  return line;
}
