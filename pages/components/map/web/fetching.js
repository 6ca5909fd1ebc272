/* Fetching the map's files. Their names hold the hash of their content, so a copy is never stale. */

const waiting = new Map();
const TRIES = 3;
const PAUSE_MS = 400;

/** Parse the bytes of a file: gzip, or plain where something on the way has unpacked it. */
export async function parseJson(bytes) {
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!packed) return JSON.parse(new TextDecoder().decode(bytes));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).json();
}

async function fetchOnce(url) {
  const response = await fetch(url, { cache: "force-cache" });
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  // a server that does not know the path may answer with its front page
  if ((response.headers.get("content-type") ?? "").startsWith("text/html")) {
    throw new Error(`${url}: expected data, got a web page`);
  }
  return parseJson(new Uint8Array(await response.arrayBuffer()));
}

async function fetchPatiently(url) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fetchOnce(url);
    } catch (error) {
      if (attempt === TRIES) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, PAUSE_MS * attempt);
      });
    }
  }
}

/** Parse a file that came as base64 text. */
export function parsePacked(text) {
  return parseJson(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
}

/* A saved map holds its files as base64 by name, and asks no network for any other. */
async function readSaved(saved, url) {
  const name = url.slice(url.lastIndexOf("/") + 1);
  if (!Object.hasOwn(saved, name)) throw new Error(`${name}: not among the saved files`);
  return parsePacked(saved[name]);
}

function obtain(url) {
  const saved = globalThis.localsFiles;
  return saved ? readSaved(saved, url) : fetchPatiently(url);
}

/** Fetch and parse a file once; a failure is forgotten, so that it can be tried again. */
export function fetchJson(url) {
  if (!waiting.has(url)) {
    const answer = obtain(url);
    waiting.set(url, answer);
    answer.catch(() => waiting.delete(url));
  }
  return waiting.get(url);
}
