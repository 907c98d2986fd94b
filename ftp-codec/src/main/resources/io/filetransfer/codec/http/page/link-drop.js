// The page of a link for uploads: sends what is chosen or dropped, one file after the other.

const form = document.getElementById("drop");
const list = document.getElementById("sent");
let before = Promise.resolve();

function add(files) {
  for (const file of files) {
    const line = document.createElement("li");
    const say = (text) => (line.textContent = `${file.name}: ${text}`);
    say("waiting");
    list.append(line);
    before = before.then(() => send(file, say));
  }
}

function send(file, say) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("PUT", form.dataset.to + encodeURIComponent(file.name));
    request.upload.onprogress = (event) =>
      say(event.total ? `${Math.floor((100 * event.loaded) / event.total)} %` : "sending");
    request.onload = () => say(request.status < 300 ? "sent" : reason(request));
    request.onerror = () => say("not sent: the connection was lost");
    request.onloadend = () => resolve();
    if (file.lastModified) {
      request.setRequestHeader("X-OC-Mtime", String(Math.floor(file.lastModified / 1000)));
    }
    request.send(file);
  });
}

function reason(request) {
  try {
    return `not sent: ${JSON.parse(request.responseText).detail}`;
  } catch {
    return `not sent: ${request.status}`;
  }
}

const files = document.getElementById("files");
files.addEventListener("change", () => {
  add([...files.files]);
  files.value = "";
});
for (const event of ["dragover", "drop"]) {
  document.addEventListener(event, (happened) => happened.preventDefault());
}
document.addEventListener("drop", (dropped) => add([...dropped.dataTransfer.files]));
