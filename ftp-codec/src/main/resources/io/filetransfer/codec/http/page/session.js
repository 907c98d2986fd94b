// Who the reader is, where that counts. A login is a session of the server; this page knows nothing of it but that it is there.

const ENDPOINT = "/.filetransfer/session";
const MARK = { "X-Requested-With": "file-transfer-page" };

const byId = (id) => document.getElementById(id);
const dialog = byId("login");
let waiting = null;

/** What the server says: `user` is null for nobody, `session` whether it can be ended, `users` whether there are any. */
export async function who() {
  try {
    const answer = await fetch(ENDPOINT, { headers: MARK });
    return answer.ok ? await answer.json() : { user: null, session: false, users: true };
  } catch {
    return { user: null, session: false, users: true };
  }
}

/** Asks the reader to log in, once for all who wait for it. */
export function required() {
  waiting ??= new Promise((resolve) => {
    const form = byId("login-form");
    byId("login-problem").textContent = "";
    byId("login-password").value = "";
    dialog.showModal();
    (byId("login-user").value === "" ? byId("login-user") : byId("login-password")).focus();
    form.onsubmit = async (event) => {
      event.preventDefault();
      if (await submitted()) {
        waiting = null;
        byId("login-password").value = "";
        dialog.close();
        document.dispatchEvent(new Event("login"));
        resolve();
      }
    };
  });
  return waiting;
}

async function submitted() {
  byId("login-yes").disabled = true;
  byId("login-problem").textContent = "";
  try {
    const body = new URLSearchParams({ user: byId("login-user").value, password: byId("login-password").value });
    const answer = await fetch(ENDPOINT, { method: "POST", headers: MARK, body });
    if (!answer.ok) {
      byId("login-problem").textContent = (await answer.json()).detail;
      byId("login-password").select();
    }
    return answer.ok;
  } catch {
    byId("login-problem").textContent = "The server cannot be reached.";
    return false;
  } finally {
    byId("login-yes").disabled = false;
  }
}

export async function leave() {
  await fetch(ENDPOINT, { method: "DELETE", headers: MARK });
}

// There is nothing to go back to.
dialog.addEventListener("cancel", (event) => event.preventDefault());
dialog.addEventListener("close", () => waiting && dialog.showModal());
