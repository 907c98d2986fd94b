// What is in a file, shown without running any of it. Pictures, sound and video are loaded as such and nothing else; a PDF is
// shown in a frame, which the server says to be a PDF whatever is in it; all other things are text.

import { beginning } from "./api.js";
import { kindOf } from "./kinds.js";
import { size } from "./format.js";

const MAX_TEXT = 256 * 1024;

/** Fills `place`; goes on until `signal` says so. */
export async function show(entry, path, place, signal) {
  place.replaceChildren();
  const kind = kindOf(entry);
  const maker = { picture, sound: media("audio"), video: media("video"), pdf }[kind];
  if (maker) {
    place.append(maker(entry, path));
  } else if (kind === "text") {
    await text(entry, path, place, signal);
  }
}

function picture(entry, path) {
  const image = document.createElement("img");
  image.alt = entry.name;
  image.src = path;
  return image;
}

function media(tag) {
  return (entry, path) => {
    const player = document.createElement(tag);
    player.controls = true;
    player.preload = "metadata";
    player.src = path;
    return player;
  };
}

function pdf(entry, path) {
  const frame = document.createElement("iframe");
  frame.title = entry.name;
  frame.src = path;
  return frame;
}

async function text(entry, path, place, signal) {
  const bytes = entry.size > 0 ? await beginning(path, MAX_TEXT, signal) : new ArrayBuffer(0);
  if (signal.aborted) {
    return;
  }
  const block = document.createElement("pre");
  block.tabIndex = 0;
  block.textContent = new TextDecoder().decode(bytes);
  place.append(block);
  if (entry.size > MAX_TEXT) {
    const note = document.createElement("p");
    note.textContent = `The first ${size(MAX_TEXT)}.`;
    place.append(note);
  }
}
