// What a file is, by the end of its name: for its icon, and for how it is shown.

const ENDS = {
  picture: "png jpg jpeg gif webp avif svg ico",
  sound: "mp3 ogg opus flac wav m4a",
  video: "mp4 webm mkv",
  pdf: "pdf",
  text: "txt log md csv json xml html htm css js mjs java py sh c h rs go toml yaml yml ini conf sql",
  archive: "zip gz tgz xz zst tar 7z",
};
const BY_END = new Map(Object.entries(ENDS).flatMap(([kind, ends]) => ends.split(" ").map((end) => [end, kind])));

export function kindOf(entry) {
  if (entry.kind !== "file") {
    return entry.kind;
  }
  const dot = entry.name.lastIndexOf(".");
  return BY_END.get(entry.name.slice(dot + 1).toLowerCase()) ?? "file";
}
